"""Frameworks and the kinds of evidence they ask for, as dated data files: ours, and those of a user's own."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final, Literal, Self

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationError,
    model_validator,
)

from fairwitness.audits.sentences import sentences
from fairwitness.audits.yaml_file import Kind, parse_mapping, read_text
from fairwitness.errors import FrameworkError, nearest

Automation = Literal["automatic", "partial", "manual"]
Confidence = Literal["confirmed", "memory"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
_KIND: Final = Kind(
    "framework", "`id`, `sources` and `controls`", FrameworkError, "docs/frameworks.md shows one"
)
_WRITTEN: Final = "docs/frameworks.md says what each key may hold."


def _iso(value: object) -> object:
    """A day, a month or a year, as ISO 8601 writes it; YAML reads a day as a date and a year as a number."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    text = str(value)
    parts = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", text)
    try:
        date(*(int(part or 1) for part in parts.groups()) if parts else ())
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"A date must read like 2027-12-02, or 2027-12 where no day is known. Got '{text[:60]}' instead."
        ) from error
    return text


Day = Annotated[str, BeforeValidator(_iso)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class EvidenceKind(_Part):
    """One kind of evidence, named once for all frameworks."""

    key: Text
    title: Text
    type: Literal["metric", "test", "document", "log", "attestation"]
    automation: Automation
    record: Literal["full", "part", "none"]
    """The most that a record of this version holds of it."""
    shows: str = ""
    """What a record shows that holds it, in a sentence."""
    person: Text
    """What a named person must state as long as no record shows it."""
    not_shown: Text
    """What it does not show, however much of it is held."""


class Vocabulary(_Part):
    """Every kind of evidence that a framework may ask for."""

    version: Text
    keys: tuple[EvidenceKind, ...]

    @model_validator(mode="after")
    def _keys_are_single(self) -> Self:
        _single([kind.key for kind in self.keys], what="evidence keys")
        return self

    @functools.cached_property
    def kinds(self) -> Mapping[str, EvidenceKind]:
        """Each kind of evidence by its key."""
        return {kind.key: kind for kind in self.keys}

    def titles(self) -> dict[str, str]:
        """Title of each kind of evidence, by its key."""
        return {kind.key: kind.title for kind in self.keys}


class Source(_Part):
    """A text that the controls were read from."""

    citation: Text
    url: Text


class Grouping(_Part):
    """One way a framework divides people, such as by sex, with its own categories."""

    name: Text
    attributes: tuple[Text, ...]
    """Words by which an attribute or its column is known to be this grouping."""
    categories: dict[str, tuple[Text, ...]]
    """Words by which a group is known to be of a category. The first category that fits is taken."""


class Applies(_Part):
    """A day from which a requirement applies."""

    date: Day
    to: Annotated[str, Field(max_length=200)] = ""
    """Whom or what it applies to from then; empty for all that are covered."""
    legacy: bool = False
    """Whether this is the later day of systems that were in use before."""
    confidence: Confidence = "confirmed"


class ControlFacts(_Part):
    """One requirement, and what a record or a person can show for it."""

    id: Name
    title: Line
    clause: Line
    """Where in the text it stands."""
    requirement: Text
    evidence: Annotated[tuple[Text, ...], Field(min_length=1)]
    automation: Automation
    supports: str = ""
    """The sentence that all of the evidence together supports; put together from its kinds if left out."""
    person: str = ""
    """What a named person must state; put together from the kinds of evidence that are missing if left out."""
    not_shown: str = ""
    """What the evidence does not show; put together from its kinds if left out."""
    notes: str = ""
    confidence: Confidence = "confirmed"
    """`memory`: not confirmed in a source that was read."""
    applies_from: Annotated[
        Annotated[str, Tag("name")] | Annotated[tuple[Applies, ...], Field(min_length=1), Tag("days")],
        Discriminator(lambda given: "name" if isinstance(given, str) else "days"),
    ] = ""
    """Days, or the name of one of the framework's `dates`; that of the framework if left out."""
    roles: tuple[Name, ...] = ()
    """Who owes it, where the framework tells roles apart."""

    @model_validator(mode="after")
    def _evidence_is_known(self) -> Self:
        kinds = read_vocabulary().kinds
        for key in self.evidence:
            if key not in kinds:
                raise ValueError(f"There is no kind of evidence '{key}'. {nearest(key, kinds)}")
        _single(list(self.evidence), what="kinds of evidence of a control")
        return self


class FrameworkFile(_Part):
    """A framework as its file has it."""

    id: Name
    title: Line
    version: Line
    jurisdiction: Line
    as_of: Day
    """Day on which status and sources are known."""
    status: Text
    confidence_note: str | None = None
    not_shown: str = ""
    """What no evidence shows for any control."""
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    groupings: tuple[Grouping, ...] = ()
    """Left out if a framework names no categories."""
    dates: dict[str, Annotated[tuple[Applies, ...], Field(min_length=1)]] = Field(default_factory=dict)
    """Days from which requirements apply, by a name that controls use."""
    applies_from: str = ""
    """Which of the `dates` holds for a control that names none."""
    controls: Annotated[tuple[ControlFacts, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _controls_fit(self) -> Self:
        _single([control.id for control in self.controls], what="ids of controls")
        for control in self.controls:
            self.days(control)
        return self

    def days(self, control: ControlFacts) -> tuple[Applies, ...]:
        """The days from which one of its controls applies."""
        if not isinstance(control.applies_from, str):
            return control.applies_from
        name = control.applies_from or self.applies_from
        if name not in self.dates:
            got = f"'{name}', which is none of its `dates`" if name else "none"
            raise ValueError(
                f"Control '{control.id}' must say from when it applies (`applies_from`), or the framework for all. "
                f"Got {got}. {nearest(name, self.dates)}".rstrip()
            )
        return self.dates[name]


@functools.cache
def read_vocabulary() -> Vocabulary:
    """The kinds of evidence, from ``vocabulary.yaml``."""
    return Vocabulary.model_validate(yaml.safe_load(_packaged("vocabulary")))


@functools.cache
def read_framework(name: str) -> FrameworkFile:
    """The framework in our own ``<name>.yaml``."""
    return parse_framework(_packaged(name), name=f"{name}.yaml")


def load_framework(path: Path) -> tuple[FrameworkFile, str]:
    """A user's own framework, and the SHA-256 of its file's text.

    Raises
    ------
    FrameworkError
        There is no such file, or it holds what a framework cannot: a sentence with the file and the control.
    """
    text = read_text(path, _KIND)
    return parse_framework(text, name=path.name), hashlib.sha256(text.encode()).hexdigest()


def parse_framework(text: str, *, name: str) -> FrameworkFile:
    """A framework from YAML text; `name` is how messages call it. Raises `FrameworkError`."""
    content = parse_mapping(text, _KIND, name)
    listed = content.get("controls")
    controls = [
        _control(one, place, text, name)
        for place, one in enumerate(listed if isinstance(listed, list) else [], 1)
    ]
    try:
        return FrameworkFile.model_validate({**content, "controls": controls} if controls else content)
    except ValidationError as error:
        said = sentences(error.errors(), FrameworkFile, written=_WRITTEN, what="framework")
        raise FrameworkError(f"{name}: {said}") from error


def _control(content: object, place: int, text: str, name: str) -> ControlFacts:
    """One control, so that what is wrong with it is said by its id and line, not by its place in a list."""
    if not isinstance(content, Mapping):
        got = str(content)[:60]
        raise FrameworkError(f"{name}, control {place}: It must be keys with values. Got '{got}' instead.")
    try:
        return ControlFacts.model_validate(content)
    except ValidationError as error:
        said = sentences(error.errors(), ControlFacts, written=_WRITTEN, what="control")
        given = content.get("id")
        called = (
            f"control {place}" if given is None else f"control '{str(given)[:60]}'{_line(str(given), text)}"
        )
        raise FrameworkError(f"{name}, {called}: {said}") from error


def _line(id_: str, text: str) -> str:
    """Which line a control begins in, as far as that can be told from its id."""
    pattern = re.compile(rf"\bid:\s*[\"']?{re.escape(id_)}[\"']?\s*(?:[,}}#]|$)")
    found = next((number for number, line in enumerate(text.splitlines(), 1) if pattern.search(line)), None)
    return "" if found is None else f" (line {found})"


def _packaged(name: str) -> str:
    return files("fairwitness.reports.frameworks").joinpath(f"{name}.yaml").read_text("utf-8")


def _single(names: list[str], *, what: str) -> None:
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"The {what} must be different. Got '{twice[0]}' twice.")

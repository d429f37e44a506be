"""Frameworks and the kinds of evidence they ask for, as dated data files."""

from __future__ import annotations

import functools
from importlib.resources import files
from typing import Annotated, Literal, Self

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

Automation = Literal["automatic", "partial", "manual"]
Text = Annotated[str, AfterValidator(str.strip), Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class EvidenceKind(_Part):
    """One kind of evidence, named once for all frameworks."""

    key: Text
    title: Text
    type: Literal["metric", "test", "document", "log", "attestation"]
    automation: Automation
    how: Text


class Vocabulary(_Part):
    """Every kind of evidence that a framework may ask for."""

    version: Text
    keys: tuple[EvidenceKind, ...]

    @model_validator(mode="after")
    def _keys_are_single(self) -> Self:
        _single([kind.key for kind in self.keys], what="evidence keys")
        return self

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


class ControlFacts(_Part):
    """One requirement, and what a record or a person can show for it."""

    id: Text
    title: Text
    requirement: Text
    evidence: Annotated[tuple[Text, ...], Field(min_length=1)]
    automation: Automation
    supports: Text
    """The sentence that all of the evidence together supports."""
    person: Text
    """What a named person must state as long as the record does not show it."""
    notes: Text
    confidence: Literal["confirmed", "memory"] = "confirmed"
    """`memory`: not confirmed in a source that was read."""
    applies_from: str | None = None


class FrameworkFile(_Part):
    """A framework as its file has it."""

    id: Text
    title: Text
    version: Text
    jurisdiction: Text
    as_of: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    """Day on which status and sources are known."""
    status: Text
    confidence_note: str | None = None
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    groupings: tuple[Grouping, ...] = ()
    """Left out if a framework names no categories."""
    controls: Annotated[tuple[ControlFacts, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _ids_are_single(self) -> Self:
        _single([control.id for control in self.controls], what="control ids")
        return self


@functools.cache
def read_vocabulary() -> Vocabulary:
    """The kinds of evidence, from ``vocabulary.yaml``."""
    return Vocabulary.model_validate(_read("vocabulary"))


@functools.cache
def read_framework(name: str) -> FrameworkFile:
    """The framework in ``<name>.yaml``. A file that does not fit is our mistake: pydantic says so."""
    return FrameworkFile.model_validate(_read(name))


def _read(name: str) -> object:
    return yaml.safe_load(files("fairwitness.reports.frameworks").joinpath(f"{name}.yaml").read_text("utf-8"))


def _single(names: list[str], *, what: str) -> None:
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"The {what} must be different. Got '{twice[0]}' twice.")

"""What a record can show for each control of a framework, and what is left to a named person.

Evidence supports a claim; nothing here says that a requirement is met.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from fairwitness.audits.record import RecordContent
from fairwitness.audits.record.schema import AppliesFrom, Control, Evidence, FrameworkFacts
from fairwitness.reports.frameworks.catalogue import (
    ControlFacts,
    FrameworkFile,
    load_framework,
    read_framework,
    read_vocabulary,
)
from fairwitness.reports.frameworks.evidence import Extent, Seen, look

Status = Literal["shown", "partly", "person", "not_applicable"]


class Framework:
    """A framework by the name of its file.

    Parameters
    ----------
    id
        Name of our own file without its ending, such as ``nyc_ll144``. It is read when it is first asked for.
    """

    def __init__(self, id: str) -> None:
        self.id = id

    @property
    def file(self) -> FrameworkFile:
        """The framework as its file has it."""
        return read_framework(self.id)

    @property
    def sha256(self) -> str | None:
        """Of the file, where it is a user's own."""
        return None

    def facts(self) -> FrameworkFacts:
        """Which text the controls were read from, and its state on a stated day."""
        file = self.file
        return FrameworkFacts(
            id=file.id,
            title=file.title,
            version=file.version,
            jurisdiction=file.jurisdiction,
            status=file.status,
            confidence_note=file.confidence_note,
            sources=tuple(f"{source.citation}, {source.url} (as of {file.as_of})" for source in file.sources),
            not_shown=file.not_shown,
            sha256=self.sha256,
        )

    def controls(self, content: RecordContent) -> tuple[Control, ...]:
        """Hold every control against a record's content. The same content always gives the same controls."""
        return tuple(self._control(facts, content) for facts in self.file.controls)

    def _control(self, facts: ControlFacts, content: RecordContent) -> Control:
        kinds = read_vocabulary().kinds
        seen = {key: look(key, content, self.file.groupings) for key in facts.evidence}
        status = _status(facts, [one.extent for one in seen.values()])
        return Control(
            framework=self.id,
            id=facts.id,
            title=facts.title,
            clause=facts.clause,
            requirement=facts.requirement,
            status=status,
            evidence=tuple(
                Evidence(key=key, title=kinds[key].title, held=one.extent == "full", where=one.where)
                for key, one in seen.items()
            ),
            supports=_supports(facts, seen),
            person="" if status == "shown" else _person(facts, seen),
            not_shown=facts.not_shown or _joined(kinds[key].not_shown for key in seen),
            automation=facts.automation,
            confidence=facts.confidence,
            applies_from=tuple(AppliesFrom(**day.model_dump()) for day in self.file.days(facts)),
            roles=facts.roles,
        )


class OwnFramework(Framework):
    """A framework in a user's own file, which is read at once.

    Raises
    ------
    FrameworkError
        The file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._file, self._sha256 = load_framework(path)
        super().__init__(self._file.id)

    @property
    def file(self) -> FrameworkFile:
        """The framework as its file has it."""
        return self._file

    @property
    def sha256(self) -> str | None:
        """Of the file's text."""
        return self._sha256


def from_file(path: Path) -> OwnFramework:
    """A framework in a user's own file: what is registered for files that end in ``.yaml``."""
    return OwnFramework(path)


def _status(facts: ControlFacts, extents: list[Extent]) -> Status:
    asked = [extent for extent in extents if extent != "not_applicable"]
    if not asked:
        return "not_applicable"
    if facts.automation == "manual" or all(extent == "none" for extent in asked):
        return "person"
    if facts.automation == "automatic" and all(extent == "full" for extent in asked):
        return "shown"
    return "partly"


def _supports(facts: ControlFacts, seen: dict[str, Seen]) -> str:
    kinds = read_vocabulary().kinds
    by_extent = {
        extent: [key for key, one in seen.items() if one.extent == extent]
        for extent in ("full", "part", "none", "not_applicable")
    }
    if len(by_extent["not_applicable"]) == len(seen):
        return next(iter(seen.values())).where
    if not by_extent["part"] and not by_extent["none"]:
        return facts.supports or _joined(kinds[key].shows for key in by_extent["full"])
    caveats = dict.fromkeys(caveat for one in seen.values() for caveat in one.caveats)
    if not by_extent["part"] and not by_extent["full"]:
        return " ".join(["The record holds none of the evidence that this asks for.", *caveats])
    said = {"Held": "full", "Held in part": "part", "Not held": "none"}
    parts = [
        f"{word}: {_and([_lower(kinds[key].title) for key in by_extent[extent]])}."
        for word, extent in said.items()
        if by_extent[extent]
    ]
    return " ".join([*parts, *caveats])


def _person(facts: ControlFacts, seen: dict[str, Seen]) -> str:
    """What is left to state: of the control, or of each kind of evidence that is not held in full."""
    if facts.person:
        return facts.person
    kinds = read_vocabulary().kinds
    missing = [kinds[key].person for key, one in seen.items() if one.extent in ("none", "part")]
    return _joined(missing) or "A named person must state that this is so, and by which evidence."


def _joined(sentences: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(one for one in sentences if one))


def _lower(title: str) -> str:
    return title[0].lower() + title[1:]


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

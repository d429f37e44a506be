"""What a record can show for each control of a framework, and what is left to a named person.

Evidence supports a claim; nothing here says that a requirement is met.
"""

from __future__ import annotations

from typing import Literal

from fairwitness.audits.record import RecordContent
from fairwitness.audits.record.schema import Control, Evidence, FrameworkFacts
from fairwitness.reports.frameworks.catalogue import (
    ControlFacts,
    FrameworkFile,
    read_framework,
    read_vocabulary,
)
from fairwitness.reports.frameworks.evidence import EVALUATORS, Extent, Seen

Status = Literal["shown", "partly", "person", "not_applicable"]


class Framework:
    """A framework by the name of its file.

    Parameters
    ----------
    id
        Name of the file without its ending, such as ``nyc_ll144``. It is read when it is first asked for.
    """

    def __init__(self, id: str) -> None:
        self.id = id

    @property
    def file(self) -> FrameworkFile:
        """The framework as its file has it."""
        return read_framework(self.id)

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
        )

    def controls(self, content: RecordContent) -> tuple[Control, ...]:
        """Hold every control against a record's content. The same content always gives the same controls."""
        return tuple(self._control(facts, content) for facts in self.file.controls)

    def _control(self, facts: ControlFacts, content: RecordContent) -> Control:
        titles = read_vocabulary().titles()
        seen = {key: EVALUATORS[key](content, self.file.groupings) for key in facts.evidence}
        status = _status(facts, [one.extent for one in seen.values()])
        return Control(
            framework=self.id,
            id=facts.id,
            title=facts.title,
            requirement=facts.requirement,
            status=status,
            evidence=tuple(
                Evidence(key=key, title=titles[key], held=one.extent == "full", where=one.where)
                for key, one in seen.items()
            ),
            supports=_supports(facts, {titles[key]: one for key, one in seen.items()}),
            person="" if status == "shown" else facts.person,
            automation=facts.automation,
            confidence=facts.confidence,
            applies_from=facts.applies_from,
        )


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
    by_extent = {
        extent: [title[0].lower() + title[1:] for title, one in seen.items() if one.extent == extent]
        for extent in ("full", "part", "none", "not_applicable")
    }
    if len(by_extent["not_applicable"]) == len(seen):
        return next(iter(seen.values())).where
    if not by_extent["part"] and not by_extent["none"]:
        return facts.supports
    caveats = dict.fromkeys(caveat for one in seen.values() for caveat in one.caveats)
    if not by_extent["part"] and not by_extent["full"]:
        return " ".join(["The record holds none of the evidence that this asks for.", *caveats])
    said = {"Held": "full", "Held in part": "part", "Not held": "none"}
    parts = [f"{word}: {_and(by_extent[extent])}." for word, extent in said.items() if by_extent[extent]]
    return " ".join([*parts, *caveats])


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

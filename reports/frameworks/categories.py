"""Which audited attribute is which grouping of a framework, and whether its groups are its categories."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fairwitness.audits.plan.model import INTERSECTION
from fairwitness.audits.record import RecordContent
from fairwitness.audits.record.schema import AttributeFacts
from fairwitness.reports.frameworks.catalogue import Grouping

# EEO-1 names its other six categories "not Hispanic or Latino"; that is no word about the group itself.
_NOT_HISPANIC = re.compile(r" (?:not|non) (?:hispanic|latino)(?: or (?:hispanic|latino))? ")


@dataclass(frozen=True)
class Match:
    """What was found for one grouping."""

    grouping: str
    attribute: AttributeFacts | None
    strange: tuple[str, ...] = ()
    """Groups that are no category of the grouping."""
    near: tuple[str, ...] = ()
    """Attributes that set one category against all others, such as ``black``; only where none fits."""

    @property
    def full(self) -> bool:
        """Whether the attribute is there and each of its groups is a category."""
        return self.attribute is not None and not self.strange

    def caveat(self) -> str:
        """What a reader must know about this grouping; empty where it fits."""
        if self.attribute is None:
            said = f"No audited attribute is known to be {self.grouping}."
            if not self.near:
                return said
            verb = "sets" if len(self.near) == 1 else "set"
            return (
                f"{said} {listed(self.near)} {verb} one category against all others, which is not the same."
            )
        if self.strange:
            plural = "groups" if len(self.strange) > 1 else "group"
            return (
                f"The {plural} {listed(self.strange)} of '{self.attribute.name}' cannot be told to be "
                f"a category of {self.grouping}."
            )
        return ""


def match(content: RecordContent, groupings: Iterable[Grouping]) -> tuple[Match, ...]:
    """Find the attribute of each grouping by the names of attributes and columns, which are hints, not proof.

    Each grouping takes the attribute with the fewest groups that are no category of it: ``gender`` wins over
    ``gender_of_manager`` coded in numbers.
    """
    single = [attribute for attribute in content.subject.attributes if INTERSECTION not in attribute.name]
    return tuple(_match(grouping, single) for grouping in groupings)


def crossing(content: RecordContent, matches: Iterable[Match]) -> AttributeFacts | None:
    """The audited intersection of all matched attributes, if there is one."""
    wanted = {found.attribute.name if found.attribute else None for found in matches}
    for attribute in content.subject.attributes:
        if None not in wanted and set(attribute.name.split(INTERSECTION)) == wanted:
            return attribute
    return None


def listed(names: Iterable[str]) -> str:
    """Names in quotes, with commas and a last "and"."""
    quoted = [f"'{name}'" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _match(grouping: Grouping, attributes: list[AttributeFacts]) -> Match:
    fitting = [attribute for attribute in attributes if _named(attribute) & set(grouping.attributes)]
    if fitting:
        found = min(fitting, key=lambda attribute: len(_strange(attribute, grouping)))
        return Match(grouping.name, found, strange=_strange(found, grouping))
    words = {hint for hints in grouping.categories.values() for hint in hints if len(hint) > 1}
    near = tuple(attribute.name for attribute in attributes if _named(attribute) & words)
    return Match(grouping.name, None, near=near)


def _named(attribute: AttributeFacts) -> set[str]:
    return {word for name in (attribute.name, *attribute.columns) for word in _words(name)}


def _strange(attribute: AttributeFacts, grouping: Grouping) -> tuple[str, ...]:
    known = [group.name for group in attribute.groups if not group.unknown]
    return tuple(name for name in known if not category(name, grouping))


def category(group: str, grouping: Grouping) -> str | None:
    """The category of a grouping that a group's name says it is; None if it says none."""
    text = _NOT_HISPANIC.sub(" ", f" {' '.join(_words(group))} ")
    if {"not", "non"} & set(text.split()):
        return None
    for category, hints in grouping.categories.items():
        if any(f" {hint} " in text for hint in hints):
            return category
    return None


def _words(name: str) -> list[str]:
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.findall(r"[^\W_]+", parted.casefold())

"""Which audits a list shows, and how those of the same title went over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from fairwitness.app.store import Entry

Kind = Literal["all", "disparity", "unsettled", "unfinished"]
KINDS: Final[Mapping[Kind, str]] = {
    "all": "All",
    "disparity": "With disparity",
    "unsettled": "Not settled",
    "unfinished": "Not finished",
}
MOST_IN_TREND: Final = 12
_OPEN: Final = ("inconclusive", "not_estimable")


@dataclass(frozen=True)
class Wanted:
    """What a reader asks of the list."""

    words: str = ""
    """All of them must stand in title, data, model, person or day."""
    kind: Kind = "all"
    by: str | None = None
    """Who made it; None for anybody."""
    project: str | None = None
    """The id of a project; None for every one."""


@dataclass(frozen=True)
class Point:
    """One audit of a series."""

    held: int
    """Declared limits with the verdict within."""
    limits: int

    @property
    def share(self) -> float:
        """The share of limits that held."""
        return self.held / self.limits


def matching(entries: Iterable[Entry], wanted: Wanted) -> tuple[Entry, ...]:
    """The entries that are asked for, in their order."""
    words = wanted.words.casefold().split()
    return tuple(
        entry
        for entry in entries
        if all(word in _text(entry) for word in words)
        and _is(entry, wanted.kind)
        and wanted.by in (None, entry.by)
        and wanted.project in (None, entry.project)
    )


def trends(entries: Sequence[Entry]) -> dict[str, tuple[Point, ...]]:
    """For each finished audit, the series of audits of its title and project up to it, the oldest first.

    Audits without declared limits are in no series, and a series has at least two points and at most
    `MOST_IN_TREND`.
    """
    series: dict[tuple[str, str], list[Point]] = {}
    found = {}
    for entry in sorted(entries, key=lambda one: (one.created, one.id)):
        limits = sum((entry.tally or {}).values())
        if not limits or entry.tally is None:
            continue
        so_far = series.setdefault((entry.project, entry.title), [])
        so_far.append(Point(entry.tally.get("within", 0), limits))
        if len(so_far) > 1:
            found[entry.id] = tuple(so_far[-MOST_IN_TREND:])
    return found


def _text(entry: Entry) -> str:
    return f"{entry.title} {entry.source} {entry.model} {entry.by} {entry.created[:10]}".casefold()


def _is(entry: Entry, kind: Kind) -> bool:
    tally = entry.tally or {}
    if kind == "disparity":
        return bool(tally.get("disparity"))
    if kind == "unsettled":
        return any(tally.get(verdict) for verdict in _OPEN)
    return kind == "all" or not entry.finished

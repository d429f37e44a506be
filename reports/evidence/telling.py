"""The lines of a trail in plain words, for somebody who reads no hashes."""

from __future__ import annotations

from typing import Final, Literal

from fairwitness.reports.charts import Table
from fairwitness.reports.evidence.chain import Entry
from fairwitness.reports.evidence.events import Acted, Change, Export, Known, PlanStated, Recovered, Run
from fairwitness.reports.evidence.trail import Trail
from fairwitness.reports.format import plural, utc_day
from fairwitness.reports.language import ENGLISH, Words

WHEN, WHAT, LINE = "When (UTC)", "What happened", "Line"
_CAME_OUT: Final[dict[Literal["PASSED", "WARNED", "FAILED"], str]] = {
    "PASSED": "every declared limit held",
    "WARNED": "no limit was broken, and not every one could be judged",
    "FAILED": "a declared limit did not hold",
}
_MOST_CHANGES: Final = 5


def told(trail: Trail, words: Words = ENGLISH) -> Table:
    """All lines of a trail, the last first."""
    rows = tuple(
        (_moment(entry.at, words), sentence(entry, event), words.count(entry.number))
        for entry, event in reversed(trail.events)
    )
    return Table("What happened, the last first", (WHEN, WHAT, LINE), rows, frozenset({LINE}))


def sentence(entry: Entry, event: Known | None) -> str:
    """What happened, as a sentence without its full stop."""
    if event is None:
        said = f"something that this version does not know ({entry.event.get('kind', 'without a kind')})"
    elif isinstance(event, Run):
        said = f"the audit '{event.title}' was run: {_CAME_OUT[event.result]}"
    elif isinstance(event, PlanStated):
        said = _plan(event)
    elif isinstance(event, Export):
        said = _taken(event)
    elif isinstance(event, Recovered):
        said = "a line that was never finished, as when the power fails, was removed"
    else:
        said = event.words
    return said if isinstance(event, Acted) else said[:1].upper() + said[1:]


def _taken(event: Export) -> str:
    """A signature is only put under a bundle; what has none may be any file."""
    if event.signed_by is not None:
        return f"a bundle of evidence was made: {event.file}, signed"
    return f"a file was made to be taken along: {event.file}, unsigned"


def _plan(event: PlanStated) -> str:
    if not event.changed:
        return f"the plan of '{event.title}' was stated"
    said = ", ".join(_changed(one) for one in event.changed[:_MOST_CHANGES])
    rest = len(event.changed) - _MOST_CHANGES
    more = f", and {plural(rest, 'more key')}" if rest > 0 else ""
    return f"the plan of '{event.title}' was changed: {said}{more}"


def _changed(change: Change) -> str:
    return change.words.replace("`", "")


def _moment(at: str, words: Words) -> str:
    """Day and minute of a time as a trail has it."""
    day = utc_day(at)
    return at[:16].replace("T", " ") if day is None else words.moment(day)

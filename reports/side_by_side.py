"""Two audits side by side: overall figures, rates of groups, what the models use, and energy, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fairwitness.audits.record import Record
from fairwitness.audits.record.circumstances import Energy
from fairwitness.audits.record.figures import Estimate
from fairwitness.audits.versions.document import ExplanationChange, GroupChange
from fairwitness.audits.versions.overall import Direction, MeasureChange
from fairwitness.reports import format as fmt
from fairwitness.reports.charts.figure import Table
from fairwitness.reports.language import ENGLISH, Words
from fairwitness.reports.view import energy_total

DIRECTION_WORDS: Final[dict[Direction, str]] = {
    "better": "Better",
    "worse": "Worse",
    "higher": "Higher",
    "lower": "Lower",
    "noise": "No change shown",
    "not_estimable": "Not estimable",
}
_USES: Final = {"more": "Used more", "less": "Used less", "noise": "No change shown"}


def overall(changes: Sequence[MeasureChange], words: Words = ENGLISH) -> Table | None:
    """Overall measures before and now; None if the audits share none."""
    if not changes:
        return None
    head = ("Measure", "Before", "Now", "Change", "Could be", "What that is")
    body = tuple(
        (
            fmt.metric_title(one.metric),
            _estimate(one.before, words),
            _estimate(one.after, words),
            _signed(one.change, one.metric, words),
            words.interval(one.low, one.high, *_scale(one.metric)),
            DIRECTION_WORDS[one.direction],
        )
        for one in changes
    )
    return Table("Overall, over all rows of each audit.", head, body, frozenset(head[1:5]))


def groups(changes: Sequence[GroupChange], words: Words = ENGLISH) -> Table | None:
    """Rates of each group before and now; None if there are none."""
    if not changes:
        return None
    head = ("Group", "Measure", "Before", "Cases before", "Now", "Cases now", "Change", "Could be")
    body = tuple(
        (
            f"{one.attribute}: {one.group}",
            fmt.metric_title(one.metric),
            words.pct(one.before),
            words.count(one.n_before),
            words.pct(one.after),
            words.count(one.n_after),
            _signed(one.change, one.metric, words),
            words.interval(one.low, one.high, 1, 100),
        )
        for one in changes
    )
    return Table(
        words.said(
            "Rates of each group; changes in percentage points, with 95% intervals. Each by itself: leads, not "
            "verdicts."
        ),
        head,
        body,
        frozenset(head[2:]),
    )


def uses(found: ExplanationChange, words: Words = ENGLISH) -> Table:
    """How much each model uses each column."""
    head = ("Column", "Before", "Now", "Change", "Could be", "What that is")
    body = tuple(
        (
            one.label,
            words.number(one.before, 3),
            words.number(one.after, 3),
            words.signed(one.change, 3),
            words.interval(one.low, one.high, 3, 1),
            _USES[one.direction],
        )
        for one in found.columns
    )
    level, rows = words.pct(found.confidence, 0), words.plural(found.rows, "row")
    caption = f"Mean size of each column's contribution over {rows}; intervals of {level}, all together."
    return Table(caption, head, body, frozenset(head[1:5]))


def energy(before: Record, now: Record, words: Words = ENGLISH) -> Table:
    """What both audits used, phase by phase."""
    head = ("Phase", "Energy before", "Energy now", "Time before", "Time now")
    one, two = _phases(before.energy), _phases(now.energy)
    body = [
        (
            fmt.sentence(words.of("phase", name)),
            *(_energy(side.get(name), words) for side in (one, two)),
            *(_time(side.get(name), words) for side in (one, two)),
        )
        for name in dict.fromkeys((*one, *two))
    ]
    took = (_total(side, words) for side in (one, two))
    total = ("All", energy_total(before, words), energy_total(now, words), *took)
    carbon = ("Carbon", _carbon(before.energy, words), _carbon(now.energy, words), "", "")
    return Table(
        "Energy of the audits themselves, on the machines that they ran on.",
        head,
        (*body, total, carbon),
        frozenset(head[1:]),
    )


def _phases(found: Energy) -> dict[str, tuple[float | None, float]]:
    return {one.name: (one.kwh, one.seconds) for one in found.phases}


def _energy(phase: tuple[float | None, float] | None, words: Words) -> str:
    if phase is None:
        return "no such phase"
    return "not metered" if phase[0] is None else words.energy(phase[0])


def _time(phase: tuple[float | None, float] | None, words: Words) -> str:
    return "" if phase is None else words.seconds(phase[1])


def _total(phases: dict[str, tuple[float | None, float]], words: Words) -> str:
    return words.seconds(sum(seconds for _, seconds in phases.values())) if phases else "not metered"


def _carbon(found: Energy, words: Words) -> str:
    if found.kg_co2e is None:
        return "not given, because no country was set"
    return f"{words.number(1e6 * found.kg_co2e, 2)} mg CO2 equivalent"


def _estimate(one: Estimate, words: Words) -> str:
    text = words.estimate_text(one.value, one.metric)
    return text if one.value is None else f"{text} ({words.estimate_interval(one.low, one.high, one.metric)})"


def _signed(value: float | None, metric: str, words: Words) -> str:
    if value is None:
        return fmt.NOT_ESTIMABLE
    digits, scale = _scale(metric)
    return words.signed(scale * value, digits)


def _scale(metric: str) -> tuple[int, float]:
    return (1, 100) if fmt.is_share(metric) else (3, 1)

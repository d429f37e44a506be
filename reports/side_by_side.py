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
from fairwitness.reports.language import ENGLISH
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


def overall(changes: Sequence[MeasureChange]) -> Table | None:
    """Overall measures before and now; None if the audits share none."""
    if not changes:
        return None
    head = ("Measure", "Before", "Now", "Change", "Could be", "What that is")
    body = tuple(
        (
            fmt.metric_title(one.metric),
            _estimate(one.before),
            _estimate(one.after),
            _signed(one.change, one.metric),
            fmt.interval(one.low, one.high, *_scale(one.metric)),
            DIRECTION_WORDS[one.direction],
        )
        for one in changes
    )
    return Table("Overall, over all rows of each audit.", head, body, frozenset(head[1:5]))


def groups(changes: Sequence[GroupChange]) -> Table | None:
    """Rates of each group before and now; None if there are none."""
    if not changes:
        return None
    head = ("Group", "Measure", "Before", "Cases before", "Now", "Cases now", "Change", "Could be")
    body = tuple(
        (
            f"{one.attribute}: {one.group}",
            fmt.metric_title(one.metric),
            fmt.pct(one.before),
            fmt.count(one.n_before),
            fmt.pct(one.after),
            fmt.count(one.n_after),
            _signed(one.change, one.metric),
            fmt.interval(one.low, one.high, 1, 100),
        )
        for one in changes
    )
    return Table(
        "Rates of each group; changes in percentage points, with 95% intervals. Each by itself: leads, not verdicts.",
        head,
        body,
        frozenset(head[2:]),
    )


def uses(found: ExplanationChange) -> Table:
    """How much each model uses each column."""
    head = ("Column", "Before", "Now", "Change", "Could be", "What that is")
    body = tuple(
        (
            one.label,
            fmt.number(one.before, 3),
            fmt.number(one.after, 3),
            fmt.signed(one.change, 3),
            fmt.interval(one.low, one.high, 3, 1),
            _USES[one.direction],
        )
        for one in found.columns
    )
    level, rows = fmt.pct(found.confidence, 0), fmt.plural(found.rows, "row")
    caption = f"Mean size of each column's contribution over {rows}; intervals of {level}, all together."
    return Table(caption, head, body, frozenset(head[1:5]))


def energy(before: Record, now: Record) -> Table:
    """What both audits used, phase by phase."""
    head = ("Phase", "Energy before", "Energy now", "Time before", "Time now")
    one, two = _phases(before.energy), _phases(now.energy)
    body = [
        (
            fmt.sentence(ENGLISH.of("phase", name)),
            *(_energy(side.get(name)) for side in (one, two)),
            *(_time(side.get(name)) for side in (one, two)),
        )
        for name in dict.fromkeys((*one, *two))
    ]
    total = ("All", energy_total(before), energy_total(now), *(_total(side) for side in (one, two)))
    carbon = ("Carbon", _carbon(before.energy), _carbon(now.energy), "", "")
    return Table(
        "Energy of the audits themselves, on the machines that they ran on.",
        head,
        (*body, total, carbon),
        frozenset(head[1:]),
    )


def _phases(found: Energy) -> dict[str, tuple[float | None, float]]:
    return {one.name: (one.kwh, one.seconds) for one in found.phases}


def _energy(phase: tuple[float | None, float] | None) -> str:
    if phase is None:
        return "no such phase"
    return "not metered" if phase[0] is None else fmt.energy(phase[0])


def _time(phase: tuple[float | None, float] | None) -> str:
    return "" if phase is None else fmt.seconds(phase[1])


def _total(phases: dict[str, tuple[float | None, float]]) -> str:
    return fmt.seconds(sum(seconds for _, seconds in phases.values())) if phases else "not metered"


def _carbon(found: Energy) -> str:
    if found.kg_co2e is None:
        return "not given, because no country was set"
    return f"{fmt.number(1e6 * found.kg_co2e, 2)} mg CO2 equivalent"


def _estimate(one: Estimate) -> str:
    text = fmt.estimate_text(one.value, one.metric)
    return text if one.value is None else f"{text} ({fmt.estimate_interval(one.low, one.high, one.metric)})"


def _signed(value: float | None, metric: str) -> str:
    if value is None:
        return fmt.NOT_ESTIMABLE
    digits, scale = _scale(metric)
    return fmt.signed(scale * value, digits)


def _scale(metric: str) -> tuple[int, float]:
    return (1, 100) if fmt.is_share(metric) else (3, 1)

"""How the overall figures of two records differ, beyond what their intervals explain.

The records are taken as independent samples. Where the rows are the same, the limits are wider than they need be: a
change that is called one is one, and a small one may be missed.

Reference: G. Y. Zou and A. Donner, Stat. Med. 27 (2008) 1693-1702 (MOVER).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import Final, Literal

from fairwitness.audits.metrics.registry import metric_named
from fairwitness.audits.record import Record
from fairwitness.audits.record.figures import Estimate

Direction = Literal["better", "worse", "higher", "lower", "noise", "not_estimable"]

DESCRIPTIVE: Final = frozenset(
    {"selection_rate", "base_rate", "mean_prediction", "mean_outcome", "mean_error", "mean_score"}
)
"""Measures of which neither more nor less is better by itself."""


@dataclass(frozen=True)
class MeasureChange:
    """One overall measure of two records."""

    metric: str
    before: Estimate
    after: Estimate
    change: float | None
    """Of `after` less `before`, in the measure's own unit; None where either does not exist."""
    low: float | None
    high: float | None
    direction: Direction


def overall_changes(a: Record, b: Record, *, judged: bool = True) -> tuple[MeasureChange, ...]:
    """Every overall measure that both records have, in the order of the first.

    Parameters
    ----------
    judged
        Whether a change is called better or worse, and not only higher or lower. It never is where the targets
        differ: to be right more often about another question is no improvement.
    """
    judged = judged and a.subject.target == b.subject.target
    after = {one.metric: one for one in b.performance.measures}
    return tuple(
        _change(one, after[one.metric], judged=judged)
        for one in a.performance.measures
        if one.metric in after
    )


def _change(before: Estimate, after: Estimate, *, judged: bool = True) -> MeasureChange:
    limits = _limits(before, after)
    if before.value is None or after.value is None or limits is None:
        return MeasureChange(before.metric, before, after, None, None, None, "not_estimable")
    low, high = limits
    change = after.value - before.value
    direction = _direction(before.metric, low, high, judged=judged)
    return MeasureChange(before.metric, before, after, change, low, high, direction)


def _limits(before: Estimate, after: Estimate) -> tuple[float, float] | None:
    ends = (before.value, before.low, before.high, after.value, after.low, after.high)
    if None in ends:
        return None
    a, a_low, a_high, b, b_low, b_high = (float(end) for end in ends if end is not None)
    return b - a - hypot(b - b_low, a_high - a), b - a + hypot(b_high - b, a - a_low)


def _direction(metric: str, low: float, high: float, *, judged: bool) -> Direction:
    if low <= 0 <= high:
        return "noise"
    higher = low > 0
    if metric in DESCRIPTIVE or not judged:
        return "higher" if higher else "lower"
    return "better" if higher == metric_named(metric).higher_is_better else "worse"

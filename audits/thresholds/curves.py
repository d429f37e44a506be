"""How a gap, the share of positive decisions, and accuracy go along with the threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from fairwitness.audits.comparisons import CONFIDENCE
from fairwitness.audits.questions import Question
from fairwitness.audits.rates import overall
from fairwitness.audits.thresholds.explorer import Explorer


@dataclass(frozen=True)
class Point:
    """A figure at a threshold; None where there is none, and then ``reason`` says why."""

    threshold: float
    value: float | None
    low: float | None
    high: float | None
    n: int | None = None
    """Rows that the figure is a share of; of a gap, none."""
    reason: str | None = None


@dataclass(frozen=True)
class Curves:
    """A gap by threshold, and rates of everybody with the metric of each."""

    gap: tuple[Point, ...]
    overall: tuple[tuple[str, tuple[Point, ...]], ...]


_TRADED: Final = ("selection_rate", "accuracy")
_kept: WeakKeyDictionary[Explorer, dict[Question, Curves]] = WeakKeyDictionary()


def curves(explorer: Explorer, question: Question) -> Curves:
    """The gap that a question asks for, and what it is traded against; computed once, and gone with the explorer."""
    kept = _kept.setdefault(explorer, {})
    if question not in kept:
        thresholds = explorer.grid.points(explorer.levels, explorer.declared)
        traded = tuple((metric, overall_curve(explorer, metric, thresholds)) for metric in _TRADED)
        kept[question] = Curves(gap_curve(explorer, question, thresholds), traded)
    return kept[question]


def gap_curve(explorer: Explorer, question: Question, thresholds: Sequence[float]) -> tuple[Point, ...]:
    """The gap that a question asks for, with its simultaneous limits at each threshold by itself."""
    found = []
    for threshold in thresholds:
        bench = explorer.bench(question.attribute, threshold)
        one = bench.contrast(bench.in_units(question))
        found.append(Point(threshold, one.value, one.low, one.high, reason=one.reason))
    return tuple(found)


def overall_curve(explorer: Explorer, metric: str, thresholds: Sequence[float]) -> tuple[Point, ...]:
    """A rate of all rows together at each threshold, with Wilson's limits.

    Raises
    ------
    UnknownNameError
        There is no rate of that name.
    """
    first = next(iter(explorer.steps))
    found = []
    for threshold in thresholds:
        rate = overall(explorer.counts(first, threshold), metric)
        limits = rate.interval(0, CONFIDENCE)
        low, high = (None, None) if limits is None else limits
        found.append(Point(threshold, rate.value[0], low, high, int(rate.trials[0]), rate.reasons[0]))
    return tuple(found)

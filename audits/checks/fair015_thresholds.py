"""FAIR015."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from fairwitness.audits.checks.base import Check, CheckNotApplicable, Context, Seen
from fairwitness.audits.counts import FloatArray, Histogram
from fairwitness.audits.rates import METRICS
from fairwitness.audits.record.schema import Comparison, ThresholdLimit, ThresholdTable
from fairwitness.audits.scores.thresholds import ThresholdGate, ThresholdRanges, threshold_ranges
from fairwitness.audits.wording import listed

_MOST_RANGES = 3


class Thresholds(Check):
    """Would the declared limits hold at another threshold?"""

    code: ClassVar = "FAIR015"
    tasks: ClassVar = frozenset({"binary"})
    remedy: ClassVar = (
        "Weigh what another threshold would cost, and test it on data that were not used to choose it."
    )

    def look(self, context: Context) -> Seen:
        """Find the thresholds at which every declared limit on a rate would hold, for each attribute."""
        histograms = context.measured.tables.histograms
        if not histograms:
            raise CheckNotApplicable(
                "Other thresholds can be looked at only with a score, and without weights."
            )
        tables = [
            found for attribute, table in histograms.items() if (found := _table(context, attribute, table))
        ]
        if not tables:
            raise CheckNotApplicable("No gate declares a limit on a rate between all groups.")
        return Seen(thresholds=tuple(tables))


def _table(context: Context, attribute: str, table: Histogram) -> ThresholdTable | None:
    gates = [
        one
        for one in context.comparisons
        if one.declared and one.attribute == attribute and one.metric in METRICS and one.against == "others"
    ]
    if not gates:
        return None
    known = [place for place, name in enumerate(table.groups) if name != table.unknown]
    favourable = context.facts.favourable == context.facts.positive
    everywhere = threshold_ranges(
        table.n[known],
        table.edges,
        [_gate(one, favourable_is_positive=favourable) for one in gates],
        alpha=context.plan.alpha,
        min_group=context.plan.checks.min_group,
    )
    found = _between_ends(everywhere, table.edges)
    return ThresholdTable(
        attribute=attribute,
        limits=tuple(ThresholdLimit(metric=one.metric, kind=one.kind, limit=one.tolerance) for one in gates),
        current=context.facts.threshold,
        point=found.point,
        shown=found.shown,
        statement=_statement(attribute, found, len(gates)),
    )


def _between_ends(found: ThresholdRanges, edges: FloatArray) -> ThresholdRanges:
    """Without the first edge and the last: where everybody, or nobody, is selected, limits hold for no merit."""
    lowest, highest = float(edges[1]), float(edges[-2])

    def inner(ranges: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
        cut = [(max(low, lowest), min(high, highest)) for low, high in ranges]
        return tuple((low, high) for low, high in cut if low <= high)

    return ThresholdRanges(inner(found.point), inner(found.shown))


def _gate(one: Comparison, *, favourable_is_positive: bool) -> ThresholdGate:
    success, trial = METRICS[one.metric].masks(favourable_is_positive=favourable_is_positive)
    return ThresholdGate(np.asarray(success), np.asarray(trial), one.kind, one.tolerance)


def _statement(attribute: str, found: ThresholdRanges, gates: int) -> str:
    limits = "the declared limit" if gates == 1 else f"all {gates} declared limits"
    choice = "Choosing a threshold afterwards is exploratory: test it on other data."
    if not found.point:
        return f"By {attribute}, {limits} would hold at no threshold. {choice}"
    shown = _ranges(found.shown) if found.shown else "none"
    return (
        f"By {attribute}, {limits} would hold on these rows with a threshold of {_ranges(found.point)}; it is shown, "
        f"beyond chance, for {shown}. {choice}"
    )


def _ranges(ranges: tuple[tuple[float, float], ...]) -> str:
    texts = [f"{low:.3g}" if low == high else f"{low:.3g} to {high:.3g}" for low, high in ranges]
    return listed(texts, most=_MOST_RANGES)

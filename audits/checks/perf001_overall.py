"""PERF001."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from fairwitness.audits.checks.base import Check, CheckNotApplicable, Context, Seen
from fairwitness.audits.metrics.names import without_label
from fairwitness.audits.record.schema import Confusion, Performance
from fairwitness.audits.units import percent


class OverallPerformance(Check):
    """Are the decisions right more often than always giving the more common answer would be?"""

    code: ClassVar = "PERF001"
    metrics: ClassVar = (
        "accuracy",
        "true_positive_rate",
        "false_positive_rate",
        "precision",
        "selection_rate",
        "base_rate",
    )
    tasks: ClassVar = frozenset({"binary", "multiclass"})
    remedy: ClassVar = (
        "Ask whether the model is worth using: no gain over always giving one answer was shown."
    )

    def look(self, context: Context) -> Seen:
        """Report the overall rates, the table of outcomes and decisions, and the baseline."""
        if not context.has_labels:
            raise CheckNotApplicable("Performance needs a target: what really happened.")
        measures = tuple(
            found
            for found in context.estimates
            if found.attribute is None and without_label(found.metric) in self.metrics
        )
        confusion, baseline = _confusion(context), _baseline(context)
        accuracy = next(found for found in measures if found.metric == "accuracy")
        if accuracy.value is None:
            raise CheckNotApplicable(f"Performance cannot be computed: {accuracy.reason}.")
        common = "most common" if context.labels else "more common"
        statement = (
            f"The decision is right for {percent(accuracy.value)} of {accuracy.n:,} {context.words.people}; "
            f"always giving the {common} answer would be right for {percent(baseline)}."
        )
        performance = Performance(
            measures=measures, confusion=confusion, baseline=baseline, statement=statement
        )
        beats = accuracy.low is not None and accuracy.low > baseline
        return Seen(() if beats else (self.finding("medium", statement, ("performance",)),), performance)


def _confusion(context: Context) -> Confusion | None:
    if context.labels:
        return None  # the table of several labels has more than four cells
    cells = next(iter(context.counts.values())).n.sum(axis=0)
    return Confusion(
        true_negatives=int(cells[0, 0]),
        false_positives=int(cells[0, 1]),
        false_negatives=int(cells[1, 0]),
        true_positives=int(cells[1, 1]),
        unlabelled=int(cells[2].sum()),
    )


def _baseline(context: Context) -> float:
    table = next(iter(context.counts.values()))
    weight = table.weights.sum(axis=(0, 2))[:-1]
    return float(np.max(weight) / np.sum(weight)) if np.sum(weight) else 0.0

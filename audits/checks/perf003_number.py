"""PERF003."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np

from fairwitness.audits.checks.base import Check, CheckNotApplicable, Context, Seen
from fairwitness.audits.record.schema import Performance
from fairwitness.audits.units import figure


class NumberPerformance(Check):
    """Is the predicted number nearer to what happened than always giving the average would be?"""

    code: ClassVar = "PERF003"
    metrics: ClassVar = (
        "mean_absolute_error",
        "root_mean_squared_error",
        "mean_error",
        "mean_prediction",
        "mean_outcome",
    )
    tasks: ClassVar = frozenset({"regression"})
    remedy: ClassVar = (
        "Ask whether the model is worth using: no gain over always giving the average was shown."
    )

    def look(self, context: Context) -> Seen:
        """Report the overall errors, beside those of always predicting the mean outcome."""
        told = "How far a number is off can be told of numbers, and labels are decided."
        self.refuse_others(context.plan.task, told)
        if not context.has_labels:
            raise CheckNotApplicable("Errors need a target: what really happened.")
        measures = tuple(
            found for found in context.estimates if found.attribute is None and found.metric in self.metrics
        )
        error = next(found for found in measures if found.metric == "root_mean_squared_error")
        spread = _spread(context)
        if error.value is None or not spread > 0:
            raise CheckNotApplicable("Errors cannot be compared: the outcome is the same in every row.")
        explained = 1 - (error.value / spread) ** 2
        statement = (
            f"The number is off by {figure(error.value, 'number')} (root mean squared error) over {error.n:,} "
            f"{context.words.people}; always giving the average would be off by {figure(spread, 'number')} (R2 "
            f"{explained:.2f})."
        )
        performance = Performance(measures=measures, baseline=spread, statement=statement)
        beats = error.high is not None and error.high < spread
        return Seen(() if beats else (self.finding("medium", statement, ("performance",)),), performance)


def _spread(context: Context) -> float:
    """How far off the average outcome would be, given to every row: its root mean squared error.

    Raises
    ------
    CheckNotApplicable
        Sums of products of weights, or over clusters, do not tell it, and there are no rows.
    """
    roles = context.plan.roles
    if roles.weight is None and roles.cluster is None:
        outcome = next(iter(context.measured.tables.moments.values()))["outcome"].pooled()
        return float(outcome.standard_error[0]) * math.sqrt(int(outcome.n[0]) - 1)
    subject = context.rows()
    numbers = subject.decisions.numbers
    if numbers is None:
        raise CheckNotApplicable("Errors need a target: what really happened.")
    known = ~np.isnan(numbers)
    weights = np.ones(len(numbers)) if subject.weights is None else subject.weights
    weights, numbers = weights[known], numbers[known]
    if not weights.sum() > 0 or np.ptp(numbers) == 0:
        return 0.0
    mean = float(np.average(numbers, weights=weights))
    return math.sqrt(float(np.average((numbers - mean) ** 2, weights=weights)))

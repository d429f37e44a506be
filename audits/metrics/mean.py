"""Means by group, from sums: of scores, of predicted numbers, and of how far these are from what happened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairwitness.audits.counts import Moments
from fairwitness.audits.metrics.base import BINARY, REGRESSION, Metric, Need, NotMeasured, Source
from fairwitness.audits.metrics.figures import Figures
from fairwitness.audits.plan.model import Task
from fairwitness.audits.stats.samples import Means, Transform

_SCORED: frozenset[Need] = frozenset({"score"})
_BOTH: frozenset[Need] = frozenset({"score", "labels"})


@dataclass(frozen=True)
class _Mean:
    """A mean of one quantity of `audits.counts.moments`."""

    name: str
    quantity: str
    higher_is_better: bool
    transform: Transform = "identity"

    def __call__(self, source: Source) -> Figures:
        table = source.tables.moments[source.attribute].get(self.quantity)
        if table is None:
            raise NotMeasured("the score is not declared a probability, so it has no error")
        values = self._values(table)
        return Figures(
            table.attribute,
            self.name,
            table.groups,
            table.unknown,
            source.tables.moments[source.attribute]["score"].n,
            table.n,
            values,
            tuple(None if value is not None else _reason(table, g) for g, value in enumerate(values)),
            _sample(table, self.transform),
            self.higher_is_better,
            "Student t" if table.plain else "Student t, linearised",
        )

    def _values(self, table: Moments) -> tuple[float | None, ...]:
        means = _sample(table, self.transform).estimate
        return tuple(
            float(mean) if there else None for mean, there in zip(means, ~np.isnan(table.mean), strict=True)
        )


def means() -> dict[str, Metric]:
    """Every mean by its name."""
    return {metric.name: metric for metric in _ALL}


def _sample(table: Moments, transform: Transform) -> Means:
    """One unit of observation has no spread: no degrees of freedom, no limits."""
    mean, error = table.mean, table.standard_error
    freedom = np.where(np.isnan(error), 0.0, table.units - 1.0)
    return Means(
        np.where(np.isnan(mean), 0.0, mean),
        np.where(np.isnan(error), 0.0, error),
        freedom,
        np.maximum(table.n, 1).astype(np.float64),
        transform,
    )


def _reason(table: Moments, group: int) -> str:
    return f"no weight above 0 among {table.n[group]:,} rows" if table.n[group] else _EMPTY[table.quantity]


_EMPTY = {
    "score": "no rows",
    "outcome": "no rows with an outcome",
    "error": "no rows with an outcome",
    "absolute_error": "no rows with an outcome",
    "squared_error": "no rows with an outcome",
}


def _mean(  # noqa: PLR0913 - the columns of the table below
    name: str,
    title: str,
    quantity: str,
    tasks: frozenset[Task],
    needs: frozenset[Need],
    *,
    higher: bool = False,
    transform: Transform = "identity",
) -> Metric:
    return Metric(name, title, _Mean(name, quantity, higher, transform), higher, "number", tasks, needs)


_ALL = (
    _mean("mean_score", "Average score", "score", BINARY, _SCORED, higher=True),
    _mean("brier_score_loss", "Squared error of the probability", "squared_error", BINARY, _BOTH),
    _mean("mean_prediction", "Average prediction", "score", REGRESSION, _SCORED, higher=True),
    _mean("mean_outcome", "Average outcome", "outcome", REGRESSION, _BOTH, higher=True),
    _mean("mean_error", "Prediction minus outcome", "error", BINARY | REGRESSION, _BOTH, higher=True),
    _mean("mean_absolute_error", "Average size of the error", "absolute_error", REGRESSION, _BOTH),
    _mean(
        "root_mean_squared_error",
        "Typical error, large ones weighing more",
        "squared_error",
        REGRESSION,
        _BOTH,
        transform="sqrt",
    ),
)

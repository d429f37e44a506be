"""Figures that a table of counts carries though they are no rate; their spread comes from resampling the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fairwitness.audits.counts import Counts, FloatArray, IntArray
from fairwitness.audits.metrics.base import BINARY, MULTICLASS, Metric, Need, Source, Unit
from fairwitness.audits.metrics.figures import Figures
from fairwitness.audits.plan.model import Task
from fairwitness.audits.stats.resampling import standard_error
from fairwitness.audits.stats.samples import Normal, Scale

_LABELS: frozenset[Need] = frozenset({"labels"})
Statistic = Callable[[FloatArray], FloatArray]
"""From labelled cells (..., K, K), outcome by prediction, to a figure (...), NaN where there is none."""
Why = Callable[[IntArray, Counts], str]


@dataclass(frozen=True)
class _Tabled:
    """A statistic of the labelled cells of each group."""

    name: str
    statistic: Statistic
    why: Why
    higher_is_better: bool
    scale: Scale

    def __call__(self, source: Source) -> Figures:
        counts = source.tables.counts[source.attribute]
        k, groups = len(counts.labels), len(counts.groups)
        # What is good for the person comes last, as the positive label does where it is the good one.
        turn = 1 if counts.favourable_is_positive or k > 2 else -1
        cells = counts.n[:, :k][:, ::turn, ::turn]
        with np.errstate(divide="ignore", invalid="ignore"):
            value = self.statistic(counts.weights[:, :k][:, ::turn, ::turn])
        there = np.isfinite(value)
        errors = self._errors(np.where(there[:, None, None], cells, 0), source) if counts.plain else None
        trials = cells.sum(axis=(1, 2))
        return Figures(
            counts.attribute,
            self.name,
            counts.groups,
            counts.unknown,
            counts.rows,
            trials,
            tuple(float(one) if known else None for one, known in zip(value, there, strict=True)),
            tuple(None if known else self.why(cells[g], counts) for g, known in enumerate(there)),
            Normal(
                np.where(there, value, 0.0),
                np.full(groups, np.inf) if errors is None else errors,
                np.maximum(trials, 1).astype(np.float64),
                self.scale,
            ),
            self.higher_is_better,
            "no interval with weights or clusters"
            if errors is None
            else f"bootstrap of {source.resamples:,} tables",
        )

    def _errors(self, cells: IntArray, source: Source) -> FloatArray:
        """Bootstrap standard errors from cells (G, K, K); infinite where there is none."""
        k = cells.shape[1]
        found = standard_error(
            lambda drawn: self.statistic(drawn.reshape(*drawn.shape[:2], k, k).astype(np.float64)),
            cells.reshape(len(cells), -1),
            source.resamples,
            source.seed,
        )
        return np.array([np.inf if error is None else error for error in found.value])


def tabled() -> dict[str, Metric]:
    """Every such metric by its name."""
    return {metric.name: metric for metric in _ALL}


def _recalls(cells: FloatArray) -> FloatArray:
    return np.asarray(np.diagonal(cells, axis1=-2, axis2=-1) / cells.sum(axis=-1), dtype=np.float64)


def _precisions(cells: FloatArray) -> FloatArray:
    return np.asarray(np.diagonal(cells, axis1=-2, axis2=-1) / cells.sum(axis=-2), dtype=np.float64)


def _f1(cells: FloatArray) -> FloatArray:
    """2 TP / (2 TP + FP + FN): it exists for every label that occurs or is decided."""
    right = np.diagonal(cells, axis1=-2, axis2=-1)
    return np.asarray(2 * right / (cells.sum(axis=-1) + cells.sum(axis=-2)), dtype=np.float64)


def _mean_of(each: Statistic) -> Statistic:
    return lambda cells: np.asarray(each(cells).mean(axis=-1), dtype=np.float64)


def _worst_of(each: Statistic) -> Statistic:
    return lambda cells: np.asarray(each(cells).min(axis=-1), dtype=np.float64)


def _entropy(alpha: int) -> Statistic:
    """Generalized entropy of the benefits 1 + prediction - outcome, at alpha 2 or (Theil's) 1."""

    def statistic(cells: FloatArray) -> FloatArray:
        n = cells.sum(axis=(-2, -1))
        equal, double = (cells[..., 0, 0] + cells[..., 1, 1]) / n, cells[..., 0, 1] / n
        mean = equal + 2 * double
        if alpha == 2:
            spread = (equal + 4 * double) / mean**2 - 1
            return np.asarray(spread / 2, dtype=np.float64)
        ratio = 1 / mean
        theil = ratio * equal * np.log(ratio) + 2 * ratio * double * np.log(2 * ratio)
        return np.asarray(theil, dtype=np.float64)

    return statistic


def _no_outcome(cells: IntArray, counts: Counts) -> str:
    return _missing(cells.sum(axis=1), counts, "no rows whose outcome is")


def _no_decision(cells: IntArray, counts: Counts) -> str:
    return _missing(cells.sum(axis=0), counts, "no rows whose decision is")


def _neither(cells: IntArray, counts: Counts) -> str:
    return _missing(cells.sum(axis=0) + cells.sum(axis=1), counts, "no rows whose outcome or decision is")


def _missing(per_label: IntArray, counts: Counts, what: str) -> str:
    if not per_label.any():
        return "no labelled rows"
    absent = [f"'{label}'" for label, n in zip(counts.labels, per_label.tolist(), strict=True) if not n]
    return f"{what} {' or '.join(absent)}" if absent else "no weight above 0"


def _no_benefit(cells: IntArray, _: Counts) -> str:
    return "nobody has a benefit" if cells.sum() else "no labelled rows"


def _macro(name: str, title: str, statistic: Statistic, why: Why) -> Metric:
    return _made(name, title, _Tabled(name, statistic, why, True, "logit"), MULTICLASS)  # noqa: FBT003


def _unequal(name: str, title: str, alpha: int) -> Metric:
    return _made(name, title, _Tabled(name, _entropy(alpha), _no_benefit, False, "identity"), BINARY)  # noqa: FBT003


def _made(name: str, title: str, how: _Tabled, tasks: frozenset[Task]) -> Metric:
    unit: Unit = "index" if how.scale == "logit" else "number"
    return Metric(name, title, how, how.higher_is_better, unit, tasks, _LABELS)


_ALL = (
    _macro("recall_macro", "Classes recognised, on average", _mean_of(_recalls), _no_outcome),
    _macro("precision_macro", "Decisions right, averaged over classes", _mean_of(_precisions), _no_decision),
    _macro("f1_macro", "F1, averaged over classes", _mean_of(_f1), _neither),
    _macro("recall_worst_class", "Worst-recognised class", _worst_of(_recalls), _no_outcome),
    _unequal("generalized_entropy_index", "Unequal benefit (generalized entropy)", 2),
    _unequal("theil_index", "Unequal benefit (Theil)", 1),
)

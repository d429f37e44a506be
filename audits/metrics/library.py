"""Any other metric of scikit-learn or fairlearn, by its name, or a function of one's own: through `MetricFrame`."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import Counts, FloatArray, IntArray, Moments
from fairwitness.audits.metrics.base import LABELLED, REGRESSION, Metric, Need, Source
from fairwitness.audits.metrics.figures import Figures
from fairwitness.audits.stats.resampling import resample
from fairwitness.audits.stats.samples import Normal
from fairwitness.errors import PlanError

Function = Callable[..., float]
"""Of ``y_true``, ``y_pred`` and, if it can, ``sample_weight``."""

_HOMES = ("sklearn.metrics", "fairlearn.metrics")
_TAKES = (("y_true", "y_pred"), ("y1", "y2"))
_COSTS = ("_loss", "_error", "_deviance")
_NEEDS: frozenset[Need] = frozenset({"labels"})
_MOST_RESAMPLES = 200
"""A function of a library is called once for each group and resample."""


def named(name: str) -> Metric | None:
    """The metric of that name in scikit-learn or fairlearn; None where there is none of labels or numbers."""
    if not name.isidentifier() or name.startswith("_"):
        return None
    for home in _HOMES:
        function = getattr(import_module(home), name, None)
        if inspect.isfunction(function) and tuple(inspect.signature(function).parameters)[:2] in _TAKES:
            return of_function(name, function)
    return None


def of_function(name: str, function: Function) -> Metric:
    """A metric that is a function of what happened and what was decided.

    Parameters
    ----------
    function
        Takes ``y_true`` and ``y_pred``: codes 0 and 1 of two labels (1 is the positive one), 0 to K - 1 of several,
        numbers of numbers. With a parameter ``sample_weight`` it is computed from counts, else from the rows.
    """
    return Metric(
        name,
        name.replace("_", " ").capitalize(),
        _Library(name, function),
        not name.endswith(_COSTS),
        "number",
        LABELLED | REGRESSION,
        _NEEDS,
    )


@dataclass
class _Guarded:
    """A function that gives NaN where it is not defined, and keeps the reason."""

    function: Function
    reason: str | None = field(default=None)

    def __call__(self, y_true: npt.ArrayLike, y_pred: npt.ArrayLike, **weights: npt.ArrayLike) -> float:
        from sklearn.exceptions import UndefinedMetricWarning

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                warnings.simplefilter("error", UndefinedMetricWarning)
                return float(self.function(y_true, y_pred, **weights))
        except (UndefinedMetricWarning, ValueError, TypeError, ZeroDivisionError) as error:
            self.reason = str(error).splitlines()[0].rstrip(".")
            return float("nan")


@dataclass(frozen=True)
class _Library:
    name: str
    function: Function

    def __call__(self, source: Source) -> Figures:
        if source.attribute in source.tables.counts:
            return self._of_labels(source, source.tables.counts[source.attribute])
        return self._of_numbers(source)

    def _of_labels(self, source: Source, counts: Counts) -> Figures:
        if "sample_weight" not in inspect.signature(self.function).parameters:
            raise PlanError(
                f"The metric '{self.name}' must take `sample_weight`, so that it can be computed from counts. It does "
                "not; give a function that does."
            )
        k, groups = len(counts.labels), len(counts.groups)
        cells, weights = counts.n[:, :k].reshape(groups, -1), counts.weights[:, :k].reshape(groups, -1)
        guarded = _Guarded(self.function)
        value = self._by_group(guarded, weights, k)
        spread = self._spread(cells, source, k) if counts.plain else np.full(groups, np.inf)
        return self._figures(counts, (counts.rows, cells.sum(axis=1)), value, spread, guarded.reason)

    def _by_group(self, guarded: _Guarded, weights: FloatArray, labels: int) -> FloatArray:
        """Each cell is one row whose weight is the rows in it."""
        from fairlearn.metrics import MetricFrame

        group, cell = np.nonzero(weights)
        value = np.full(len(weights), np.nan)
        if not len(group):
            return value
        frame = MetricFrame(
            metrics={self.name: guarded},
            y_true=cell // labels,
            y_pred=cell % labels,
            sensitive_features=[str(place) for place in group],
            sample_params={self.name: {"sample_weight": weights[group, cell]}},
        )
        for place, figure in frame.by_group[self.name].items():
            value[int(place)] = figure
        return value

    def _spread(self, cells: IntArray, source: Source, labels: int) -> FloatArray:
        resamples = min(source.resamples, _MOST_RESAMPLES)
        outcome, prediction = np.divmod(np.arange(cells.shape[1]), labels)
        drawn = np.concatenate(list(resample(cells, resamples, source.seed)))
        found = np.array(
            [
                [
                    _Guarded(self.function)(outcome[row > 0], prediction[row > 0], sample_weight=row[row > 0])
                    for row in table
                ]
                for table in drawn
            ]
        )
        return _deviation(found)

    def _of_numbers(self, source: Source) -> Figures:
        table = source.tables.moments[source.attribute]["error"]
        if source.rows is None or source.rows.score is None:
            reasons = ("the rows are needed, and only their counts are at hand",) * len(table.groups)
            nothing = np.full(len(table.groups), np.nan)
            return self._figures(table, (table.n, table.n), nothing, nothing, reasons[0])
        from fairlearn.metrics import MetricFrame

        there = ~np.isnan(source.rows.outcome.astype(np.float64))
        codes = source.rows.codes[source.attribute][there]
        y_true, y_pred = source.rows.outcome[there], source.rows.score[there]
        guarded, draw = _Guarded(self.function), np.random.default_rng(source.seed)
        value = np.full(len(table.groups), np.nan)
        if len(codes):
            frame = MetricFrame(
                metrics={self.name: guarded}, y_true=y_true, y_pred=y_pred, sensitive_features=codes
            )
            for place, figure in frame.by_group[self.name].items():
                value[int(place)] = figure
        spread = np.full(len(value), np.inf)
        for group in np.flatnonzero(np.isfinite(value)) if table.plain else ():
            rows = np.flatnonzero(codes == group)
            picks = (rows[draw.integers(0, len(rows), len(rows))] for _ in range(_MOST_RESAMPLES))
            found = [_Guarded(self.function)(y_true[pick], y_pred[pick]) for pick in picks]
            spread[group] = _deviation(np.array(found)[:, None])[0]
        return self._figures(table, (table.n, table.n), value, spread, guarded.reason)

    def _figures(
        self,
        table: Counts | Moments,
        sizes: tuple[IntArray, IntArray],
        value: FloatArray,
        spread: FloatArray,
        reason: str | None,
    ) -> Figures:
        there = np.isfinite(value)
        why = reason or "no labelled rows"
        return Figures(
            table.attribute,
            self.name,
            table.groups,
            table.unknown,
            *sizes,
            tuple(float(one) if known else None for one, known in zip(value, there, strict=True)),
            tuple(
                None if known else (why if trials else "no labelled rows")
                for known, trials in zip(there, sizes[1].tolist(), strict=True)
            ),
            Normal(np.where(there, value, 0.0), spread, np.maximum(sizes[1], 1).astype(np.float64)),
            not self.name.endswith(_COSTS),
            f"bootstrap of {_MOST_RESAMPLES} resamples, normal limits",
        )


def _deviation(found: FloatArray) -> FloatArray:
    """Standard deviation over resamples, (R, G) to (G,); infinite where more than one in a hundred is undefined."""
    known = np.isfinite(found)
    usable = known.mean(axis=0) >= 0.99
    filled = np.where(known, found, np.where(usable, np.nanmean(np.where(usable, found, 0.0), axis=0), 0.0))
    return np.where(usable, filled.std(axis=0, ddof=1), np.inf)

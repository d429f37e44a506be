"""Rates by group from counts, each with the trials behind it and, where there are none, the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import Counts, FloatArray, IntArray
from fairwitness.audits.effective import effective_rates
from fairwitness.audits.stats.intervals import wilson
from fairwitness.audits.stats.samples import Proportions
from fairwitness.errors import PlanError, UnknownNameError

Mask = npt.NDArray[np.bool_]
Cell = tuple[int, int]

_TN, _FP, _FN, _TP = (0, 0), (0, 1), (1, 0), (1, 1)
_LABELLED = (_TN, _FP, _FN, _TP)
_UN, _UP = (2, 0), (2, 1)
_EVERY_ROW = (*_LABELLED, _UN, _UP)


@dataclass(frozen=True)
class Metric:
    """A rate: successes among trials, both sums of (outcome, prediction) cells.

    Attributes
    ----------
    name
        The name in scikit-learn or fairlearn.
    title
        The same in plain words.
    successes, trials
        Cells that count, written for the positive label.
    empty_reason
        Why there is no rate when there are no trials; ``{rows}`` is the number of rows looked at.
    higher_is_better
        Whether the group with the lower rate is the worse off.
    of_favourable
        Whether the rate is of the favourable label instead of the positive one.
    """

    name: str
    title: str
    successes: tuple[Cell, ...]
    trials: tuple[Cell, ...]
    empty_reason: str
    higher_is_better: bool = True
    of_favourable: bool = False

    @property
    def needs_labels(self) -> bool:
        """Whether rows without an outcome are left out."""
        return _UN not in self.trials

    def masks(self, labels: int = 2, *, favourable_is_positive: bool = True) -> tuple[Mask, Mask]:
        """Cells of successes and of trials, both (K + 1, K) for K labels.

        Raises
        ------
        PlanError
            There are more than two labels, and the rate is of one of them.
        """
        if labels > 2:
            return _right(self.name, labels)
        success, trial = np.zeros((3, 2), dtype=bool), np.zeros((3, 2), dtype=bool)
        success[tuple(zip(*self.successes, strict=True))] = True
        trial[tuple(zip(*self.trials, strict=True))] = True
        return (trial & ~success if self.of_favourable and not favourable_is_positive else success), trial


def _right(name: str, labels: int) -> tuple[Mask, Mask]:
    """Of several labels, only being right needs none to be singled out."""
    if name != "accuracy":
        raise PlanError(
            f"Of {labels} labels, '{name}' must say which it is of. Got none; write '{name}[LABEL]'."
        )
    trial = np.ones((labels + 1, labels), dtype=bool)
    trial[labels] = False
    return np.eye(labels + 1, labels, dtype=bool), trial


_NO_POSITIVES = "no positives among {rows}"
_NO_NEGATIVES = "no negatives among {rows}"
_NOT_FLAGGED = "no negative predictions among {rows}"
_FLAGGED = "no positive predictions among {rows}"


def _worse(
    name: str, title: str, successes: tuple[Cell, ...], trials: tuple[Cell, ...], empty: str
) -> Metric:
    return Metric(name, title, successes, trials, empty, higher_is_better=False)


_ALL = (
    Metric(
        "selection_rate", "Favourable decision", (_FP, _TP, _UP), _EVERY_ROW, "no rows", of_favourable=True
    ),
    Metric("base_rate", "Favourable outcome", (_FN, _TP), _LABELLED, "no labels", of_favourable=True),
    Metric("true_positive_rate", "Positives found", (_TP,), (_TP, _FN), _NO_POSITIVES),
    _worse("false_negative_rate", "Positives missed", (_FN,), (_TP, _FN), _NO_POSITIVES),
    _worse("false_positive_rate", "Negatives taken for positive", (_FP,), (_FP, _TN), _NO_NEGATIVES),
    Metric("true_negative_rate", "Negatives recognised", (_TN,), (_FP, _TN), _NO_NEGATIVES),
    Metric("precision", "Positive prediction is right", (_TP,), (_TP, _FP), _FLAGGED),
    _worse("false_discovery_rate", "Positive prediction is wrong", (_FP,), (_TP, _FP), _FLAGGED),
    _worse("false_omission_rate", "Negative prediction is wrong", (_FN,), (_FN, _TN), _NOT_FLAGGED),
    Metric("negative_predictive_value", "Negative prediction is right", (_TN,), (_FN, _TN), _NOT_FLAGGED),
    Metric("accuracy", "Decision is right", (_TN, _TP), _LABELLED, "no labels"),
)

METRICS: Mapping[str, Metric] = MappingProxyType({metric.name: metric for metric in _ALL})
"""Every rate of one label, by name."""


@dataclass(frozen=True, eq=False)
class Rates:
    """One rate for each of G groups.

    Attributes
    ----------
    rows, successes, trials
        Rows counted, whatever their weight: (G,) each. ``rows`` has the unlabelled ones too.
    value
        The rate, weighted if there are weights; None where it cannot be estimated, never 0 in its place.
    effective_trials
        Trials that give the same standard error without weights: (G,); ``trials`` if there are none.
    reasons
        Why a value is None, in words; None where there is a value.
    """

    attribute: str
    metric: str
    groups: tuple[str, ...]
    unknown: str | None
    rows: IntArray
    successes: IntArray
    trials: IntArray
    value: tuple[float | None, ...]
    effective_trials: FloatArray
    reasons: tuple[str | None, ...]
    higher_is_better: bool = True

    @property
    def effective_successes(self) -> FloatArray:
        """Successes among the effective trials: (G,); the counted ones without weights."""
        rate = np.array([0.0 if value is None else value for value in self.value])
        unweighted = self.effective_trials == self.trials
        return np.where(unweighted, self.successes, rate * self.effective_trials).astype(np.float64)

    @property
    def hits(self) -> tuple[int | None, ...]:
        """Successes; None where weights or clusters make them another number than the rate's."""
        plain = self.effective_trials == self.trials
        return tuple(int(k) if same else None for k, same in zip(self.successes, plain, strict=True))

    @property
    def method(self) -> str:
        """How the interval came about, in words."""
        plain = (self.effective_trials == self.trials) | np.array([value is None for value in self.value])
        return "Wilson" if plain.all() else "Wilson, effective trials"

    def interval(self, place: int, confidence: float) -> tuple[float, float] | None:
        """Wilson's limits of one rate; None where there is none."""
        if self.value[place] is None:
            return None
        low, high = wilson(self.effective_successes[place], self.effective_trials[place], confidence)
        return float(low), float(high)

    def sample(self, judged: Sequence[int]) -> Proportions:
        """Effective successes and trials of the groups at those positions."""
        index = np.asarray(judged, dtype=np.intp)
        return Proportions(self.effective_successes[index], self.effective_trials[index])


def metric_named(name: str) -> Metric:
    """The metric of that name.

    Raises
    ------
    UnknownNameError
        There is none; the message has the nearest one.
    """
    if name not in METRICS:
        raise UnknownNameError.among(name, METRICS, what="metric")
    return METRICS[name]


def rates(counts: Counts, metric_name: str) -> Rates:
    """One metric for every group.

    Raises
    ------
    UnknownNameError
        There is no metric of that name.
    """
    metric = metric_named(metric_name)
    success, trial = metric.masks(len(counts.labels), favourable_is_positive=counts.favourable_is_positive)
    successes, trials = counts.n[:, success].sum(axis=1), counts.n[:, trial].sum(axis=1)
    if counts.w is None and counts.products is None:
        value = tuple(int(k) / int(n) if n else None for k, n in zip(successes, trials, strict=True))
        effective = trials.astype(np.float64)
    else:
        value, effective = effective_rates(counts, success, trial)
    reasons = tuple(
        _reason(metric, counts.n[group], int(trials[group])) if value[group] is None else None
        for group in range(len(counts.groups))
    )
    return Rates(
        counts.attribute,
        metric.name,
        counts.groups,
        counts.unknown,
        counts.rows,
        successes,
        trials,
        value,
        effective,
        reasons,
        metric.higher_is_better,
    )


def overall(counts: Counts, metric_name: str) -> Rates:
    """One metric for all groups together, unknown ones included, as the single group ``all``."""
    return rates(counts.pooled(), metric_name)


def _reason(metric: Metric, cells: IntArray, trials: int) -> str:
    rows, labelled = int(cells.sum()), int(cells[:-1].sum())
    if not rows:
        return "no rows"
    if trials:
        return f"no weight above 0 among {_written(trials, 'row')}"
    if metric.needs_labels and not labelled:
        return f"no labels among {_written(rows, 'row')}"
    seen = _written(labelled, "row" if labelled == rows else "labelled row")
    return metric.empty_reason.format(rows=seen)


def _written(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

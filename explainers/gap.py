"""Why the gap? A difference between two groups' mean outputs, shared out among the columns.

Attributions add up to each row's output, so the differences of their means add up to the difference of the mean
outputs: exactly, whatever the model. With a predict function that answers with decisions (0 or 1) that is the gap of
selection rates; within the rows whose outcome was positive, of true positive rates; within the others, of false
positive rates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Explanation, FloatArray, Predict
from fairwitness.explainers.given import group_names, rows_of_group
from fairwitness.explainers.resampling import Resampling, resampled_means

IGNORED: Final = (
    "A column that the model ignores has a share of zero here even where it is the group itself: what goes along with "
    "it in other columns carries the gap. A share says what the model uses, not what causes the gap."
)


@dataclass(frozen=True)
class Decide:
    """A predict function that answers with the decision: 1 where the score reaches the threshold, else 0."""

    predict: Predict
    threshold: float = 0.5

    def __call__(self, frame: pd.DataFrame, /) -> FloatArray:
        """As `Predict`."""
        return (np.asarray(self.predict(frame), dtype=np.float64) >= self.threshold).astype(np.float64)


@dataclass(frozen=True)
class GapShare:
    """What one column brings to the gap, in the units of the model's output, with a bootstrap interval."""

    column: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class GapAttribution:
    """The difference of two groups' mean outputs, and what each column brings to it.

    Parameters
    ----------
    groups
        The mean output of the first less that of the second is the gap.
    rows
        Explained rows of each.
    means
        Mean output of each.
    gap, low, high
        The difference, with its interval over rows.
    shares
        In the order of the columns; their values add up to the gap.
    residual
        The gap less the sum of the shares: rounding, where the attributions add up.
    resampling
        Resamples, seed and confidence of the intervals; each interval holds alone.
    sampling
        Whether the intervals also hold the sampling error of the attributions.
    """

    groups: tuple[str, str]
    rows: tuple[int, int]
    means: tuple[float, float]
    gap: float
    low: float
    high: float
    shares: tuple[GapShare, ...]
    residual: float
    resampling: Resampling
    sampling: bool


def attribute_gap(
    explanation: Explanation,
    groups: Sequence[object],
    pair: tuple[str, str],
    *,
    weights: npt.ArrayLike | None = None,
    designs: npt.ArrayLike | None = None,
    resampling: Resampling | None = None,
) -> GapAttribution:
    """Share out the difference between two groups' mean outputs among the columns.

    Parameters
    ----------
    explanation
        Attributions that add up to the outputs, from one background for all rows.
    groups
        A group for each explained row.
    pair
        Two of them; the mean of the first less that of the second is the gap.
    weights
        Of the rows, shape (rows,). A row of weight 0 does not count: for a gap of true positive rates, give 1 where the
        outcome was positive and else 0.
    designs
        Which rows were explained by the same sample of coalitions, as a number for each row. Sampling errors of rows
        of one design are taken to go together, those of different designs not. One for all if left out.
    resampling
        Of the rows of each group by themselves, so that their sizes stay; 1,000 resamples if left out. The background
        is held fixed.

    Raises
    ------
    UnknownNameError
        No row is in one of the groups.
    ExplanationError
        The groups, the weights or the designs do not fit, or a group has fewer than two rows that count.

    Notes
    -----
    Where the explanation has standard errors, each interval is widened by them; the two groups' are added up as if they
    had nothing to do with each other.
    """
    resampling = resampling or Resampling()
    weight = _weights(weights, len(explanation.outputs))
    sides = _sides(groups, pair, weight)
    table = np.column_stack([explanation.values, explanation.outputs])
    first, second = (np.average(table[side], axis=0, weights=weight[side]) for side in sides)
    draw = np.random.default_rng(resampling.seed)
    drawn = [resampled_means(table[side], weight[side], resampling.resamples, draw) for side in sides]
    low, high = np.quantile(drawn[0] - drawn[1], resampling.ends, axis=0)
    gap = first - second
    low, high = _widened((low, high), gap, _sampling_error(explanation, sides, weight, designs), resampling)
    shares = tuple(
        GapShare(column, float(gap[place]), float(low[place]), float(high[place]))
        for place, column in enumerate(explanation.columns)
    )
    return GapAttribution(
        groups=pair,
        rows=(len(sides[0]), len(sides[1])),
        means=(float(first[-1]), float(second[-1])),
        gap=float(gap[-1]),
        low=float(low[-1]),
        high=float(high[-1]),
        shares=shares,
        residual=float(gap[-1] - gap[:-1].sum()),
        resampling=resampling,
        sampling=explanation.standard_errors is not None,
    )


Places = npt.NDArray[np.intp]


def _sides(groups: Sequence[object], pair: tuple[str, str], weight: FloatArray) -> tuple[Places, Places]:
    """The rows of each group that count."""
    names = group_names(groups, len(weight))
    found = []
    for name in pair:
        places = np.flatnonzero(rows_of_group(name, names) & (weight > 0))
        if len(places) < 2:
            raise ExplanationError(
                f"A gap needs at least two rows of each group that count. '{name}' has {len(places)}. "
                "Explain more of its rows."
            )
        found.append(places)
    return found[0], found[1]


def _weights(weights: npt.ArrayLike | None, rows: int) -> FloatArray:
    if weights is None:
        return np.ones(rows)
    given = np.asarray(weights, dtype=np.float64)
    if given.shape != (rows,) or not (np.isfinite(given) & (given >= 0)).all():
        raise ExplanationError(
            f"The `weights` must be one number of at least 0 for each of {rows} explained rows. They are not."
        )
    return given


def _sampling_error(
    explanation: Explanation,
    sides: tuple[Places, Places],
    weight: FloatArray,
    designs: npt.ArrayLike | None,
) -> FloatArray | None:
    """Of the share of each column, and 0 of the gap itself, which is known."""
    errors = explanation.standard_errors
    if errors is None:
        return None
    shared = np.zeros(len(errors), dtype=int) if designs is None else np.asarray(designs)
    if shared.shape != (len(errors),):
        raise ExplanationError(
            f"The `designs` must be one number for each of {len(errors)} explained rows. Got {shared.size} instead."
        )
    together = np.unique(shared, return_inverse=True)[1]
    variance = np.zeros(errors.shape[1])
    for side in sides:
        sums = np.zeros((together.max() + 1, errors.shape[1]))
        np.add.at(sums, together[side], errors[side] * weight[side, None])
        variance += (sums**2).sum(axis=0) / weight[side].sum() ** 2
    return np.append(np.sqrt(variance), 0.0)


def _widened(
    ends: tuple[FloatArray, FloatArray], value: FloatArray, error: FloatArray | None, resampling: Resampling
) -> tuple[FloatArray, FloatArray]:
    """Both ends farther from the value by an error that has nothing to do with the choice of rows."""
    low, high = ends
    if error is None:
        return low, high
    reach = NormalDist().inv_cdf(resampling.ends[1]) * error
    return value - np.hypot(value - low, reach), value + np.hypot(high - value, reach)

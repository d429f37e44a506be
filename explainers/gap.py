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

from fairwitness.errors import ExplanationError, UnknownNameError
from fairwitness.explainers.base import Explanation, FloatArray, Predict
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
    within: npt.ArrayLike | None = None,
    weights: npt.ArrayLike | None = None,
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
    within
        Which rows count, shape (rows,): those with a positive outcome, for a gap of true positive rates.
    weights
        Of the rows, shape (rows,).
    resampling
        Of the rows of each group by themselves, so that their sizes stay; 1,000 resamples if left out. The background
        is held fixed.

    Raises
    ------
    UnknownNameError
        No row is in one of the groups.
    ExplanationError
        The groups, the mask or the weights do not fit, or a group has fewer than two rows that count.

    Notes
    -----
    Where the explanation has standard errors, each interval is widened by them. The errors of rows of one group are
    taken to go together, as one design of coalitions serves all rows: that errs to the wide side.
    """
    resampling = resampling or Resampling()
    sides = _sides(explanation, groups, pair, within)
    weight = _weights(weights, len(explanation.outputs))
    table = np.column_stack([explanation.values, explanation.outputs])
    first, second = (np.average(table[side], axis=0, weights=weight[side]) for side in sides)
    draw = np.random.default_rng(resampling.seed)
    drawn = [resampled_means(table[side], weight[side], resampling.resamples, draw) for side in sides]
    low, high = np.quantile(drawn[0] - drawn[1], resampling.ends, axis=0)
    gap = first - second
    low, high = _widened((low, high), gap, _sampling_error(explanation, sides, weight), resampling)
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


def _sides(
    explanation: Explanation, groups: Sequence[object], pair: tuple[str, str], within: npt.ArrayLike | None
) -> tuple[Places, Places]:
    """The rows of each group that count."""
    rows = len(explanation.outputs)
    names = np.array([str(group) for group in groups])
    counted = np.ones(rows, dtype=bool) if within is None else np.asarray(within, dtype=bool)
    for given, what in ((names, "groups"), (counted, "within")):
        if given.shape != (rows,):
            raise ExplanationError(
                f"The `{what}` must have one value for each of {rows} explained rows. Got {len(given)} instead."
            )
    found = []
    for name in pair:
        if name not in names:
            raise UnknownNameError.among(name, [str(one) for one in np.unique(names)], what="group")
        places = np.flatnonzero((names == name) & counted)
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
    if given.shape != (rows,) or not (np.isfinite(given) & (given > 0)).all():
        raise ExplanationError(
            f"The `weights` must be one number above 0 for each of {rows} explained rows. They are not. "
            "Leave out the rows without weight."
        )
    return given


def _sampling_error(
    explanation: Explanation, sides: tuple[Places, Places], weight: FloatArray
) -> FloatArray | None:
    """Of the share of each column, and 0 of the gap itself, which is known."""
    errors = explanation.standard_errors
    if errors is None:
        return None
    parts = [np.average(errors[side], axis=0, weights=weight[side]) for side in sides]
    return np.append(np.hypot(*parts), 0.0)


def _widened(
    ends: tuple[FloatArray, FloatArray], value: FloatArray, error: FloatArray | None, resampling: Resampling
) -> tuple[FloatArray, FloatArray]:
    """Both ends farther from the value by an error that has nothing to do with the choice of rows."""
    low, high = ends
    if error is None:
        return low, high
    reach = NormalDist().inv_cdf(resampling.ends[1]) * error
    return value - np.hypot(value - low, reach), value + np.hypot(high - value, reach)

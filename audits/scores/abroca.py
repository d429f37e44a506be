"""The area between the ROC curves of two groups: how differently a score ranks them, whichever is ahead where.

References
----------
J. Gardner, C. Brooks and R. Baker, LAK 2019, 225-234 (absolute between-ROC area).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fairwitness.audits.counts import FloatArray, IntArray
from fairwitness.errors import DataError


@dataclass(frozen=True)
class BetweenArea:
    """The area between two ROC curves.

    Attributes
    ----------
    value
        From 0 (the same curve) to 1; None where a curve does not exist.
    reason
        Why there is no value; None where there is one.
    """

    value: float | None
    reason: str | None


@dataclass(frozen=True, eq=False)
class _Curve:
    """A ROC curve by its distinct false positive rates, with the lowest and highest point at each."""

    x: FloatArray
    low: FloatArray
    high: FloatArray

    def at(self, points: FloatArray, segment: IntArray) -> FloatArray:
        """Height at points of the segments that start at those places."""
        left, right = self.x[segment], self.x[segment + 1]
        share = (points - left) / (right - left)
        return self.high[segment] * (1 - share) + self.low[segment + 1] * share


def abroca(
    positives: Sequence[IntArray] | IntArray, negatives: Sequence[IntArray] | IntArray, pair: tuple[int, int]
) -> BetweenArea:
    """Integrate the distance of two groups' ROC curves over the false positive rate, exactly.

    Scores in one bin are one straight piece of a curve, as tied scores are. The more rows, the smaller the area
    that chance alone leaves between two curves; it is never 0.

    Parameters
    ----------
    positives, negatives
        Rows in each bin, bins from the lowest score to the highest: (G, B), or G arrays of different lengths, as
        `fairwitness.audits.scores.auc.distinct` makes them.
    pair
        Positions of the two groups.

    Raises
    ------
    DataError
        The positives and negatives of a group are not in the same bins, or a count is negative.
    """
    curves = []
    for place, group in enumerate(pair, 1):
        one, two = np.asarray(positives[group]), np.asarray(negatives[group])
        if one.ndim != 1 or one.shape != two.shape or min(one.min(initial=0), two.min(initial=0)) < 0:
            raise DataError(
                "The `positives` and `negatives` must be 0 or more in the same bins. "
                f"Got the shapes {one.shape} and {two.shape}, or a number below 0, instead."
            )
        if not one.any() or not two.any():
            which = "positives" if two.any() else "negatives" if one.any() else "labelled rows"
            return BetweenArea(None, f"no {which} in the {'first' if place == 1 else 'second'} group")
        curves.append(_curve(one, two))
    return BetweenArea(_between(*curves), None)


def _curve(positives: IntArray, negatives: IntArray) -> _Curve:
    # From the highest score down, as a falling threshold adds rows.
    true = np.concatenate([[0], np.cumsum(positives[::-1])])
    false = np.concatenate([[0], np.cumsum(negatives[::-1])])
    first = np.flatnonzero(np.diff(false, prepend=-1))
    last = np.append(first[1:] - 1, len(false) - 1)
    return _Curve(false[first] / false[-1], true[first] / true[-1], true[last] / true[-1])


def _between(one: _Curve, two: _Curve) -> float:
    """Sum the pieces between neighbouring knots of either curve, where both are straight."""
    knots = np.union1d(one.x, two.x)
    left, right = knots[:-1], knots[1:]
    starts, ends = np.zeros(len(left)), np.zeros(len(left))
    for curve, sign in ((one, 1), (two, -1)):
        segment = np.searchsorted(curve.x, left, side="right") - 1
        starts += sign * curve.at(left, segment)
        ends += sign * curve.at(right, segment)
    tall, short = np.abs(starts), np.abs(ends)
    # Where the curves cross inside a piece it is two triangles.
    crossed = (starts * ends < 0) & (tall + short > 0)
    height = np.where(
        crossed, (tall**2 + short**2) / np.where(crossed, 2 * (tall + short), 1), (tall + short) / 2
    )
    return float(((right - left) * height).sum())

"""How unequally the benefits of decisions are shared between persons, from confusion counts.

References
----------
T. Speicher et al., KDD 2018, 2239-2248 (generalized entropy of benefits, and its two parts).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import FloatArray
from fairwitness.errors import DataError, PlanError

_LARGEST = 10
_BENEFIT = np.array([0.0, 1.0, 2.0])
_NO_LABELS = "no labelled rows"
_NO_BENEFIT = "no row has a benefit, so there is nothing to share"
_NO_LOGARITHM = "some rows have no benefit, and an alpha of 0 or less has no value for them"


@dataclass(frozen=True)
class Entropy:
    """Inequality of benefits: 0 where all labelled rows have the same one.

    Attributes
    ----------
    alpha
        1 is Theil's index, 0 the mean log deviation, 2 half the squared coefficient of variation.
    value
        The generalized entropy index of all labelled rows; None where it is not defined.
    between, within
        The part that would remain if everybody had the mean benefit of their group, and the rest; they add up.
    reason
        Why there is no value; None where there is one.
    by_group, reasons
        The index of each group's own rows, and why there is none: (G,) each.
    """

    alpha: float
    value: float | None
    between: float | None
    within: float | None
    reason: str | None
    by_group: tuple[float | None, ...]
    reasons: tuple[str | None, ...]


def generalized_entropy(
    n: npt.NDArray[np.generic], *, alpha: float = 2.0, favourable_is_positive: bool = True
) -> Entropy:
    """The generalized entropy index of the benefits b = 1 + favourable prediction - favourable outcome.

    A benefit is 0, 1 or 2, so counts carry all of it: GE = mean((b / m)^alpha - 1) / (alpha (alpha - 1)) with the
    mean benefit m, and its limits at 0 and 1. A row with no benefit adds 0 to Theil's index.

    Parameters
    ----------
    n
        Rows, or sums of weights, by group, outcome (negative, positive, unlabelled) and prediction: (G, 3, 2).
        The unlabelled are left out.
    alpha
        Weight on the far ends: the larger, the more those who get more than the mean count.
    favourable_is_positive
        Whether the positive label is the one that is good for the person.

    Raises
    ------
    DataError
        The counts have another shape or are negative.
    PlanError
        The alpha is out of bounds.
    """
    table = np.asarray(n, dtype=np.float64)
    if table.ndim != 3 or table.shape[1:] != (3, 2) or (table.size and not table.min() >= 0):
        raise DataError(
            f"The `n` must be 0 or more, of the shape (groups, 3, 2). Got the shape {table.shape} instead."
        )
    if not abs(alpha) <= _LARGEST:
        raise PlanError(
            f"The `alpha` must be from -{_LARGEST} to {_LARGEST}. Got {alpha} instead; 2 and 1 are usual."
        )
    none, double = (table[:, 1, 0], table[:, 0, 1])[:: 1 if favourable_is_positive else -1]
    rows = np.stack([none, table[:, 0, 0] + table[:, 1, 1], double], axis=1)
    by_group, reasons = (
        zip(*(_index(own, _BENEFIT, alpha) for own in rows), strict=True) if len(rows) else ((), ())
    )
    value, reason = _index(rows.sum(axis=0), _BENEFIT, alpha)
    between = within = None
    if value is not None:
        size = rows.sum(axis=1)
        mean = rows @ _BENEFIT / np.where(size > 0, size, 1.0)
        between, _ = _index(size, mean, alpha)
        within = _within(size, mean, by_group, alpha)
    return Entropy(alpha, value, between, within, reason, by_group, reasons)


def _index(rows: FloatArray, benefit: FloatArray, alpha: float) -> tuple[float | None, str | None]:
    """The index of so many rows of each benefit, or the reason why there is none."""
    there = rows > 0
    rows, benefit = rows[there], benefit[there]
    if not len(rows):
        return None, _NO_LABELS
    share = rows / rows.sum()
    mean = share @ benefit
    if not mean > 0:
        return None, _NO_BENEFIT
    relative = benefit / mean
    if alpha <= 0 and (relative == 0).any():
        return None, _NO_LOGARITHM
    some = np.where(relative > 0, relative, 1.0)
    if alpha == 1:
        return _not_below_zero(share @ (relative * np.log(some))), None
    if alpha == 0:
        return _not_below_zero(-(share @ np.log(some))), None
    return _not_below_zero(share @ (relative**alpha - 1) / (alpha * (alpha - 1))), None


def _not_below_zero(value: float) -> float:
    return max(float(value), 0.0)


def _within(size: FloatArray, mean: FloatArray, own: Sequence[float | None], alpha: float) -> float:
    """Own indices of the groups, each by its share and its relative mean; without benefit a group adds 0."""
    total = size @ mean / size.sum()
    return float(
        sum(
            size[g] / size.sum() * (mean[g] / total) ** alpha * index
            for g, index in enumerate(own)
            if index is not None
        )
    )

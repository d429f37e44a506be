"""Area under the ROC curve by group, with DeLong's standard error, from counts over ordered scores.

All that the area and its error need of a row is which bin its score lies in, so two histograms carry both.

References
----------
E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, Biometrics 44 (1988) 837-845.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import IntArray
from fairwitness.errors import DataError
from fairwitness.explainers.delong import area


@dataclass(frozen=True, eq=False)
class Auc:
    """The area under the ROC curve of G groups.

    Attributes
    ----------
    positives, negatives
        Labelled rows of each group: (G,) each.
    value
        The chance that a positive has the higher score of a random pair, a tie counting half; None without pairs.
    reasons
        Why a value is None; None where there is a value.
    standard_error
        DeLong's, of the area as binned; None where one row, or no overlap, says nothing about its spread.
    error_reasons
        Why a standard error is None; None where there is one.
    bin_error
        The most by which the area of the scores before binning can differ: half the share of pairs in one bin.
        0 where the bins are the distinct scores.
    """

    positives: IntArray
    negatives: IntArray
    value: tuple[float | None, ...]
    reasons: tuple[str | None, ...]
    standard_error: tuple[float | None, ...]
    error_reasons: tuple[str | None, ...]
    bin_error: tuple[float | None, ...]


@dataclass(frozen=True, eq=False)
class DistinctScores:
    """Labelled rows by group and distinct score, lowest first.

    Each group has its own scores, so memory grows with the rows and never with groups times scores.

    Attributes
    ----------
    scores
        The different scores of each group: G arrays.
    positives, negatives
        Rows that have each of them: G arrays, as long as those of ``scores``.
    """

    scores: tuple[npt.NDArray[np.float64], ...]
    positives: tuple[IntArray, ...]
    negatives: tuple[IntArray, ...]


@dataclass(frozen=True)
class _Area:
    value: float | None = None
    reason: str | None = None
    error: float | None = None
    error_reason: str | None = None
    bin_error: float | None = None


def auc(
    positives: Sequence[IntArray] | IntArray,
    negatives: Sequence[IntArray] | IntArray,
    *,
    exact: bool = False,
) -> Auc:
    """The area under the ROC curve of every group.

    Parameters
    ----------
    positives, negatives
        Rows in each bin, bins from the lowest score to the highest: (G, B), or G arrays of different lengths.
    exact
        Whether each bin holds one distinct score, so that binning cost nothing.

    Raises
    ------
    DataError
        The two do not have the same groups and bins, or a count is negative.
    """
    if len(positives) != len(negatives):
        raise DataError(
            f"The `negatives` must have the {len(positives)} groups of the `positives`. "
            f"Got {len(negatives)} instead."
        )
    pairs = [_checked(one, two) for one, two in zip(positives, negatives, strict=True)]
    found = [_area(one, two, exact=exact) for one, two in pairs]
    return Auc(
        positives=np.array([one.sum() for one, _ in pairs], dtype=np.int64),
        negatives=np.array([two.sum() for _, two in pairs], dtype=np.int64),
        value=tuple(one.value for one in found),
        reasons=tuple(one.reason for one in found),
        standard_error=tuple(one.error for one in found),
        error_reasons=tuple(one.error_reason for one in found),
        bin_error=tuple(one.bin_error for one in found),
    )


def distinct(
    score: npt.NDArray[np.floating],
    outcome: npt.NDArray[np.integer],
    codes: npt.NDArray[np.integer],
    groups: int,
) -> DistinctScores:
    """Count the labelled rows of each group by distinct score.

    Parameters
    ----------
    score
        Any numbers but NaN: (N,).
    outcome
        1 positive, 0 negative, -1 unlabelled: (N,).
    codes
        Position of each row's group, below ``groups``: (N,).

    Raises
    ------
    DataError
        The columns differ in length, or a labelled row has no score.
    """
    values, kind, group = np.asarray(score, dtype=np.float64), np.asarray(outcome), np.asarray(codes)
    if not values.shape == kind.shape == group.shape == (len(values),):
        raise DataError(
            "The `score`, `outcome` and `codes` must be columns of the same rows. "
            f"Got the shapes {values.shape}, {kind.shape} and {group.shape} instead."
        )
    labelled = kind >= 0
    if np.isnan(values[labelled]).any():
        row = int(np.argmax(labelled & np.isnan(values)))
        raise DataError(f"The `score` must be a number in every labelled row. Got NaN in row {row} instead.")
    values, positive, group = values[labelled], kind[labelled] == 1, group[labelled]
    order = np.argsort(group, kind="stable")
    ends = np.searchsorted(group[order], np.arange(groups + 1))
    tables = [_counted(values[rows], positive[rows]) for rows in np.split(order, ends)[1:-1]]
    scores, positives, negatives = zip(*tables, strict=True) if tables else ((), (), ())
    return DistinctScores(scores, positives, negatives)


def _counted(
    values: npt.NDArray[np.float64], positive: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.float64], IntArray, IntArray]:
    scores, place = np.unique(values, return_inverse=True)
    rows = np.bincount(place, minlength=len(scores)).astype(np.int64)
    positives = np.bincount(place[positive], minlength=len(scores)).astype(np.int64)
    return scores, positives, rows - positives


def _checked(positives: IntArray, negatives: IntArray) -> tuple[IntArray, IntArray]:
    one, two = np.asarray(positives), np.asarray(negatives)
    if one.ndim != 1 or one.shape != two.shape or "f" in one.dtype.kind + two.dtype.kind:
        raise DataError(
            "The `positives` and `negatives` must be whole numbers in the same bins. "
            f"Got {one.dtype} of the shape {one.shape} and {two.dtype} of the shape {two.shape} instead."
        )
    lowest = min(one.min(initial=0), two.min(initial=0))
    if lowest < 0:
        raise DataError(
            f"The `positives` and `negatives` must be 0 or more in every bin. Got {lowest} instead."
        )
    return one.astype(np.int64, copy=False), two.astype(np.int64, copy=False)


def _area(positives: IntArray, negatives: IntArray, *, exact: bool) -> _Area:
    m, n = int(positives.sum()), int(negatives.sum())
    if not m or not n:
        return _Area(reason=_missing(m, n))
    found = area(positives, negatives)
    bin_error = 0.0 if exact else found.ties / (2 * m * n)
    reason = _no_spread(m, n, found.wins, found.ties, exact=exact)
    if reason is not None or found.variance is None:
        return _Area(found.value, error_reason=reason, bin_error=bin_error)
    return _Area(found.value, error=float(np.sqrt(found.variance)), bin_error=bin_error)


def _missing(m: int, n: int) -> str:
    if not m and not n:
        return "no labelled rows"
    rows = f"{m + n:,} labelled row{'' if m + n == 1 else 's'}"
    return f"no {'negatives' if m else 'positives'} among {rows}"


def _no_spread(m: int, n: int, wins: int, ties: int, *, exact: bool) -> str | None:
    """Why these scores say nothing about how far the area may be off; None if they do."""
    if m == 1 or n == 1:
        which = "positive" if m == 1 else "negative"
        return f"a single {which} says nothing about the spread"
    if ties == m * n:
        return "every labelled row has the same score" if exact else "every labelled row is in the same bin"
    if wins in (0, 2 * m * n):
        return "the scores separate positives and negatives without an overlap, which says nothing about the spread"
    return None

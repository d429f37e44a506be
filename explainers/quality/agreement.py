"""How far two explanations of the same rows say the same, such as SHAP and LIME.

Source: Krishna et al., The Disagreement Problem in Explainable Machine Learning, 2022 (arXiv 2202.01602).
All measures have shape (rows,); higher is better. They say that explanations agree, not that they are right.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import rankdata

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.quality.base import important
from fairwitness.explainers.ranking import on_top, ranked


def feature_agreement(one: FloatArray, other: FloatArray, top: int | None = None) -> FloatArray:
    """|top columns of one and of the other| / top, from 0 to 1.

    Parameters
    ----------
    one, other
        Attributions, shape (rows, columns).
    top
        How many columns are compared, by absolute value; a quarter of them if left out.

    Raises
    ------
    ExplanationError
        The shapes differ, or `top` is not a number of columns.
    """
    first, second = _tops(one, other, top)
    shared: FloatArray = (first & second).sum(axis=1) / first.sum(axis=1)
    return shared


def sign_agreement(one: FloatArray, other: FloatArray, top: int | None = None) -> FloatArray:
    """As `feature_agreement`, counting only columns to which both give the same sign; from 0 to 1."""
    first, second = _tops(one, other, top)
    same = first & second & (np.sign(one) == np.sign(other))
    shared: FloatArray = same.sum(axis=1) / first.sum(axis=1)
    return shared


def rank_agreement(one: FloatArray, other: FloatArray, top: int | None = None) -> FloatArray:
    """Share of the first `top` ranks at which both have the same column; from 0 to 1."""
    _same_shape(one, other)
    top = important(one.shape[1], top)
    same: FloatArray = (ranked(one)[:, :top] == ranked(other)[:, :top]).mean(axis=1)
    return same


def rank_correlation(one: FloatArray, other: FloatArray) -> FloatArray:
    """Spearman's correlation of the absolute values over the columns, from -1 to 1.

    Not a number where either gives all columns the same absolute value, as with a single column.
    """
    _same_shape(one, other)
    first, second = (rankdata(np.abs(values), axis=1) for values in (one, other))
    first, second = (ranks - ranks.mean(axis=1, keepdims=True) for ranks in (first, second))
    size = np.sqrt((first**2).sum(axis=1) * (second**2).sum(axis=1))
    together = (first * second).sum(axis=1)
    found: FloatArray = np.divide(together, size, out=np.full(len(one), np.nan), where=size > 0)
    return found


def _tops(
    one: FloatArray, other: FloatArray, top: int | None
) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.bool_]], np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
    """Which columns are among the first, in either."""
    _same_shape(one, other)
    top = important(one.shape[1], top)
    return on_top(one, top), on_top(other, top)


def _same_shape(one: FloatArray, other: FloatArray) -> None:
    if one.shape != other.shape or one.ndim != 2:
        raise ExplanationError(
            "Explanations must be of the same rows and columns to be compared. "
            f"Got shapes {one.shape} and {other.shape} instead."
        )

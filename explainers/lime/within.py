"""Numbers drawn within their bins as the `lime` package does: from a normal distribution that is cut at their ends."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.lime.sampling import Codes, Places

_LEAST_SPREAD = 1e-11
"""What lime adds to every standard deviation, so that it can divide by it."""


@np.errstate(divide="ignore", invalid="ignore", over="ignore")
def normal_within(
    column: FloatArray, codes: Codes, cuts: FloatArray, draw: tuple[Places, FloatArray], *, whole: bool
) -> FloatArray:
    """One number for each perturbed row, in the bin of the background row that was picked for it.

    The normal distribution has the mean and the standard deviation of the background's values in the bin. It ends at
    the cuts, and below the first and above the last cut at the least and the largest value of the background.

    Parameters
    ----------
    column
        The background's numbers. Shape (background rows,).
    codes
        Their bins. Same shape.
    cuts
        Ends of the bins, rising; each belongs to the bin below it.
    draw
        Which background row was picked, and at which level of the distribution, from 0 to 1. Shapes (samples - 1,).
    whole
        Draw whole numbers: the distribution then ends half a step beyond those of the bin, and is rounded.

    Returns
    -------
    array
        Shape (samples - 1,). The picked value itself where it is missing, or where the numbers of its bin are too large
        to have a standard deviation.
    """
    picks, levels = draw
    present = column[~np.isnan(column)]
    if not len(present):
        return column[picks]
    means, spreads = _moments(column, codes, len(cuts) + 2)
    lows = np.concatenate([[present.min()], np.nextafter(cuts, np.inf), [np.nan]])
    highs = np.concatenate([cuts, [present.max(), np.nan]])
    if whole:
        lows, highs = np.ceil(lows), np.floor(highs)
    beyond = 0.5 if whole else 0.0
    below, above = ndtr((lows - beyond - means) / spreads), ndtr((highs + beyond - means) / spreads)
    bins = codes[picks]
    drawn = means[bins] + spreads[bins] * ndtri(below[bins] + levels * (above - below)[bins])
    drawn = np.clip(np.rint(drawn) if whole else drawn, lows[bins], highs[bins])
    found: FloatArray = np.where(np.isfinite(drawn), drawn, column[picks])
    return found


def _moments(column: FloatArray, codes: Codes, bins: int) -> tuple[FloatArray, FloatArray]:
    """Mean and standard deviation by bin; not finite where a bin is empty, or its values are missing or too large."""
    counts = np.bincount(codes, minlength=bins)
    means = np.bincount(codes, weights=column, minlength=bins) / counts
    squares = np.bincount(codes, weights=(column - means[codes]) ** 2, minlength=bins)
    return means, np.sqrt(squares / counts) + _LEAST_SPREAD

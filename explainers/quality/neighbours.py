"""Rows a little different from the explained ones that could still be real.

A number goes part of the way to that of a near background row, a category is swapped with its category. Whole
numbers stay whole. Noise that knows nothing of the data would ask about people who cannot exist.
"""

from __future__ import annotations

import numpy as np

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.quality.base import Examined

NEAREST = 10
STEP = 0.25
_CHUNK = 4_000_000


def distances(examined: Examined, one: FloatArray, other: FloatArray) -> FloatArray:
    """Gower's distance of coded rows: mean over columns of |difference| / range, or 0 / 1 for categories.

    Parameters
    ----------
    one, other
        Coded rows whose shapes fit each other, the columns last. The range is that of the background.

    Returns
    -------
    The shape without the last axis; from 0, and at most 1 inside the background's range. A missing number is at
    distance 0 from a missing one and 1 from all others.
    """
    spans = _spans(examined)
    missing = np.isnan(one) != np.isnan(other)
    apart = np.nan_to_num(np.abs(one - other), nan=0.0)
    categories = np.isin(np.arange(len(spans)), examined.codec.categorical)
    apart = np.where(categories, apart > 0, apart / spans)
    mean: FloatArray = np.where(missing, 1.0, apart).mean(axis=-1)
    return mean


def neighbours(examined: Examined, draws: int, step: float = STEP) -> FloatArray:
    """Coded rows near the explained ones, shape (rows * draws, columns); those of the first row come first.

    Parameters
    ----------
    draws
        Neighbours for each row.
    step
        How far numbers go towards a near background row, and how often a category is swapped; from 0 to 1.
    """
    random = examined.random(3)
    near = _nearest(examined)
    count, width = examined.coded.shape
    picks = random.integers(near.shape[1], size=(count, draws))
    donors = examined.coded_background[np.take_along_axis(near, picks, axis=1).reshape(-1)]
    rows = np.repeat(examined.coded, draws, axis=0)
    moved = rows + step * (donors - rows)
    swap = random.random(rows.shape) < step
    for place in range(width):
        whole = examined.rows.iloc[:, place].dtype.kind in "iu"
        if place in examined.codec.categorical:
            moved[:, place] = np.where(swap[:, place], donors[:, place], rows[:, place])
        elif whole:
            moved[:, place] = np.round(moved[:, place])
    missing = np.isnan(rows) | np.isnan(donors)
    return np.where(missing, rows, moved)


def _spans(examined: Examined) -> FloatArray:
    """Range of each column over background and rows; 1 where it does not vary."""
    both = np.vstack([examined.coded_background, examined.coded])
    known = np.isnan(both).all(axis=0)
    both[:, known] = 0.0
    spans: FloatArray = np.nanmax(both, axis=0) - np.nanmin(both, axis=0)
    return np.where(spans > 0, spans, 1.0)


def _nearest(examined: Examined) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Places of the nearest background rows that are not the row itself, where there are such."""
    background = examined.coded_background
    wanted = min(NEAREST, len(background))
    size = max(1, _CHUNK // background.size)
    found = []
    for start in range(0, len(examined.coded), size):
        far = distances(examined, examined.coded[start : start + size, None, :], background[None])
        far = np.where(far == 0, np.inf, far)
        found.append(np.argsort(far, axis=1, kind="stable")[:, :wanted])
    return np.concatenate(found).reshape(len(examined.coded), wanted)

"""How much a perturbed row weighs, by its distance from the explained one."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.base import FloatArray

LOCAL_SHARE = 0.1
NARROWEST = 0.5
"""Where the width is searched: one condition that is not met then leaves 14 % of the weight."""
_HALVINGS = 40


def weighed(
    squared: npt.NDArray[np.float64 | np.unsignedinteger], asked: float | Literal["local"]
) -> tuple[FloatArray, float]:
    """The weights of the perturbed rows of one explained row, and their effective sample size.

    Parameters
    ----------
    squared
        Squared distances of the perturbed rows. Shape (samples,). Where they are whole numbers, the kernel is computed
        once for each that there is.
    asked
        The width, or "local", which depends on the distances.
    """
    if squared.dtype.kind == "f":
        each = squared.astype(np.float64, copy=False)
        weight = weights(each, local_width(each) if asked == "local" else asked)
        return weight, effective_samples(weight)
    places = squared.astype(np.intp)
    counts = np.bincount(places)
    levels = np.arange(len(counts), dtype=np.float64)
    weight = weights(levels, local_width(levels, counts) if asked == "local" else asked)
    return weight.take(places), effective_samples(weight, counts)


def lime_width(columns: int) -> float:
    """The width that the `lime` package takes: 0.75 sqrt(columns)."""
    return 0.75 * math.sqrt(columns)


def weights(squared: FloatArray, width: float) -> FloatArray:
    """sqrt(exp(-d^2 / width^2)), as in the `lime` package."""
    found: FloatArray = np.exp(squared * (-0.5 / width**2))
    return found


def effective_samples(weight: FloatArray, counts: npt.NDArray[np.int64] | None = None) -> float:
    """Kish's effective sample size: as many rows of equal weight would tell as much.

    Parameters
    ----------
    weight
        Of each perturbed row, or, with counts, of as many as they say. Shape (weights,).
    counts
        Shape (weights,).
    """
    told = weight if counts is None else weight * counts
    return float(told.sum() ** 2 / (told @ weight))


def local_width(squared: FloatArray, counts: npt.NDArray[np.int64] | None = None) -> float:
    """The width that leaves an effective sample size of `LOCAL_SHARE` of the samples; at least `NARROWEST`.

    The effective sample size grows with the width, so the interval is halved. Arguments as in `effective_samples`.
    """
    wanted = LOCAL_SHARE * (len(squared) if counts is None else int(counts.sum()))
    low, high = NARROWEST, max(2 * NARROWEST, 2 * math.sqrt(float(squared.max())))
    if effective_samples(weights(squared, low), counts) >= wanted:
        return low
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if effective_samples(weights(squared, middle), counts) < wanted:
            low = middle
        else:
            high = middle
    return high

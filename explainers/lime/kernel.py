"""How much a perturbed row weighs, by its distance from the explained one."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from fairwitness.explainers.base import FloatArray

LOCAL_SHARE = 0.1
NARROWEST = 0.5
"""Where the width is searched: one condition that is not met then leaves 14 % of the weight."""
_HALVINGS = 40


def width_of(asked: float | Literal["lime", "local"], squared: FloatArray) -> float:
    """The width of the kernel for one explained row.

    Parameters
    ----------
    asked
        As in `LimeOptions`; "lime" has to be resolved by the number of columns first.
    squared
        Squared distances of the perturbed rows. Shape (samples,).
    """
    return local_width(squared) if asked == "local" else float(asked)


def lime_width(columns: int) -> float:
    """The width that the `lime` package takes: 0.75 sqrt(columns)."""
    return 0.75 * math.sqrt(columns)


def weights(squared: FloatArray, width: float) -> FloatArray:
    """sqrt(exp(-d^2 / width^2)), as in the `lime` package."""
    found: FloatArray = np.exp(squared * (-0.5 / width**2))
    return found


def effective_samples(weight: FloatArray) -> float:
    """Kish's effective sample size: as many rows of equal weight would tell as much."""
    return float(weight.sum() ** 2 / (weight @ weight))


def local_width(squared: FloatArray) -> float:
    """The width that leaves an effective sample size of `LOCAL_SHARE` of the samples; at least `NARROWEST`.

    The effective sample size grows with the width, so the interval is halved.
    """
    wanted = LOCAL_SHARE * len(squared)
    low, high = NARROWEST, max(2 * NARROWEST, 2 * math.sqrt(float(squared.max())))
    if effective_samples(weights(squared, low)) >= wanted:
        return low
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if effective_samples(weights(squared, middle)) < wanted:
            low = middle
        else:
            high = middle
    return high

"""What a tell-tale says: it fires, it is clear, or there is too little to say."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from fairwitness.explainers.base import FloatArray

Says = Literal["fires", "clear", "inconclusive"]
CONFIDENCE = 0.99
"""A tell-tale accuses, so it should be wrong rarely."""


@dataclass(frozen=True)
class Telltale:
    """A number with its 99% interval, held against what an honest model and an honest background stay below.

    Parameters
    ----------
    value, low, high
        The number and its interval; None where there are too few rows.
    limit
        What it is held against.
    rows
        How many rows it rests on.
    """

    value: float | None
    low: float | None
    high: float | None
    limit: float
    rows: int

    @property
    def says(self) -> Says:
        """`fires` where the whole interval is above the limit, `clear` where none of it is, else `inconclusive`."""
        if self.low is None or self.high is None:
            return "inconclusive"
        if self.low > self.limit:
            return "fires"
        return "clear" if self.high <= self.limit else "inconclusive"


def of_mean(numbers: FloatArray, limit: float, least: int, among: int = 1) -> Telltale:
    """The tell-tale of a mean over independent rows; inconclusive where there are fewer than `least`.

    Of several, `among` which the worst is told, the intervals hold together (Bonferroni).
    """
    rows = len(numbers)
    if rows < max(least, 2):
        return Telltale(None, None, None, limit, rows)
    mean = float(numbers.mean())
    z = NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / (2 * among))
    half = z * float(numbers.std(ddof=1)) / np.sqrt(rows)
    return Telltale(mean, mean - half, mean + half, limit, rows)

"""Thresholds at equal steps, at which an engine counts scores: each is a number as people write it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from fairwitness.audits.counts.exact import FloatArray

STEPS: Final = 200
MOST: Final = 300
"""Steps of a ladder that is not of probabilities."""
_MOST: Final = 2.0**50
"""Above this a place and the next one are not told apart for certain."""


@dataclass(frozen=True)
class Ladder:
    """The thresholds k * times / per for every whole k from first to last.

    Two whole numbers divided give the float next to their quotient, so 58 / 200 is what 0.29 is read as, here and in
    every engine.
    """

    first: int
    last: int
    times: float
    per: float

    @classmethod
    def of(cls, low: float, high: float) -> Self:
        """Every 0.005 for scores from 0 to 1; else about 200 steps of 1, 2 or 5 times a power of ten."""
        if low >= 0 and high <= 1 and (high - low >= 0.1 or not low < high):
            return cls(0, STEPS, 1.0, float(STEPS))
        span = high - low if low < high else 1.0
        power = math.floor(math.log10(span / STEPS))
        while True:
            for digit in (1.0, 2.0, 5.0):
                found = cls._over(low, high, digit * 10.0 ** max(power, 0), 10.0 ** max(-power, 0))
                if found.last - found.first <= MOST and max(-found.first, found.last) < _MOST:
                    return found
            power += 1

    @classmethod
    def _over(cls, low: float, high: float, times: float, per: float) -> Self:
        first, last = math.floor(low / times * per), math.ceil(high / times * per)
        # A quotient may be off by a bit, and so reach over a whole number.
        first, last = first - (first * times / per > low), last + (last * times / per < high)
        return cls(first, last, times, per)

    @property
    def step(self) -> float:
        """From one threshold to the next."""
        return self.times / self.per

    @property
    def values(self) -> FloatArray:
        """The thresholds, lowest first: (last - first + 1,)."""
        return np.asarray(np.arange(self.first, self.last + 1) * self.times / self.per, dtype=np.float64)

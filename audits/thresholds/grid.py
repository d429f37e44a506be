"""Which thresholds a person can choose, and at which a curve is drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from fairwitness.audits.counts import FloatArray

_STEPS: Final = 100
_POINTS: Final = 81
"""Of a curve, where scores differ more."""


@dataclass(frozen=True)
class Grid:
    """A slider's ends and step. Every threshold between the ends can be chosen, unless only some are known."""

    low: float
    high: float
    step: float
    digits: int
    """Decimals that tell two steps apart."""
    only: tuple[float, ...] = ()
    """The thresholds that are known, lowest first; empty where all are."""

    @classmethod
    def counted(cls, only: FloatArray, step: float) -> Self:
        """Of thresholds at equal steps, and perhaps one between two of them."""
        return cls(float(only[0]), float(only[-1]), step, _digits(step), tuple(only.tolist()))

    @classmethod
    def of(cls, levels: FloatArray, declared: float | None = None) -> Self:
        """From the distinct scores, lowest first: whole steps for whole scores, else about a hundred.

        Scores from 0 to 1 have these as ends, whatever the lowest and highest are.
        """
        low, high = float(levels[0]), float(levels[-1])
        if declared is not None:
            low, high = min(low, declared), max(high, declared)
        if low >= 0 and high <= 1 and (high - low >= 0.1 or not low < high):
            return cls(0.0, 1.0, 0.01, 2)
        if not low < high:
            low, high = low - 1, high + 1
        whole = bool((levels == np.round(levels)).all()) and high - low <= 2 * _STEPS
        step = 1.0 if whole else _round(high - low)
        low, high = math.floor(low / step) * step, math.ceil(high / step) * step
        digits = _digits(step)
        return cls(round(low, digits), round(high, digits), step, digits)

    def text(self, threshold: float) -> str:
        """A threshold as it is written: with the decimals of a step, or as many as it has."""
        short = f"{threshold:.{self.digits}f}"
        return short if float(short) == threshold else f"{threshold:.6g}"

    def problem(self, given: str | None) -> str | None:
        """What is wrong with a threshold that somebody wrote, in a sentence; None if nothing is."""
        if given is None or self.parsed(given) is not None:
            return None
        ends = f"from {self.text(self.low)} to {self.text(self.high)}"
        return (
            f"The threshold must be a number {ends}. Got '{given[:40]}' instead; the declared one is shown."
        )

    def parsed(self, given: str | None) -> float | None:
        """The threshold that somebody wrote; None where it is no number between the ends."""
        try:
            number = float(given or "")
        except ValueError:
            return None
        return number if self.low <= number <= self.high else None

    def nearest(self, threshold: float) -> float:
        """The threshold, or the known one next to it."""
        return min(self.only, key=lambda one: abs(one - threshold)) if self.only else threshold

    def knows(self, threshold: float) -> bool:
        """Whether what would be decided at a threshold is known."""
        return not self.only or threshold in self.only

    def points(self, levels: FloatArray, declared: float | None = None) -> tuple[float, ...]:
        """The thresholds of a curve: every score if they are few, else evenly; the declared one among them."""
        inside = levels if len(levels) <= _POINTS else np.linspace(self.low, self.high, _POINTS)
        if self.only:
            inside = np.array([self.nearest(threshold) for threshold in inside.tolist()])
        more = [] if declared is None else [declared]
        return tuple(sorted({*np.round(inside, 12).tolist(), *more}))


def _digits(step: float) -> int:
    return max(0, -math.floor(math.log10(step)))


def _round(span: float) -> float:
    """A step of 1, 2 or 5 times a power of ten, about a hundred of which make the span."""
    raw = span / _STEPS
    power = float(10.0 ** math.floor(math.log10(raw)))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= raw * 0.999)

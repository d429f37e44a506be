"""Limits and exact p-values of p_i - r p_j by MOVER, out of the limits that each figure has of its own.

Shares bring Clopper-Pearson limits: Newcombe's (MOVER with Wilson) raise false alarms at rates near 0 and 1
and in small groups.

References
----------
G. Y. Zou and A. Donner, Stat. Med. 27 (2008) 1693-1702 (MOVER).
A. Donner and G. Y. Zou, Stat. Methods Med. Res. 21 (2012) 347-359 (MOVER-R, the ratio).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import FloatArray
from fairwitness.audits.stats.bracketed import facing
from fairwitness.audits.stats.pairs import Pairs
from fairwitness.audits.stats.samples import Proportions, Sample

__all__ = [
    "SMALLEST_P",
    "Proportions",
    "Question",
    "difference_limits",
    "largest_p",
    "margin",
    "margins",
    "p_values",
    "ratio_limits",
    "smallest_p",
]

Side = Literal["above", "below"]

SMALLEST_P = 1e-100
"""No p-value is reported below this: further out the inverse beta functions can fail."""

_WIDTH = 1e-12
_STEPS = int(np.ceil(np.log2(-np.log(SMALLEST_P) / (2 * _WIDTH))))
_NUDGE = 0.2 / -np.log(SMALLEST_P)
_FAR = 1e300


@dataclass(frozen=True)
class Question:
    """Whether p_i - ``ratio`` p_j is on this ``side`` of ``limit``."""

    side: Side
    limit: float = 0.0
    ratio: float = 1.0


def difference_limits(
    i: Sample, j: Sample, alpha: npt.ArrayLike, ratio: float = 1.0
) -> tuple[FloatArray, FloatArray]:
    """Limits of p_i - ratio p_j, each one-sided at ``alpha``, elementwise over the broadcast shapes."""
    low = margin(i, j, alpha, Question("above", ratio=ratio))
    return low, -margin(i, j, alpha, Question("below", ratio=ratio))


def ratio_limits(i: Sample, j: Sample, alpha: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Limits of p_i / p_j, each one-sided at ``alpha``: the r from 0 up at which a limit of p_i - r p_j is 0.

    The upper one is infinite where p_j may be 0, the lower one is 0 where p_i may be.
    """
    (low_i, high_i), (low_j, high_j) = ((g.lower(alpha), g.upper(alpha)) for g in (i, j))
    (least_i, most_i), (least_j, most_j) = (
        (facing(g, low=True).estimate, facing(g, low=False).estimate) for g in (i, j)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        product = least_i * most_j
        top, bottom = low_i * (2 * least_i - low_i), high_j * (2 * most_j - high_j)
        # The closed form with its root in the denominator: no cancellation, and no pole at high_j = 2 p_j.
        low = top / (product + np.sqrt(np.maximum(product**2 - top * bottom, 0.0)))
        product = most_i * least_j
        top, bottom = high_i * (2 * most_i - high_i), low_j * (2 * least_j - low_j)
        high = (product + np.sqrt(np.maximum(product**2 - top * bottom, 0.0))) / bottom
    return np.where(low_i > 0, low, 0.0), np.where(low_j > 0, high, np.inf)


def margin(i: Sample, j: Sample, alpha: npt.ArrayLike, asked: Question) -> FloatArray:
    """By how much the one-sided limit at ``alpha`` clears the asked limit; above 0 means yes.

    Grows with ``alpha``, up to the margin of the point estimate. Far below 0 where nothing is known.
    """
    above = asked.side == "above"
    i, j = facing(i, low=above), facing(j, low=not above)
    figure_i, figure_j = i.estimate, j.estimate
    d = figure_i - asked.ratio * figure_j
    if above:
        clear = d - asked.limit
        doubt_i = figure_i - i.lower(alpha)
        doubt_j = j.upper(alpha) - figure_j
    else:
        clear = asked.limit - d
        doubt_i = i.upper(alpha) - figure_i
        doubt_j = figure_j - j.lower(alpha)
    # Near alpha = 1 a limit passes the estimate itself; held there, the margin stays monotone.
    doubt_i, doubt_j = np.maximum(doubt_i, 0.0), asked.ratio * np.maximum(doubt_j, 0.0)
    with np.errstate(over="ignore"):  # far out in the tail of few degrees of freedom
        found: FloatArray = np.maximum(clear - np.sqrt(doubt_i**2 + doubt_j**2), -_FAR)
    return found


def margins(pairs: Pairs, alpha: npt.ArrayLike, asked: Question) -> FloatArray:
    """The margin of every pair at one level, (count,), in the order of ``pairs.first``."""
    return np.concatenate([margin(block.i, block.j, alpha, asked)[block.counted] for block in pairs.blocks])


def p_values(i: Sample, j: Sample, asked: Question) -> FloatArray:
    """The smallest alpha at which the one-sided limit says yes; 1 if the estimate itself says no.

    Parameters
    ----------
    i, j
        The two sides of P pairs: (P,) each.
    """
    shape = np.broadcast_shapes(i.trials.shape, j.trials.shape)
    return _smallest_alpha(lambda alpha: margin(i, j, alpha, asked), shape)


def smallest_p(compared: Sample | Pairs, asked: Question) -> tuple[float, tuple[int, int]]:
    """The smallest p-value of the ordered pairs, and the pair of members (i, j) that has it.

    One search for all pairs: with every pair of G groups, 2 G limits a step instead of 2 G (G - 1).

    Parameters
    ----------
    compared
        The pairs; G groups, (G,), stand for every pair of them.
    """
    pairs = _pairs(compared)
    p = float(_smallest_alpha(lambda alpha: np.max(margins(pairs, alpha, asked)), ()))
    best = int(np.argmax(margins(pairs, p, asked)))
    return p, (int(pairs.first[best]), int(pairs.second[best]))


def largest_p(compared: Sample | Pairs, asked: Question) -> float:
    """The largest p-value of the ordered pairs; ``compared`` as in `smallest_p`."""
    pairs = _pairs(compared)
    return float(_smallest_alpha(lambda alpha: np.min(margins(pairs, alpha, asked)), ()))


def _pairs(compared: Sample | Pairs) -> Pairs:
    return compared if isinstance(compared, Pairs) else Pairs(compared)


def _smallest_alpha(clear: Callable[[FloatArray], npt.ArrayLike], shape: tuple[int, ...]) -> FloatArray:
    """Where a margin that grows with alpha passes 0, elementwise: bisection in log alpha with secant steps.

    The steps are those of ITP (Oliveira and Takahashi, ACM Trans. Math. Softw. 47 (2020) 5), which takes at
    most one step more than plain bisection. The end of the bracket that clears is returned, so that
    rounding never makes a p-value smaller.
    """
    low, high = np.full(shape, np.log(SMALLEST_P)), np.zeros(shape)
    at_low, at_high = np.asarray(clear(np.exp(low))), np.asarray(clear(np.exp(high)))
    never, always = at_high <= 0, at_low > 0
    low = np.where(never, high, low)
    high = np.where(always & ~never, low, high)
    slack = _WIDTH * 2.0 ** (_STEPS + 1)
    while np.any(high - low > 2 * _WIDTH):
        slack /= 2
        middle, width = (low + high) / 2, high - low
        rise = at_high - at_low
        secant = high - at_high * width / np.where(rise > 0, rise, np.inf)
        towards = np.sign(middle - secant)
        nudged = np.abs(middle - secant) > _NUDGE * width**2
        guess = np.where(nudged, secant + towards * _NUDGE * width**2, middle)
        reach = np.maximum(slack - width / 2, 0.0)
        point = np.where(np.abs(guess - middle) <= reach, guess, middle - towards * reach)
        at_point = np.asarray(clear(np.exp(point)))
        above, below = at_point > 0, (at_point <= 0) & (width > 2 * _WIDTH)
        above &= width > 2 * _WIDTH
        low, at_low = np.where(below, point, low), np.where(below, at_point, at_low)
        high, at_high = np.where(above, point, high), np.where(above, at_point, at_high)
    return np.where(always & ~never, SMALLEST_P, np.exp(high))

"""Whether the gap between groups got worse from version A to version B, and by how much.

The gap is the largest rate less the smallest, or the smallest over the largest. B's gap is worse by more than t
exactly if *some* ordered pair of groups is, under B, further apart than *every* ordered pair is under A, by more
than t. So each (pair under B, pair under A) is one contrast of rates, and

- ``worse`` takes, for every pair under A (an intersection-union test: no adjustment), some pair under B that
  clears t at level alpha / (G (G - 1)) (Bonferroni). With g_B - g_A <= t the pair that has A's gap cannot be
  cleared by more than chance, so the chance of a false alarm is at most alpha, up to the error of the limits of
  one contrast. A maximum is biased upwards under resampling; here none is resampled, and no bias enters.
- ``not worse`` takes that every pair is, under B, apart by less than t more than under A, unadjusted.

A contrast's limits are MOVER's: those of the groups' parts added in squares, where the part of a group that has
both versions is its change, with the limits of `doubts`; a sum of one group's rates is bounded as if they rose and
fell together. A ratio is linearised at the estimates and has no such limits where the larger rate is near 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import FloatArray
from fairwitness.audits.plan.part import Kind
from fairwitness.audits.versions.doubts import Doubts, Versions

Places = npt.NDArray[np.intp]

SMALLEST_P = 1e-100
"""No p-value is reported below this."""
_STEPS = 44
_MOST_CONTRASTS = 200_000


@dataclass(frozen=True, eq=False)
class _Pairs:
    """Ordered pairs of groups: the one with the larger rate, the one with the smaller."""

    upper: Places
    lower: Places

    def __len__(self) -> int:
        return len(self.upper)


def gap(rates: FloatArray, kind: Kind) -> float | None:
    """The gap of rates; None for a ratio where every rate is 0."""
    if kind == "difference":
        return float(rates.max() - rates.min())
    return None if rates.max() == 0 else float(rates.min() / rates.max())


def p_worse(versions: Versions, kind: Kind, tolerance: float = 0.0) -> float:
    """The p-value of "B's gap is worse than A's by at most the tolerance"; two groups or more."""
    pairs = _all_pairs(len(versions.before))
    strongest = _strongest(versions, kind, pairs)
    return min(1.0, len(pairs) * _smallest_alpha(versions, kind, tolerance, (strongest, pairs)))


def p_not_worse(versions: Versions, kind: Kind, tolerance: float) -> float:
    """The p-value of "B's gap is worse than A's by the tolerance or more"."""
    return _smallest_alpha(versions.swapped(), kind, -tolerance, None)


def worse_limits(versions: Versions, kind: Kind, alpha: float) -> tuple[float, float]:
    """Limits of how much worse B's gap is than A's, each one-sided at ``alpha``.

    The lower one is above t exactly if `p_worse` at t is below alpha.
    """
    pairs = _all_pairs(len(versions.before))
    level = alpha / len(pairs)
    worse, better = (
        _least(given, kind, level, (_strongest(given, kind, pairs), pairs))
        for given in (versions, versions.swapped())
    )
    return worse, -better


def _all_pairs(groups: int) -> _Pairs:
    upper, lower = np.nonzero(~np.eye(groups, dtype=bool))
    return _Pairs(upper, lower)


def _strongest(versions: Versions, kind: Kind, pairs: _Pairs) -> _Pairs:
    """The pairs under B that may clear the others: with many groups only the most telling ones are tried.

    That only ever makes ``worse`` harder to say, since the level stays that of all pairs.
    """
    most = max(8, _MOST_CONTRASTS // len(pairs))
    if len(pairs) <= most:
        return pairs
    found = versions.doubts(0.05 / len(pairs))
    value, (first, second) = _value(versions.after, kind, pairs)
    width = (first * found.after_low[pairs.upper]) ** 2 + (second * found.after_high[pairs.lower]) ** 2
    order = np.argsort(-(value - np.sqrt(width)), kind="stable")[:most]
    return _Pairs(pairs.upper[order], pairs.lower[order])


def _smallest_alpha(
    versions: Versions, kind: Kind, tolerance: float, pairs: tuple[_Pairs, _Pairs] | None
) -> float:
    """The smallest level at which the lower limit clears the tolerance, by bisection in its logarithm.

    The end that clears is returned, so that rounding never makes a p-value smaller.
    """
    low, high = np.log(SMALLEST_P), 0.0
    if not _least(versions, kind, 1.0, pairs) > tolerance:
        return 1.0
    if _least(versions, kind, SMALLEST_P, pairs) > tolerance:
        return SMALLEST_P
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _least(versions, kind, float(np.exp(middle)), pairs) > tolerance:
            high = middle
        else:
            low = middle
    return float(np.exp(high))


def _least(versions: Versions, kind: Kind, alpha: float, pairs: tuple[_Pairs, _Pairs] | None) -> float:
    """The lower limit of how much worse B is: over A's pairs the least, over B's pairs the most.

    Without ``pairs``, each pair is compared with itself, and the least over them is given.
    """
    doubts = versions.doubts(alpha)
    if pairs is None:
        both = _all_pairs(len(versions.before))
        return float(_lower(versions, kind, doubts, both, both).min())
    under_b, under_a = pairs
    columns = _Pairs(under_b.upper[:, None], under_b.lower[:, None])
    rows = _Pairs(under_a.upper[None, :], under_a.lower[None, :])
    return float(_lower(versions, kind, doubts, columns, rows).max(axis=0).min())


def _lower(versions: Versions, kind: Kind, doubts: Doubts, b: _Pairs, a: _Pairs) -> FloatArray:
    """Lower limits of how much further apart pair b is under B than pair a under A."""
    gap_b, (up_b, down_b) = _value(versions.after, kind, b)
    gap_a, (up_a, down_a) = _value(versions.before, kind, a)
    i, j, k, m = b.upper, b.lower, a.upper, a.lower
    one = up_b * doubts.after_low[i], down_b * doubts.after_high[j]
    two = up_a * doubts.before_high[k], down_a * doubts.before_low[m]
    width = one[0] ** 2 + one[1] ** 2 + two[0] ** 2 + two[1] ** 2
    if doubts.change_low is not None and doubts.change_high is not None:
        # The same group on both sides: its two rates come from the same rows.
        rise = _change(doubts.change_low[i], (up_b, doubts.after_low[i]), (up_a, doubts.before_high[i]))
        fall = _change(doubts.change_high[j], (down_b, doubts.after_high[j]), (down_a, doubts.before_low[j]))
        width = width + np.where(i == k, rise**2 - one[0] ** 2 - two[0] ** 2, 0.0)
        width = width + np.where(j == m, fall**2 - one[1] ** 2 - two[1] ** 2, 0.0)
        width = width + np.where(i == m, 2 * one[0] * two[1], 0.0)
        width = width + np.where(j == k, 2 * one[1] * two[0], 0.0)
    there = np.isfinite(gap_a)  # a pair under A that has no ratio cannot be the one that has A's gap
    lower = gap_b - np.where(there, gap_a, 0.0) - np.sqrt(np.maximum(width, 0.0))
    return np.where(there, lower, np.inf)


def _change(
    change: FloatArray, after: tuple[FloatArray, FloatArray], before: tuple[FloatArray, FloatArray]
) -> FloatArray:
    """The doubt of u p_B - v p_A: the change counts min(u, v) times, what is over goes to one rate alone."""
    (u, doubt_b), (v, doubt_a) = after, before
    return np.minimum(u, v) * change + np.maximum(u - v, 0) * doubt_b + np.maximum(v - u, 0) * doubt_a


def _value(rates: FloatArray, kind: Kind, pairs: _Pairs) -> tuple[FloatArray, tuple[FloatArray, FloatArray]]:
    """How unequal pairs are (a difference, or the negative of a ratio), and by how much each rate moves that.

    A pair without a ratio is minus infinity unequal.
    """
    upper, lower = rates[pairs.upper], rates[pairs.lower]
    if kind == "difference":
        return upper - lower, (np.ones_like(upper), np.ones_like(upper))
    there = upper > 0
    safe = np.where(there, upper, 1.0)
    ratio = lower / safe
    return np.where(there, -ratio, -np.inf), (ratio / safe, 1 / safe)

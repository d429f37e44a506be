"""How far the rates of two versions, and their change, may lie from what was seen.

A rate's limits are Clopper and Pearson's. On the same rows the change of a rate rests only on the rows that the
versions decide differently, so its limits are recovered from those (MOVER) and not from the two rates:

- where the trials are the same, from the two shares of rows that changed, which are cells of one multinomial and
  so correlated with -sqrt(p q / ((1 - p) (1 - q)));
- where they differ (precision), from the rates among rows flagged by A alone, by B alone and by both, and the
  variance of how many there are of each (linearised; a kind of row that was not seen is given one row).

References
----------
G. Y. Zou and A. Donner, Stat. Med. 27 (2008) 1693-1702 (MOVER).
R. G. Newcombe, Stat. Med. 17 (1998) 2635-2650 (paired proportions, method 10: Wilson limits, for display).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from fairwitness.audits.counts import FloatArray, IntArray
from fairwitness.audits.stats.intervals import clopper_pearson, wilson
from fairwitness.audits.versions.table import FAILURE, NO_TRIAL, SUCCESS, shares


@dataclass(frozen=True, eq=False)
class Doubts:
    """Distances of one-sided limits from what was estimated, 0 or more: (G,) each.

    The last two are of the change, B's rate less A's, and None if the versions were seen on different rows.
    """

    before_low: FloatArray
    before_high: FloatArray
    after_low: FloatArray
    after_high: FloatArray
    change_low: FloatArray | None = None
    change_high: FloatArray | None = None

    def swapped(self) -> Doubts:
        """The same with A and B exchanged."""
        return Doubts(
            self.after_low,
            self.after_high,
            self.before_low,
            self.before_high,
            self.change_high,
            self.change_low,
        )


@dataclass(frozen=True, eq=False)
class Versions:
    """The rates of G groups under A (before) and B (after), and their doubts at a one-sided level."""

    before: FloatArray
    after: FloatArray
    doubts: Callable[[float], Doubts]

    def swapped(self) -> Versions:
        """The same with A and B exchanged."""
        return Versions(self.after, self.before, lambda alpha: self.doubts(alpha).swapped())


def unpaired(before: tuple[IntArray, IntArray], after: tuple[IntArray, IntArray]) -> Versions:
    """Versions seen on different rows, from (successes, trials) of each; every trial count above 0."""

    def doubts(alpha: float) -> Doubts:
        return Doubts(*_single(*before, alpha), *_single(*after, alpha))

    return Versions(shares(*before), shares(*after), doubts)


def paired(joint: IntArray, *, same_trials: bool) -> Versions:
    """Versions seen on the same rows.

    Parameters
    ----------
    joint
        Rows by what they are to the rate under A and under B (0 no trial, 1 failure, 2 success), (G, 3, 3), with
        a trial or more under each version in every group.
    """
    before, after = _margin(joint, 1), _margin(joint, 2)
    change = _same_trials if same_trials else _other_trials

    def doubts(alpha: float) -> Doubts:
        low, high = change(joint, alpha)
        return Doubts(*_single(*before, alpha), *_single(*after, alpha), low, high)

    return Versions(shares(*before), shares(*after), doubts)


def newcombe(joint: IntArray, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Two-sided limits of the change of a rate whose trials are the same, for display: (G,) each."""
    (x, n), (y, _) = _margin(joint, 1), _margin(joint, 2)
    p, q = shares(x, n), shares(y, n)
    (low_p, high_p), (low_q, high_q) = wilson(x, n, confidence), wilson(y, n, confidence)
    both, neither = joint[:, SUCCESS, SUCCESS], joint[:, FAILURE, FAILURE]
    product = both * neither - joint[:, SUCCESS, FAILURE] * joint[:, FAILURE, SUCCESS]
    corrected = np.where(product > 0, np.maximum(product - n / 2, 0), product)
    spread = np.sqrt(x * (n - x) * 1.0 * y * (n - y))
    phi = np.where(spread > 0, corrected / np.where(spread > 0, spread, 1.0), 0.0)
    down = _joined(q - low_q, high_p - p, phi)
    up = _joined(high_q - q, p - low_p, phi)
    return q - p - down, q - p + up


def change_limits(joint: IntArray, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """Two-sided limits of the change of a rate whose trials differ, by the doubts above: (G,) each.

    Every group must have a trial under both versions.
    """
    (x, n), (y, m) = _margin(joint, 1), _margin(joint, 2)
    change = shares(y, m) - shares(x, n)
    low, high = _other_trials(joint, (1 - confidence) / 2)
    return np.maximum(change - low, -1.0), np.minimum(change + high, 1.0)


def _joined(one: FloatArray, other: FloatArray, correlation: FloatArray) -> FloatArray:
    """The distance of a limit of a difference from those of its two correlated parts."""
    return np.sqrt(np.maximum(one**2 - 2 * correlation * one * other + other**2, 0.0))


def _margin(joint: IntArray, axis: int) -> tuple[IntArray, IntArray]:
    """Successes and trials of A (axis 1) or B (axis 2): (G,) each."""
    of_version = joint.sum(axis=3 - axis)
    return of_version[:, SUCCESS], of_version[:, FAILURE] + of_version[:, SUCCESS]


def _single(successes: IntArray, trials: IntArray, alpha: float) -> tuple[FloatArray, FloatArray]:
    """Distances of the limits of a rate; near alpha = 1 a limit passes the estimate and is held there."""
    low, high = clopper_pearson(successes, trials, alpha)
    rate = shares(successes, trials)
    return np.maximum(rate - low, 0.0), np.maximum(high - rate, 0.0)


def _same_trials(joint: IntArray, alpha: float) -> tuple[FloatArray, FloatArray]:
    n = _margin(joint, 1)[1]
    gained, lost = joint[:, FAILURE, SUCCESS], joint[:, SUCCESS, FAILURE]
    (gained_low, gained_high), (lost_low, lost_high) = _single(gained, n, alpha), _single(lost, n, alpha)
    p, q = shares(gained, n), shares(lost, n)
    rest = (1 - p) * (1 - q)
    correlation = -np.sqrt(np.where(rest > 0, p * q / np.where(rest > 0, rest, 1.0), 1.0))
    return _joined(gained_low, lost_high, correlation), _joined(gained_high, lost_low, correlation)


def _other_trials(joint: IntArray, alpha: float) -> tuple[FloatArray, FloatArray]:
    (x_a, n_a), (x_b, n_b) = _margin(joint, 1), _margin(joint, 2)
    rate_a, rate_b = shares(x_a, n_a), shares(x_b, n_b)
    z = max(-float(special.ndtri(alpha)), 0.0)
    low, high = np.zeros(len(joint)), np.zeros(len(joint))
    shared = joint[:, 1:, 1:]
    for successes, trials, in_a, in_b in (
        (joint[:, SUCCESS, NO_TRIAL], joint[:, 1:, NO_TRIAL].sum(axis=1), 1 / n_a, 0 / n_b),
        (joint[:, NO_TRIAL, SUCCESS], joint[:, NO_TRIAL, 1:].sum(axis=1), 0 / n_a, 1 / n_b),
        (shared[:, 1, 1], shared.sum(axis=(1, 2)), 1 / n_a, 1 / n_b),
    ):
        rate, (down, up) = shares(successes, trials), _single(successes, trials, alpha)
        weight = trials * (in_b - in_a)
        moved = in_b * (rate - rate_b) - in_a * (rate - rate_a)
        unseen = in_b * np.maximum(rate_b, 1 - rate_b) + in_a * np.maximum(rate_a, 1 - rate_a)
        number = z**2 * np.where(trials > 0, trials * moved**2, unseen**2)
        low += np.where(weight > 0, weight * down, -weight * up) ** 2 + number
        high += np.where(weight > 0, weight * up, -weight * down) ** 2 + number
    return np.sqrt(low), np.sqrt(high)

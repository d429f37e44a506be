"""Rates as they would be if every group were spread over the strata alike, and the gaps that turn round.

References
----------
G. Y. Zou and A. Donner, Stat. Med. 27 (2008) 1693-1702 (MOVER, here for a weighted sum over strata).
E. H. Simpson, J. R. Stat. Soc. B 13 (1951) 238-241; P. J. Bickel, E. A. Hammel and J. W. O'Connell, Science 187
(1975) 398-404 (reversals).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import numpy.typing as npt

from fairwitness.audits.conditional.tally import Tally
from fairwitness.audits.counts import FloatArray, IntArray
from fairwitness.audits.stats.intervals import lower_limit, upper_limit
from fairwitness.audits.stats.samples import Index
from fairwitness.errors import DataError

_NOT_COMPARED = "not among the groups that are compared"
_ONE_LEVEL = "the strata have one level, so nothing is held constant"
_NOTHING_COMMON = "no stratum has trials of every group that is compared"


@dataclass(frozen=True, eq=False)
class StandardisedSample:
    """Standardised rates with their limits, a `Sample`: a sum over strata, each with its weight.

    Attributes
    ----------
    successes, of
        Successes and trials by stratum, and then in any shape: (S, ...) each; trials are more than 0.
    weights
        Of the strata, adding up to 1: (S,).
    """

    successes: FloatArray
    of: FloatArray
    weights: FloatArray
    bounded = True
    limits = "Clopper-Pearson by stratum"

    @property
    def estimate(self) -> FloatArray:
        """The standardised rates."""
        return self._sum(self.weights, self._rate)

    @property
    def trials(self) -> FloatArray:
        """Trials in all strata together."""
        return np.asarray(self.of.sum(axis=0))

    @property
    def variance(self) -> FloatArray:
        """Of a weighted sum of binomial shares."""
        return self._sum(self.weights**2, self._rate * (1 - self._rate) / self.of)

    def lower(self, alpha: npt.ArrayLike) -> FloatArray:
        """One-sided lower limits at ``alpha``: MOVER of each stratum's Clopper-Pearson limit."""
        doubt = np.maximum(self._rate - lower_limit(self.successes, self.of, alpha), 0.0)
        return np.maximum(self.estimate - np.sqrt(self._sum(self.weights**2, doubt**2)), 0.0)

    def upper(self, alpha: npt.ArrayLike) -> FloatArray:
        """One-sided upper limits at ``alpha``."""
        doubt = np.maximum(upper_limit(self.successes, self.of, alpha) - self._rate, 0.0)
        return np.minimum(self.estimate + np.sqrt(self._sum(self.weights**2, doubt**2)), 1.0)

    def grown(self, trials: FloatArray) -> StandardisedSample:
        """The same rates of other numbers of trials, spread over the strata as now."""
        times = trials / self.trials
        return StandardisedSample(self.successes * times, self.of * times, self.weights)

    def __getitem__(self, index: Index) -> StandardisedSample:
        place = (slice(None), *index) if isinstance(index, tuple) else (slice(None), index)
        return StandardisedSample(self.successes[place], self.of[place], self.weights)

    @property
    def _rate(self) -> FloatArray:
        return self.successes / self.of

    @staticmethod
    def _sum(weights: FloatArray, values: FloatArray) -> FloatArray:
        return np.asarray(np.tensordot(weights, values, axes=(0, 0)))


@dataclass(frozen=True, eq=False)
class Standardised:
    """The directly standardised rate of each group.

    Attributes
    ----------
    tally
        What it was computed from.
    value, reasons
        The rate, and why there is none: (G,) each.
    weights
        Share of each stratum among the trials of all compared groups in the strata used: (S,); 0 if left out.
    left_out
        Why a stratum is left out; None where it is used: (S,).
    dropped_share
        Share of the compared groups' trials that lie in strata left out; None without trials.
    note
        What makes these rates no more than those of all rows; None if nothing does.
    """

    tally: Tally
    value: tuple[float | None, ...]
    reasons: tuple[str | None, ...]
    weights: FloatArray
    left_out: tuple[str | None, ...]
    dropped_share: float | None
    note: str | None = None

    @property
    def trials(self) -> IntArray:
        """Trials of each group in the strata used: (G,)."""
        trials: IntArray = self.tally.trials[self.weights > 0].sum(axis=0)
        return trials

    def sample(self, judged: Sequence[int]) -> StandardisedSample:
        """The rates of the groups at those positions, which must be among the compared ones.

        Raises
        ------
        DataError
            One of them has no standardised rate.
        """
        for group in judged:
            if self.reasons[group] is not None:
                raise DataError(
                    f"The `judged` groups must have a standardised rate. "
                    f"Got '{self.tally.groups[group]}' instead: {self.reasons[group]}."
                )
        if not self.weights.any():  # nobody has a rate, so nobody is asked for: one stratum without groups
            return StandardisedSample(np.zeros((1, 0)), np.zeros((1, 0)), np.ones(1))
        place = np.ix_(np.flatnonzero(self.weights), np.asarray(judged, dtype=np.intp))
        successes, trials = (t[place].astype(np.float64) for t in (self.tally.successes, self.tally.trials))
        return StandardisedSample(successes, trials, self.weights[self.weights > 0])


@dataclass(frozen=True)
class Reversal:
    """Two groups whose gap turns round within the strata.

    Attributes
    ----------
    groups
        The one with the higher rate over all rows, and the other.
    pooled_gap
        How far it is ahead over all rows: above 0.
    standardised_gap
        How far it is ahead once both are spread over the strata alike: below 0.
    """

    groups: tuple[str, str]
    pooled_gap: float
    standardised_gap: float


def standardise(counted: Tally, compared: Sequence[int] | None = None) -> Standardised:
    """Standardise the rates directly, to the strata of all trials of the compared groups.

    Only strata in which every compared group has trials are used, so that no group is imagined where it was not
    seen. With a single stratum the rates are those of all rows.

    Parameters
    ----------
    compared
        Positions of the groups; by default those that have trials.
    """
    chosen = (
        np.flatnonzero(counted.trials.any(axis=0))
        if compared is None
        else np.asarray(compared, dtype=np.intp)
    )
    left_out = tuple(_missing(counted, stratum, chosen.tolist()) for stratum in range(len(counted.strata)))
    used = np.array([reason is None for reason in left_out], dtype=bool) & (len(chosen) > 0)
    size = counted.trials[:, chosen].sum(axis=1)
    total, kept = int(size.sum()), int(size[used].sum())
    weights = np.where(used, size, 0) / max(kept, 1)
    value: list[float | None] = [None] * len(counted.groups)
    reasons: list[str | None] = [_NOT_COMPARED] * len(counted.groups)
    for group in chosen.tolist():
        if not kept:
            reasons[group] = _NOTHING_COMMON
            continue
        rate = counted.successes[used, group] / counted.trials[used, group]
        value[group], reasons[group] = float(weights[used] @ rate), None
    dropped = (total - kept) / total if total else None
    note = _ONE_LEVEL if np.count_nonzero(counted.trials.any(axis=1)) == 1 else None
    return Standardised(counted, tuple(value), tuple(reasons), weights, left_out, dropped, note)


def reversals(found: Standardised, tolerance: float = 0.0) -> tuple[Reversal, ...]:
    """Pairs of groups whose gap over all rows and whose standardised gap point opposite ways.

    Descriptive: both gaps are as observed.

    Parameters
    ----------
    tolerance
        What both gaps must exceed to count.
    """
    counted = found.tally
    pooled, trials = counted.successes.sum(axis=0), counted.trials.sum(axis=0)
    turned = []
    for i, j in permutations(range(len(counted.groups)), 2):
        one, two = found.value[i], found.value[j]
        if one is None or two is None:
            continue
        gap = float(pooled[i] / trials[i] - pooled[j] / trials[j])
        if gap > tolerance and two - one > tolerance:
            turned.append(Reversal((counted.groups[i], counted.groups[j]), gap, one - two))
    return tuple(turned)


def _missing(counted: Tally, stratum: int, compared: Sequence[int]) -> str | None:
    """Why a stratum cannot be used: the first group that has no trials there."""
    reasons = (counted.reason(stratum, group) for group in compared)
    return next((reason for reason in reasons if reason is not None), None)

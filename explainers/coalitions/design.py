"""Which coalitions of columns are asked about: every one, or pairs of a coalition and its complement.

A design of more coalitions holds those of a smaller one with the same seed, so that it can grow.

Sources: Lundberg and Lee, NeurIPS 2017 (the regression whose solution is the Shapley value); Covert and Lee, AISTATS
2021 (pairs of complements); Musco and Witter, "Provably accurate Shapley value estimation via leverage score sampling",
ICLR 2025 (every size as often as every other, no coalition twice).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.base import FloatArray

Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int_]
LISTED = 50_000
"""Up to so many coalitions of one size are listed and drawn from; beyond, drawn ones are compared with each other."""


@dataclass(frozen=True, eq=False)
class Design:
    """Coalitions in pairs: row 2k and row 2k + 1 are complements.

    Parameters
    ----------
    told
        Shape (coalitions, players): who belongs to each. Neither nobody nor everybody is among them.
    weights
        Shape (coalitions,): the weight in the regression, Shapley's kernel over the chance of being drawn.
    stratum
        Shape (coalitions / 2,): the size of the smaller side of each pair.
    shares
        For each stratum, the share of its pairs that was drawn; 1 where all are there.
    """

    told: Flags
    weights: FloatArray
    stratum: Counts
    shares: dict[int, float]

    def known(self, before: Design) -> Flags:
        """Which coalitions were in a smaller design of the same seed, in the same order. Shape (coalitions,)."""
        place = np.arange(len(self.stratum))
        first = np.searchsorted(self.stratum, self.stratum)  # of the stratum: strata are ascending
        there = np.bincount(before.stratum, minlength=int(self.stratum.max()) + 1)[self.stratum]
        return np.repeat(place - first < there, 2)


@lru_cache(maxsize=64)
def design(players: int, coalitions: int, seed: int, block: int = 0) -> Design:
    """About so many coalitions of that many players, at least one pair of every size.

    Every block of the background has a design of its own. Designs are kept: rows that are explained share them.
    """
    sizes = list(range(1, players // 2 + 1))
    population = {size: _pairs(players, size) for size in sizes}
    wanted = _allocation(players, population, coalitions // 2)
    told, weights, stratum = [], [], []
    for size in sizes:
        drawn = _drawn(players, size, wanted[size], np.random.default_rng([seed, block, size]))
        kernel = (players - 1) / (comb(players, size) * size * (players - size))
        told.append(np.stack([drawn, ~drawn], axis=1).reshape(-1, players))
        weights.append(np.full(2 * len(drawn), kernel * population[size] / len(drawn)))
        stratum.append(np.full(len(drawn), size))
    shares = {size: wanted[size] / population[size] for size in sizes}
    return Design(np.concatenate(told), np.concatenate(weights), np.concatenate(stratum), shares)


def every_coalition(players: int) -> Flags:
    """All 2^p coalitions, shape (2^p, players); row k holds the players whose bits are set in k."""
    codes = np.arange(2**players)[:, None]
    held: Flags = (codes >> np.arange(players)) & 1 == 1
    return held


def _pairs(players: int, size: int) -> int:
    """How many pairs of complements there are with that smaller size."""
    return comb(players, size) // (2 if 2 * size == players else 1)


def _allocation(players: int, population: dict[int, int], pairs: int) -> dict[int, int]:
    """Pairs for each size: sizes alike (the middle one is half of a pair of sizes), small ones whole."""
    left, open_, found = pairs, dict(population), dict.fromkeys(population, 1)
    while open_:
        shares = {size: 0.5 if 2 * size == players else 1.0 for size in open_}
        unit = max(left, 0) / sum(shares.values())
        whole = [size for size, there in open_.items() if there <= unit * shares[size]]
        if not whole:
            found |= {size: max(1, int(unit * shares[size])) for size in open_}
            return found
        for size in whole:
            found[size] = open_.pop(size)
            left -= found[size]
    return found


def _drawn(players: int, size: int, pairs: int, rng: np.random.Generator) -> Flags:
    """That many different pairs, by their smaller side; of two equal halves, the one with the first player."""
    middle = 2 * size == players
    if comb(players, size) <= LISTED:
        listed = _listed(players, size)
        places = listed[rng.permutation(len(listed))[:pairs]]
    else:
        kept: dict[tuple[int, ...], None] = {}
        while len(kept) < pairs:
            one = np.sort(rng.permutation(players)[:size])
            if not middle or one[0] == 0:
                kept.setdefault(tuple(one.tolist()))
        places = np.array(list(kept), dtype=np.intp)
    told = np.zeros((len(places), players), dtype=bool)
    told[np.arange(len(places))[:, None], places] = True
    return told


@lru_cache(maxsize=64)
def _listed(players: int, size: int) -> Counts:
    """The smaller side of every pair. Kept, as each block of a background draws from the same. Shape (pairs, size)."""
    if 2 * size == players:
        listed = [(0, *rest) for rest in combinations(range(1, players), size - 1)]
    else:
        listed = list(combinations(range(players), size))
    found: Counts = np.array(listed, dtype=np.intp)
    found.flags.writeable = False
    return found

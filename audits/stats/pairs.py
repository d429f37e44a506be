"""Which ordered pairs a comparison is made of: every pair, those with one reference, each group and the rest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from fairwitness.audits.stats.samples import Index, Sample

BoolArray = npt.NDArray[np.bool_]
IntpArray = npt.NDArray[np.intp]

_ROWS: Index = (slice(None), None)
_COLUMNS: Index = (None, slice(None))


@dataclass(frozen=True, eq=False)
class Block:
    """Pairs whose two sides broadcast, so that a side's limits are taken once, and which of them count."""

    i: Sample
    j: Sample
    first: IntpArray
    second: IntpArray
    counted: BoolArray


@dataclass(frozen=True, eq=False)
class Pairs:
    """The ordered pairs of G groups.

    A member is numbered as its group, or, for the rest of group g, G + g.

    Attributes
    ----------
    groups
        The figures, (G,).
    reference
        The group that every pair has on one side; None for every pair.
    rest
        Of all the others together than each group, (G,): each group is compared with its rest, both ways.
    """

    groups: Sample
    reference: int | None = None
    rest: Sample | None = None

    @property
    def size(self) -> int:
        """G."""
        return len(self.groups.trials)

    @property
    def count(self) -> int:
        """How many ordered pairs: G (G - 1), 2 (G - 1) or 2 G."""
        return len(self.first)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The pairs for elementwise work, (G, G) or twice (G,)."""
        every, everyone = np.arange(self.size), np.ones(self.size, dtype=bool)
        if self.rest is not None:
            return _both_ways(self.groups, self.rest, every, every + self.size, everyone)
        if self.reference is not None:
            same = np.full(self.size, self.reference)
            one = self.groups[np.array([self.reference])]
            return _both_ways(self.groups, one, every, same, every != self.reference)
        first, second, off = _every_pair(self.size)
        return (Block(self.groups[_ROWS], self.groups[_COLUMNS], first, second, off),)

    @cached_property
    def first(self) -> IntpArray:
        """The left member of each pair, (count,)."""
        return np.concatenate([block.first[block.counted] for block in self.blocks])

    @cached_property
    def second(self) -> IntpArray:
        """The right member of each pair, (count,)."""
        return np.concatenate([block.second[block.counted] for block in self.blocks])

    def member(self, number: int) -> Sample:
        """The figure of one group, or of the rest of one."""
        if number < self.size or self.rest is None:
            return self.groups[number]
        return self.rest[number - self.size]

    def grown(self, trials: npt.NDArray[np.float64]) -> Pairs:
        """The same estimates from other numbers of trials of each group, (G,); the rest grows along."""
        rest = self.rest
        if rest is not None:
            added = trials - self.groups.trials
            rest = rest.grown(rest.trials + (added.sum() - added))
        return Pairs(self.groups.grown(trials), self.reference, rest)


@lru_cache(maxsize=64)
def _every_pair(size: int) -> tuple[IntpArray, IntpArray, BoolArray]:
    """Row and column of each place in a square, and whether they differ; kept, as planning asks again and again."""
    first, second = np.indices((size, size))
    off = first != second
    for found in (first, second, off):
        found.flags.writeable = False
    return first, second, off


def _both_ways(
    groups: Sample, others: Sample, first: IntpArray, second: IntpArray, counted: BoolArray
) -> tuple[Block, Block]:
    return Block(groups, others, first, second, counted), Block(others, groups, second, first, counted)

"""Beam search for the groups with the clearest evidence of being treated worse than everybody else.

The search is level by level, after S. Wrobel, PKDD 1997, and Y. Chung et al., ICDE 2019 (Slice Finder): the best
groups of one level are narrowed by one more condition each. As long as the beam holds all groups of a level,
nothing of the next is missed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Final

import numpy as np
import numpy.typing as npt

from fairwitness.audits.subgroups.items import Column

BoolArray = npt.NDArray[np.bool_]
Item = tuple[int, int]
"""Place of the column, place of the value."""
Items = tuple[Item, ...]

CLEARLY: Final = 2.0
"""Standard errors by which a group must be worse than what it is set beside, to be put forward."""
SAME: Final = 0.9
"""Groups that share more of their rows than this (Jaccard) are one."""


@dataclass(frozen=True)
class Limits:
    """How far is searched: conditions a group, cases of a group and of its rest, groups kept a level, groups shown."""

    depth: int = 2
    min_rows: int = 50
    beam: int = 50
    top: int = 5


@dataclass(frozen=True)
class Candidate:
    """A group by its items, in the order of the columns; its cases, and how many of them went badly."""

    items: Items
    rows: int
    bad: int


@dataclass(frozen=True)
class Found:
    """The groups put forward, the clearest first, and how many were looked at."""

    candidates: tuple[Candidate, ...]
    looked_at: int


def search(
    columns: Sequence[Column], bad: BoolArray, limits: Limits, known: Collection[frozenset[int]] = ()
) -> Found:
    """Find the groups in which ``bad`` is more frequent than among the rest.

    Parameters
    ----------
    columns
        Codes of shape (cases,).
    bad
        Whether the case went badly: (cases,).
    known
        Places of columns whose groups are compared elsewhere. They are not put forward, and what is must add
        something to them too.
    """
    return _Searching(tuple(columns), bad, limits).run(known)


def members(columns: Sequence[Column], items: Items) -> BoolArray:
    """Which rows meet all conditions: (rows,)."""
    found: BoolArray = np.logical_and.reduce([columns[column].codes == value for column, value in items])
    return found


def pooled_z(bad: npt.ArrayLike, rows: npt.ArrayLike, total_bad: int, total: int) -> npt.NDArray[np.float64]:
    """The pooled score statistic of groups against the rest of a whole; 0 where there is nothing to compare."""
    k, n = np.asarray(bad, dtype=np.float64), np.asarray(rows, dtype=np.float64)
    rest = total - n
    some = (n > 0) & (rest > 0) & (0 < total_bad < total)
    share = total_bad / total if total else 0.0
    n, rest = np.where(some, n, 1.0), np.where(some, rest, 1.0)
    spread = np.sqrt(share * (1 - share) * (1 / n + 1 / rest))
    gap = k / n - (total_bad - k) / rest
    return np.where(some, gap / np.where(spread > 0, spread, 1.0), 0.0)


class _Searching:
    """The state of one search."""

    def __init__(self, columns: tuple[Column, ...], bad: BoolArray, limits: Limits) -> None:
        self.columns, self.bad, self.limits = columns, bad, limits
        self.cases, self.all_bad = len(bad), int(bad.sum())
        self.seen: dict[Items, Candidate] = {}
        # One number a row for item and outcome: a group's whole table is one count.
        self.cells = [2 * column.codes.astype(np.int32) + bad for column in columns]

    def run(self, known: Collection[frozenset[int]]) -> Found:
        """Search level by level, then take out what says the same twice."""
        level = list(self._narrowed((), np.arange(self.cases)))
        for _ in range(1, self.limits.depth):
            best = self._ranked(level)[: self.limits.beam]
            level = [
                child
                for parent in best
                for child in self._narrowed(parent.items, np.flatnonzero(members(self.columns, parent.items)))
            ]
        ranked = [one for one in self._ranked(self.seen.values()) if self._z(one) >= CLEARLY]
        new = (
            one for one in self._distinct(ranked) if frozenset(column for column, _ in one.items) not in known
        )
        return Found(tuple(islice(new, self.limits.top)), len(self.seen))

    def _narrowed(self, items: Items, rows: npt.NDArray[np.intp]) -> Iterator[Candidate]:
        """The groups with one condition more that are large enough and were not seen before."""
        taken = {column for column, _ in items}
        least = self.limits.min_rows
        for place, column in enumerate(self.columns):
            if place in taken:
                continue
            cells = self.cells[place] if not items else self.cells[place][rows]
            table = np.bincount(cells, minlength=2 * len(column.values)).reshape(-1, 2)
            sizes = table.sum(axis=1)
            for value in np.flatnonzero((sizes >= least) & (self.cases - sizes >= least)).tolist():
                key = tuple(sorted((*items, (place, value))))
                if key not in self.seen:
                    self.seen[key] = Candidate(key, int(sizes[value]), int(table[value, 1]))
                    yield self.seen[key]

    def _z(self, one: Candidate) -> float:
        return float(pooled_z(one.bad, one.rows, self.all_bad, self.cases))

    def _ranked(self, found: Collection[Candidate]) -> list[Candidate]:
        """The clearest first; among equals the one with fewer conditions, then by name."""
        some = list(found)
        z = pooled_z([one.bad for one in some], [one.rows for one in some], self.all_bad, self.cases)
        order = sorted(
            range(len(some)), key=lambda i: (-round(float(z[i]), 9), len(some[i].items), some[i].items)
        )
        return [some[i] for i in order]

    def _distinct(self, ranked: Sequence[Candidate]) -> Iterator[Candidate]:
        """Those that add something to the ones before them."""
        taken: list[BoolArray] = []
        for one in ranked:
            if not self._beats_parents(one):
                continue
            inside = members(self.columns, one.items)
            if all(self._differs(inside, other) for other in taken) and self._adds(inside, taken):
                taken.append(inside)
                yield one

    def _beats_parents(self, one: Candidate) -> bool:
        """Whether each condition matters: the group is clearly worse than the rest of every wider group."""
        if len(one.items) == 1:
            return True
        for items in combinations(one.items, len(one.items) - 1):
            parent = self.seen.get(items) or self._counted(items)
            if float(pooled_z(one.bad, one.rows, parent.bad, parent.rows)) < CLEARLY:
                return False
        return True

    def _counted(self, items: Items) -> Candidate:
        inside = members(self.columns, items)
        return Candidate(items, int(inside.sum()), int(self.bad[inside].sum()))

    def _differs(self, inside: BoolArray, other: BoolArray) -> bool:
        """Whether two groups are not nearly the same rows; a part of a group must be clearly worse than its rest."""
        both = int((inside & other).sum())
        if both > SAME * int((inside | other).sum()):
            return False
        return both < int(inside.sum()) or self._clear(inside, other & ~inside)

    def _adds(self, inside: BoolArray, taken: Sequence[BoolArray]) -> bool:
        """Whether a group is still large and clearly worse without the rows of the groups it overlaps."""
        gone = np.zeros(self.cases, dtype=bool)
        for other in taken:
            if (inside & ~other).any():
                gone |= other
        left = inside & ~gone
        return int(left.sum()) >= self.limits.min_rows and self._clear(left, ~inside & ~gone)

    def _clear(self, inside: BoolArray, rest: BoolArray) -> bool:
        whole = inside | rest
        bad = int(self.bad[inside].sum())
        return (
            float(pooled_z(bad, int(inside.sum()), int(self.bad[whole].sum()), int(whole.sum()))) >= CLEARLY
        )

"""The counts of one attribute at any threshold: rows sorted once by group, outcome and score, then looked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol, Self, TypeVar

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import Counts, ExactSums, FloatArray, IntArray
from fairwitness.audits.subject import Attribute

Number = TypeVar("Number", np.int64, np.object_)

OUTCOMES: Final = 3
"""Negative, positive, unlabelled."""
_BLOCK: Final = 1024


class Stepped(Protocol):
    """The counts of one attribute at any level."""

    def at(self, level: int) -> Counts:
        """See `Steps.at`."""
        ...


class Sums(Protocol):
    """Exact sums of everything before a key."""

    def upto(self, keys: IntArray) -> npt.NDArray[np.object_]:
        """The sum before each key, by its place, in units of 2**-64; shaped as `keys`."""
        ...


@dataclass(frozen=True, eq=False)
class Running:
    """Exact sums of the first k of N values, for any k, from sums at every 1024th and the few values behind it.

    Attributes
    ----------
    before
        How many values stand before each key: (K + 1,).
    """

    values: FloatArray
    blocks: npt.NDArray[np.object_]
    before: IntArray

    @classmethod
    def of(cls, values: FloatArray, before: IntArray) -> Self:
        """Sum the blocks; values are zero or positive: (N,)."""
        size = len(values) // _BLOCK + 1
        sums = ExactSums.of(values, np.arange(len(values)) // _BLOCK, size).units
        return cls(values, np.concatenate([np.zeros(1, dtype=object), np.cumsum(sums)]), before)

    def upto(self, keys: IntArray) -> npt.NDArray[np.object_]:
        """See `Sums.upto`."""
        flat = self.before[keys.ravel()]
        start = flat // _BLOCK * _BLOCK
        length = flat - start
        which = np.repeat(np.arange(len(flat)), length)
        behind = np.arange(len(which)) - np.repeat(np.cumsum(length) - length, length)
        rest = ExactSums.of(self.values[start[which] + behind], which, len(flat)).units
        return np.asarray(self.blocks[flat // _BLOCK] + rest, dtype=object).reshape(keys.shape)


@dataclass(frozen=True, eq=False)
class Totals:
    """Exact sums before each key, which are few enough to be kept: (K + 1,)."""

    units: npt.NDArray[np.object_]

    def upto(self, keys: IntArray) -> npt.NDArray[np.object_]:
        """See `Sums.upto`."""
        return self.units[keys]


@dataclass(frozen=True, eq=False)
class Steps:
    """How many rows of every group and outcome have a score below any of L levels.

    A level is one of the distinct scores, lowest first; the counts at level k are those of the decisions
    "score of level k or more". Between two levels nothing changes, so every threshold has the counts of one.

    Attributes
    ----------
    keys
        The distinct (group, outcome, level) that occur, each as one number, sorted: (K,).
    before
        Rows before each key, and at the end all rows: (K + 1,).
    weights, squares
        Running sums of the rows' weights and of their squares, in the order of the keys; None without weights.
    """

    attribute: str
    groups: tuple[str, ...]
    unknown: str | None
    levels: int
    keys: IntArray
    before: IntArray
    weights: Sums | None
    squares: Sums | None
    favourable_is_positive: bool

    @classmethod
    def of(  # noqa: PLR0913 - the columns of one table
        cls,
        attribute: str,
        groups: tuple[str, ...],
        codes: npt.NDArray[np.integer],
        outcome: npt.NDArray[np.integer],
        level: npt.NDArray[np.integer],
        *,
        levels: int,
        weights: FloatArray | None = None,
        unknown: str | None = None,
        favourable_is_positive: bool = True,
    ) -> Self:
        """Sort rows.

        Parameters
        ----------
        codes
            Position of each row's group: (N,).
        outcome
            1 positive, 0 negative, -1 unlabelled: (N,).
        level
            Position of each row's score among the distinct ones: (N,), each below ``levels``.
        weights
            Zero or positive: (N,).
        """
        key = _keys(codes, outcome, level, levels)
        running = squares = sorted_weights = None
        if weights is None:
            key.sort()
        else:
            order = np.argsort(key, kind="stable")
            key, sorted_weights = key[order], weights[order].astype(np.float64)
        first = np.flatnonzero(np.diff(key, prepend=-1))
        before = np.append(first, len(key)).astype(np.int64)
        if sorted_weights is not None:
            running = Running.of(sorted_weights, before)
            squares = Running.of(sorted_weights * sorted_weights, before)
        return cls(
            attribute,
            groups,
            unknown,
            levels,
            key[first],
            before,
            running,
            squares,
            favourable_is_positive,
        )

    @classmethod
    def counted(
        cls,
        attribute: Attribute,
        columns: tuple[npt.NDArray[np.integer], npt.NDArray[np.integer], npt.NDArray[np.integer]],
        frequency: IntArray,
        sums: Sequence[ExactSums],
        *,
        levels: int,
        favourable_is_positive: bool = True,
    ) -> Self:
        """From cells, each of which stands for several rows.

        Parameters
        ----------
        columns
            As in `of`, of each cell: codes, outcome, level.
        frequency
            Rows that each cell stands for: (cells,).
        sums
            Of their weights and of the squares of these, (cells,) each; none without weights.
        """
        keys, member = np.unique(_keys(*columns, levels), return_inverse=True)
        n = np.zeros(len(keys), dtype=np.int64)
        np.add.at(n, member, frequency)
        totals = [Totals(_before(one.by_cell(member, len(keys)).units)) for one in sums]
        weights, squares = totals or (None, None)
        return cls(
            attribute.name,
            attribute.groups,
            attribute.unknown,
            levels,
            keys,
            _before(n),
            weights,
            squares,
            favourable_is_positive,
        )

    def at(self, level: int) -> Counts:
        """The counts of the decisions "score of this level or more"; at level L nobody's score is."""
        cells = np.arange(len(self.groups) * OUTCOMES, dtype=np.int64) * self.levels
        places = np.stack([np.searchsorted(self.keys, cells + offset) for offset in (0, level, self.levels)])
        return Counts(
            self.attribute,
            self.groups,
            _between(self.before[places]),
            self.favourable_is_positive,
            self.unknown,
            _summed(self.weights, places),
            _summed(self.squares, places),
        )


def _summed(sums: Sums | None, places: IntArray) -> ExactSums | None:
    return None if sums is None else ExactSums(_between(sums.upto(places)))


def outcome_place(outcome: npt.NDArray[np.integer]) -> npt.NDArray[np.integer]:
    """Where each outcome stands in a table: 0 negative, 1 positive, 2 unlabelled."""
    return np.where(outcome < 0, OUTCOMES - 1, outcome)


def _keys(
    codes: npt.NDArray[np.integer],
    outcome: npt.NDArray[np.integer],
    level: npt.NDArray[np.integer],
    levels: int,
) -> IntArray:
    cell = codes.astype(np.int64) * OUTCOMES + outcome_place(outcome)
    key: IntArray = cell * levels + level
    return key


def _before(values: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """What stands before each place, and at the end all of it."""
    return np.concatenate([np.zeros(1, dtype=values.dtype), np.cumsum(values)])


def _between(before: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """From sums before the start, the cut and the end of each cell, what is below the cut and above it: (G, 3, 2)."""
    start, cut, end = before
    return np.stack([cut - start, end - cut], axis=-1).reshape(-1, OUTCOMES, 2)

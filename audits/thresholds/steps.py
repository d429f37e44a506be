"""The counts of one attribute at any threshold: rows sorted once by group, outcome and score, then looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import Counts, ExactSums, FloatArray, IntArray

_OUTCOMES: Final = 3
"""Negative, positive, unlabelled."""
_BLOCK: Final = 1024


@dataclass(frozen=True, eq=False)
class Running:
    """Exact sums of the first k of N values, for any k, from sums at every 1024th and the few values behind it."""

    values: FloatArray
    blocks: npt.NDArray[np.object_]

    @classmethod
    def of(cls, values: FloatArray) -> Self:
        """Sum the blocks; values are zero or positive: (N,)."""
        size = len(values) // _BLOCK + 1
        sums = ExactSums.of(values, np.arange(len(values)) // _BLOCK, size).units
        return cls(values, np.concatenate([np.zeros(1, dtype=object), np.cumsum(sums)]))

    def upto(self, places: IntArray) -> npt.NDArray[np.object_]:
        """The sum of all values before each place, in units of 2**-64; shaped as `places`."""
        flat = places.ravel()
        start = flat // _BLOCK * _BLOCK
        length = flat - start
        which = np.repeat(np.arange(len(flat)), length)
        behind = np.arange(len(which)) - np.repeat(np.cumsum(length) - length, length)
        rest = ExactSums.of(self.values[start[which] + behind], which, len(flat)).units
        return np.asarray(self.blocks[flat // _BLOCK] + rest, dtype=object).reshape(places.shape)


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
    weights: Running | None
    squares: Running | None
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
        cell = codes.astype(np.int64) * _OUTCOMES + np.where(outcome < 0, _OUTCOMES - 1, outcome)
        key = cell * levels + level
        running = squares = None
        if weights is None:
            key.sort()
        else:
            order = np.argsort(key, kind="stable")
            key, sorted_weights = key[order], weights[order].astype(np.float64)
            running, squares = Running.of(sorted_weights), Running.of(sorted_weights * sorted_weights)
        first = np.flatnonzero(np.diff(key, prepend=-1))
        return cls(
            attribute,
            groups,
            unknown,
            levels,
            key[first],
            np.append(first, len(key)).astype(np.int64),
            running,
            squares,
            favourable_is_positive,
        )

    def at(self, level: int) -> Counts:
        """The counts of the decisions "score of this level or more"; at level L nobody's score is."""
        cells = np.arange(len(self.groups) * _OUTCOMES, dtype=np.int64) * self.levels
        start, cut, end = (
            self.before[np.searchsorted(self.keys, cells + offset)] for offset in (0, level, self.levels)
        )
        n = np.stack([cut - start, end - cut], axis=-1).reshape(-1, _OUTCOMES, 2)
        return Counts(
            self.attribute,
            self.groups,
            n,
            self.favourable_is_positive,
            self.unknown,
            _between(self.weights, start, cut, end),
            _between(self.squares, start, cut, end),
        )


def _between(running: Running | None, start: IntArray, cut: IntArray, end: IntArray) -> ExactSums | None:
    if running is None:
        return None
    below, here, above = running.upto(np.stack([start, cut, end]))
    return ExactSums(np.stack([here - below, above - here], axis=-1).reshape(-1, _OUTCOMES, 2))

"""Scores by group, outcome and bin: what is asked of every threshold is answered from these counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts.exact import FloatArray, IntArray
from fairwitness.audits.counts.groups import added, check_groups, merged_groups, refuse_unlike, rest_of
from fairwitness.errors import DataError

BINS = 256
OUTCOME_ROWS = 3


@dataclass(frozen=True, eq=False)
class Histogram:
    """How many rows of each group and outcome have a score in each of B equal bins from ``low`` to ``high``.

    Attributes
    ----------
    n
        By group, outcome (0 negative, 1 positive, 2 unlabelled) and bin: (G, 3, B). A score on an edge falls into
        the upper bin; scores outside fall into the first or the last.
    """

    attribute: str
    groups: tuple[str, ...]
    n: IntArray
    low: float
    high: float
    unknown: str | None = None

    def __post_init__(self) -> None:
        check_groups(self)
        table = np.array(self.n, dtype=np.int64)
        if table.ndim != 3 or table.shape[:2] != (len(self.groups), OUTCOME_ROWS) or not table.shape[2]:
            raise DataError(
                f"A histogram of '{self.attribute}' must have the shape ({len(self.groups)}, 3, bins). "
                f"Got {table.shape} instead."
            )
        if not self.low < self.high:
            raise DataError(
                f"The edges of a histogram must rise. Got {self.low:g} to {self.high:g}: a score column that is "
                "constant tells no two rows apart."
            )
        table.setflags(write=False)
        object.__setattr__(self, "n", table)

    @classmethod
    def of(  # noqa: PLR0913 - the columns of one table
        cls,
        attribute: str,
        groups: tuple[str, ...],
        codes: npt.NDArray[np.integer],
        outcome: npt.NDArray[np.integer],
        bins: npt.NDArray[np.integer],
        *,
        edges: tuple[float, float],
        size: int = BINS,
        frequency: IntArray | None = None,
        unknown: str | None = None,
    ) -> Self:
        """Count rows.

        Parameters
        ----------
        codes
            Position of each row's group: (N,).
        outcome
            1 positive, 0 negative, -1 unlabelled: (N,).
        bins
            The bin of each row's score, as `bin_of` gives it: (N,).
        frequency
            How many rows each row stands for: (N,).
        """
        row = np.where(outcome < 0, OUTCOME_ROWS - 1, outcome).astype(np.intp)
        cell = (np.asarray(codes, dtype=np.intp) * OUTCOME_ROWS + row) * size + bins
        counted = np.bincount(cell, weights=frequency, minlength=len(groups) * OUTCOME_ROWS * size)
        table = counted.astype(np.int64).reshape(len(groups), OUTCOME_ROWS, size)
        return cls(attribute, groups, table, *edges, unknown)

    @property
    def edges(self) -> FloatArray:
        """The B + 1 edges; a score of at least an edge is in the bin above it."""
        step = (self.high - self.low) / self.n.shape[2]
        return np.asarray(self.low + np.arange(self.n.shape[2] + 1) * step, dtype=np.float64)

    @property
    def of_probabilities(self) -> bool:
        """Whether the scores may be probabilities: all lie from 0 to 1."""
        return 0 <= self.low < self.high <= 1

    def pooled(self) -> Self:
        """All groups together, those of unknown membership included, as one group."""
        return type(self)(self.attribute, ("all",), self.n.sum(axis=0, keepdims=True), self.low, self.high)

    def rest(self) -> Self:
        """All other known groups together, at the place of each group."""
        return type(self)(
            self.attribute, self.groups, rest_of(self, self.n), self.low, self.high, self.unknown
        )

    def __add__(self, other: Self) -> Self:
        """Merge histograms of different rows, groups aligned by name.

        Raises
        ------
        DataError
            They have other edges, or are of another attribute.
        """
        refuse_unlike(
            "Histograms",
            ("attribute", self.attribute, other.attribute),
            ("edges", _edges_text(self), _edges_text(other)),
        )
        groups, unknown, places = merged_groups(self, other)
        n = added(len(groups), places, self.n, other.n)
        return type(self)(self.attribute, groups, n, self.low, self.high, unknown)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Histogram):
            return NotImplemented
        return (self.attribute, self.groups, self.low, self.high, self.unknown) == (
            other.attribute,
            other.groups,
            other.low,
            other.high,
            other.unknown,
        ) and np.array_equal(self.n, other.n)

    __hash__ = None  # type: ignore[assignment]  # it can be compared, not hashed: it holds arrays


def bin_of(score: FloatArray, low: float, high: float, size: int = BINS) -> npt.NDArray[np.int64]:
    """The bin of each score, (N,): the arithmetic that an SQL engine repeats to the bit."""
    place = np.floor((score - low) * (size / (high - low)))
    return np.clip(place, 0, size - 1).astype(np.int64)


def _edges_text(table: Histogram) -> str:
    return f"{table.n.shape[2]} bins from {table.low!r} to {table.high!r}"

"""Rows that were counted where they lie: one row for each combination of values, and how many rows it stands for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts.ladder import Ladder
from fairwitness.audits.plan.model import Sensitive

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["number", "text", "true or false", "date"]


@dataclass(frozen=True)
class CondensedColumn:
    """What is known of a column whose rows were not loaded."""

    name: str
    kind: Kind
    missing: int
    """Rows, after ``where``, without a value."""
    distinct: int | None
    """Different values; None where counting them would have cost a pass of its own."""


@dataclass(frozen=True, eq=False)
class Reached:
    """From where to where the scores of each cell reach: between two thresholds of a ladder. Arrays (cells,)."""

    ladder: Ladder
    lowest: npt.NDArray[np.float64]
    highest: npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Condensed:
    """A data set condensed by an engine. Arrays have shape (cells,).

    The sums are whole numbers of 2**-64: each addend is rounded towards 0 to that unit once, as
    `audits.counts.ExactSums` does, so no order of adding and no engine changes a bit.
    """

    frame: pd.DataFrame
    """The columns of target, prediction, attributes and strata with values as found. A number that is cut into
    bins has one value of its bin, the smallest, in place of every other."""
    frequency: npt.NDArray[np.int64]
    """Rows each cell stands for."""
    decided: npt.NDArray[np.int8] | None
    """1 where the score reaches the threshold, else 0; None where the plan has a prediction column."""
    bins: npt.NDArray[np.int16] | None
    """The histogram bin of the score, where one was asked for."""
    bin_range: tuple[float, float] | None
    """From where to where the histogram's equal bins reach."""
    sums: Mapping[str, npt.NDArray[np.object_]]
    """Python integers by name: ``weight``, ``weight_squared``; ``q`` and ``q_squared`` of a quantity q; with weights
    ``w*q``, ``w2*q`` and ``w2*q2``, which is the sum of (w q)^2."""
    counts: Mapping[str, npt.NDArray[np.int64]]
    """Rows of the cell that have the quantity, by its name."""
    rows_read: int
    """Before ``where``."""
    rows: int
    sensitive: tuple[Sensitive, ...]
    """The plan's attributes, with the edges of those cut at quartiles written in: what the frame must be read by."""
    columns: tuple[CondensedColumn, ...]
    source: str
    kind: str
    engine: str
    sha256: str | None = None
    notes: tuple[str, ...] = field(default=())
    strata: tuple[Sensitive, ...] = ()
    """The columns of the strata, read as attributes are, with the edges of those cut at quartiles."""
    reached: Reached | None = None
    """What thresholds the scores reach, where that was asked for."""

    def content_sha256(self) -> str:
        """SHA-256 of what was counted: the same for any engine, file format and order of rows.

        It covers columns, frequencies, decisions, bins and sums, and stands where rows in memory have the hash of
        their columns; the two differ.
        """
        from fairwitness.audits.subject.rows import column_hash

        digest = hashlib.sha256(
            column_hash((str(name), column) for name, column in self.frame.items()).encode()
        )
        arrays = {"frequency": self.frequency, "decided": self.decided, "bins": self.bins, **self.sums}
        for name, values in sorted(arrays.items()):
            text = "" if values is None else ",".join(map(str, values.tolist()))
            digest.update(f"{name}={text};".encode())
        return digest.hexdigest()

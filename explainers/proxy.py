"""How well one column alone tells which of two groups a row is of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.delong import area
from fairwitness.explainers.given import group_names, rows_of_group
from fairwitness.explainers.inputs import as_frame

LIMIT: Final = 0.6
"""From here on a column is called a proxy: it puts 6 in 10 pairs of rows, one of each group, in order (chance: 5)."""
BINS: Final = 10
LEAST: Final = 10
"""Rows of each group, half of which the rule is made on."""


@dataclass(frozen=True)
class Proxy:
    """How well a column tells two groups apart on rows that its rule was not made on.

    Parameters
    ----------
    column
        Its name.
    auc
        The share of pairs of rows, one of each group, that the rule puts in the right order; 0.5 is chance.
    low, high
        DeLong's 95 % interval of it.
    rows
        Rows that were held out, of both groups together.
    """

    column: str
    auc: float
    low: float
    high: float
    rows: int

    def over(self, limit: float = LIMIT) -> bool:
        """Whether it reaches the limit, and beats chance beyond its interval."""
        return self.auc >= limit and self.low > 0.5


def proxies(
    X: pd.DataFrame, groups: Sequence[object], pair: tuple[str, str], *, seed: int = 0
) -> tuple[Proxy, ...]:
    """How well each column tells the first group from the second.

    The rule of a column: rows that share its value (of numbers: one of ten bins of even rank) get the share of the
    first group among them, counted on one half of the rows of each group. The other half is put in order by it.

    Parameters
    ----------
    X
        Rows of any groups, shape (rows, columns); those of the two are used.
    groups
        A group for each row.
    pair
        The two groups.
    seed
        Of the halves.

    Raises
    ------
    UnknownNameError
        No row is in one of the groups.
    ExplanationError
        There is not one group for each row, or one of the two has fewer than 10.
    """
    frame = as_frame(X, name="X")
    names = group_names(groups, len(frame))
    sides = [np.flatnonzero(rows_of_group(name, names)) for name in pair]
    if min(map(len, sides)) < LEAST:
        raise ExplanationError(
            f"To say how well a column tells two groups apart takes {LEAST} rows of each. "
            f"Got {len(sides[0])} and {len(sides[1])} instead."
        )
    draw = np.random.default_rng(seed)
    halves = [np.array_split(draw.permutation(side), 2) for side in sides]
    codec = ColumnCodec(frame, frame)
    matrix = codec.encode(frame)
    return tuple(
        _proxy(column, matrix[:, place], halves, numeric=place not in codec.categorical)
        for place, column in enumerate(codec.columns)
    )


def _proxy(
    column: str, codes: FloatArray, halves: list[list[npt.NDArray[np.intp]]], *, numeric: bool
) -> Proxy:
    made, held = ([half[part] for half in halves] for part in (0, 1))
    levels = _levels(codes, np.concatenate(made)) if numeric else codes.astype(int)
    size = int(levels.max()) + 1
    ours, theirs = (np.bincount(levels[side], minlength=size) for side in made)
    usual = len(made[0]) / (len(made[0]) + len(made[1]))
    share = (ours + usual) / (ours + theirs + 1)  # a value that was never seen gets the usual share
    auc, low, high = _auc(share[levels[held[0]]], share[levels[held[1]]])
    return Proxy(column, auc, low, high, len(held[0]) + len(held[1]))


def _levels(codes: FloatArray, made: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Bins of even rank on the half the rule is made on; missing values have a bin of their own."""
    known = codes[made][~np.isnan(codes[made])]
    cuts = np.unique(np.quantile(known, np.arange(1, BINS) / BINS)) if len(known) else np.empty(0)
    levels = np.searchsorted(cuts, codes, side="left")
    levels[np.isnan(codes)] = len(cuts) + 1
    return levels


def _auc(first: FloatArray, second: FloatArray) -> tuple[float, float, float]:
    """The area under the curve with DeLong's interval, ties as halves."""
    scores, places = np.unique(np.concatenate([first, second]), return_inverse=True)
    found = area(*(np.bincount(own, minlength=len(scores)) for own in np.split(places, [len(first)])))
    half = NormalDist().inv_cdf(0.975) * float(np.sqrt(found.variance or 0.0))
    return found.value, max(0.0, found.value - half), min(1.0, found.value + half)

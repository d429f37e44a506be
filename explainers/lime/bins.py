"""Conditions on columns: quartiles for numbers, equality for all else, and one more condition for missing.

The `lime` package's own discretizer has the same quartiles. It cannot see missing values, turns a bin with a single
value into its z-score (a constant 5 becomes 0), draws fractions for whole numbers and writes conditions with two
decimals.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.columns import MISSING, ColumnCodec
from fairwitness.explainers.lime.sampling import Codes

_CUTS = (25, 50, 75)


class Bins:
    """Gives every value of every column the code of its condition.

    Parameters
    ----------
    codec
        Knows which columns are numbers, and how values of the others are called.
    background
        Coded rows that are cut at their quartiles. Shape (rows, columns).

    Attributes
    ----------
    cuts
        For the place of each column of numbers, its distinct quartiles.
    """

    def __init__(self, codec: ColumnCodec, background: FloatArray) -> None:
        self._columns = codec.columns
        places = [place for place in range(background.shape[1]) if place not in codec.category_names]
        self.cuts = dict(zip(places, quartiles(background[:, places]), strict=True))
        self._names = [
            conditions(name, self.cuts[place])
            if place in self.cuts
            else [f"{name}={value}" for value in codec.category_names[place]]
            for place, name in enumerate(codec.columns)
        ]
        self._type = np.min_scalar_type(max(len(names) for names in self._names))

    def codes(self, data: FloatArray) -> Codes:
        """The codes of coded rows, column by column. Shape (columns, rows)."""
        found: Codes = np.empty(data.shape[::-1], dtype=self._type)
        for place, column in enumerate(data.T):
            found[place] = _bin(self.cuts[place], column) if place in self.cuts else column
        return found

    def names(self, codes: Codes) -> tuple[str, ...]:
        """The conditions of one row in words, from its codes by column."""
        return tuple(names[code] for names, code in zip(self._names, codes, strict=True))


def quartiles(columns: FloatArray) -> list[FloatArray]:
    """The distinct quartiles of each column's values that are not missing; empty where there are none.

    Parameters
    ----------
    columns
        Shape (rows, columns).
    """
    missing = np.isnan(columns).any(axis=0)
    found: list[FloatArray] = [np.empty(0)] * columns.shape[1]
    for place, cuts in zip(
        np.flatnonzero(~missing), np.percentile(columns[:, ~missing], _CUTS, axis=0).T, strict=True
    ):
        found[place] = np.unique(cuts)
    for place in np.flatnonzero(missing):
        present = columns[~np.isnan(columns[:, place]), place]
        found[place] = np.unique(np.percentile(present, _CUTS)) if len(present) else np.empty(0)
    return found


def conditions(name: str, cuts: FloatArray) -> list[str]:
    """Readable conditions by bin, with as many digits as tell the cuts apart."""
    if not len(cuts):
        return [f"{name} is known", f"{name} is {MISSING}"]
    digits = next((d for d in range(4, 17) if len({f"{cut:.{d}g}" for cut in cuts}) == len(cuts)), 17)
    text = [f"{cut:.{digits}g}" for cut in cuts]
    between = [f"{low} < {name} <= {high}" for low, high in pairwise(text)]
    return [f"{name} <= {text[0]}", *between, f"{name} > {text[-1]}", f"{name} is {MISSING}"]


def _bin(cuts: FloatArray, values: FloatArray) -> npt.NDArray[np.int_]:
    """Bin k holds (cut k-1, cut k]; the bin after the last is missing."""
    found: npt.NDArray[np.int_] = np.where(np.isnan(values), len(cuts) + 1, np.searchsorted(cuts, values))
    return found

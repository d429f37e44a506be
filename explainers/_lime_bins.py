"""Quartile conditions for lime that know of missing values and only ever show values that exist.

lime's own discretiser cannot see missing values, turns a bin with a single value into its z-score (a constant
5 becomes 0), draws fractions for whole numbers and rounds conditions to two decimals. This one is plugged in
where lime foresees it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from lime.discretize import BaseDiscretizer

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.columns import MISSING

Codes = npt.NDArray[np.int_]


class QuartileBins(BaseDiscretizer):  # type: ignore[misc]
    """Cuts number columns at the background's quartiles, and has one more bin for missing.

    Parameters
    ----------
    background
        Coded rows, shape (rows, columns).
    columns
        Names of all columns.
    random
        Draws the values of perturbed rows; shared with the lime explainer.
    edges
        Cut points by place, as `quartiles` gives them.
    """

    def __init__(
        self,
        background: FloatArray,
        columns: Sequence[str],
        random: np.random.RandomState,
        edges: Mapping[int, FloatArray],
    ) -> None:
        # The parent's __init__ would take quartiles of columns with missing values.
        self.random_state = random
        self._edges = edges
        self.lambdas = {place: partial(_bin, cuts) for place, cuts in edges.items()}
        self.names = {place: _conditions(columns[place], cuts) for place, cuts in edges.items()}
        self._members = {
            place: {code: background[bins == code, place] for code in np.unique(bins)}
            for place, cuts in edges.items()
            for bins in [_bin(cuts, background[:, place])]
        }

    def discretize(self, data: FloatArray) -> FloatArray:
        """The data with every number replaced by the code of its bin; a row or a matrix."""
        coded = data.copy()
        for place, cuts in self._edges.items():
            coded[..., place] = _bin(cuts, data[..., place])
        return coded

    def undiscretize(self, data: FloatArray) -> FloatArray:
        """The matrix with every bin replaced by values of the background that lie in it, drawn at random."""
        values = data.copy()
        for place, members in self._members.items():
            codes = data[:, place].astype(int)
            chance = self.random_state.random_sample(len(codes))
            for code, own in members.items():
                hit = codes == code
                values[hit, place] = own[(chance[hit] * len(own)).astype(int)]
        return values


def quartiles(column: FloatArray) -> FloatArray:
    """The distinct quartiles of the values that are not missing; empty when there are none."""
    present = column[~np.isnan(column)]
    return np.unique(np.percentile(present, [25, 50, 75])) if len(present) else np.empty(0)


def _bin(cuts: FloatArray, values: FloatArray) -> Codes:
    """Bin k holds (cut k-1, cut k]; the bin after the last is missing."""
    bins: Codes = np.where(np.isnan(values), len(cuts) + 1, np.searchsorted(cuts, values))
    return bins


def _conditions(name: str, cuts: FloatArray) -> list[str]:
    """Readable conditions by bin, with as many digits as tell the cuts apart."""
    if not len(cuts):
        return [f"{name} is known", f"{name} is {MISSING}"]
    digits = next((d for d in range(4, 17) if len({f"{cut:.{d}g}" for cut in cuts}) == len(cuts)), 17)
    text = [f"{cut:.{digits}g}" for cut in cuts]
    between = [f"{low} < {name} <= {high}" for low, high in pairwise(text)]
    return [f"{name} <= {text[0]}", *between, f"{name} > {text[-1]}", f"{name} is {MISSING}"]

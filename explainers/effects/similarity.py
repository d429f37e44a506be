"""An order for values that have none: those whose rows are alike in all other columns stand side by side.

Source: Apley and Zhu (2020), section on categorical predictors: distances between the distributions of every other
column, added up, and laid out on a line by classical multidimensional scaling.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.base import FloatArray


def by_similarity(matrix: FloatArray, place: int, categorical: Sequence[int]) -> npt.NDArray[np.intp]:
    """The codes of a column in that order; of the two directions the one in which code 0 comes before the last.

    Parameters
    ----------
    matrix
        Coded rows, shape (rows, columns).
    place
        The column whose codes are put in order; every code has a row.
    categorical
        Places of the columns whose codes are no numbers.
    """
    codes = matrix[:, place].astype(int)
    levels = np.unique(codes)
    distance = np.zeros((len(levels), len(levels)))
    for other in range(matrix.shape[1]):
        if other != place:
            column = matrix[:, other]
            shares = _shares(column, codes, levels)
            if other in categorical:
                gaps = np.abs(shares[:, None] - shares).sum(axis=2) / 2
            else:
                gaps = np.abs(shares.cumsum(axis=1)[:, None] - shares.cumsum(axis=1)).max(axis=2)
            distance += gaps
    return levels[np.argsort(_on_a_line(distance), kind="stable")]


def _shares(column: FloatArray, codes: npt.NDArray[np.int_], levels: npt.NDArray[np.int_]) -> FloatArray:
    """For each level, which share of its rows has each value of another column."""
    values, at = np.unique(column, return_inverse=True)
    table = np.zeros((len(levels), len(values)))
    np.add.at(table, (np.searchsorted(levels, codes), at), 1.0)
    shares: FloatArray = table / table.sum(axis=1, keepdims=True)
    return shares


def _on_a_line(distance: FloatArray) -> FloatArray:
    """The coordinate of classical multidimensional scaling in one dimension."""
    centring = np.eye(len(distance)) - 1 / len(distance)
    products = -0.5 * centring @ distance**2 @ centring
    line: FloatArray = np.linalg.eigh(products)[1][:, -1]
    line = np.round(line, 9)  # equal values must not be parted by rounding
    return -line if line[0] > line[-1] else line

"""Columns that repeat what was decided: another name for the decision, or the score it was cut from.

A group of all the refused is no finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fairwitness.audits.subgroups.items import MOST_VALUES
from fairwitness.audits.subject.columns import floats, is_number, plain

if TYPE_CHECKING:
    import pandas as pd


def echoes(column: pd.Series, label: npt.NDArray[np.integer]) -> bool:
    """Whether a column tells a label of every row: each of its values, or one threshold, goes with one label.

    Parameters
    ----------
    column
        Shape (rows,).
    label
        0 or 1, and below 0 for rows that are not looked at: (rows,).
    """
    import pandas as pd

    looked = label >= 0
    label, column = label[looked], plain(column[looked])
    if len(np.unique(label)) < 2:
        return False
    if is_number(column) and column.nunique() > 2:
        return _parted(floats(column), label)
    try:
        codes, values = pd.factorize(column)
    except TypeError:
        return False
    if len(values) > MOST_VALUES:
        return False
    # A missing value has the code -1, and is a value of its own here.
    table = np.bincount(2 * (codes + 1) + label, minlength=2 * len(values) + 2).reshape(-1, 2)
    return not (table > 0).all(axis=1).any()


def _parted(values: npt.NDArray[np.float64], label: npt.NDArray[np.integer]) -> bool:
    """Whether one threshold parts the labels among the known values."""
    known = ~np.isnan(values)
    sides = [values[known & (label == which)] for which in (0, 1)]
    if not all(map(len, sides)):
        return False
    (low_0, high_0), (low_1, high_1) = ((side.min(), side.max()) for side in sides)
    return bool(high_0 < low_1 or high_1 < low_0)

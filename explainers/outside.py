"""Which values of a row lie outside what the background has: explanations say little about them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.inputs import as_frame, matched


def outside(rows: pd.DataFrame, background: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which cells are below or above all of the background, or hold a value that it does not have.

    Parameters
    ----------
    rows, background
        Frames with the same columns.

    Returns
    -------
    array
        Shape (rows, columns). Numbers are outside where they are below the least or above the largest of the
        background, all else where it does not occur there; a missing value where none is missing there.

    Raises
    ------
    ExplanationError
        The frames do not fit each other.
    """
    rows = as_frame(rows, name="X")
    background = matched(rows, as_frame(background, name="background"))
    codec = ColumnCodec(background, rows)
    return outside_codes(codec, codec.encode(rows), codec.encode(background))


def outside_codes(
    codec: ColumnCodec, rows: npt.NDArray[np.float64], background: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """As `outside`, of rows that are coded already."""
    found = np.empty(rows.shape, dtype=bool)
    for place, (own, known) in enumerate(zip(rows.T, background.T, strict=True)):
        if place in codec.category_names:
            found[:, place] = ~np.isin(own, known)
            continue
        present = known[~np.isnan(known)]
        low, high = (present.min(), present.max()) if len(present) else (np.inf, -np.inf)
        beyond = (own < low) | (own > high)
        found[:, place] = np.where(np.isnan(own), len(present) == len(known), beyond)
    return found

"""What a column of rows must be before it is counted."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts.exact import FloatArray
from fairwitness.errors import DataError

LIGHTEST, HEAVIEST = 2.0**-32, 2.0**40
"""A weight and its square must be whole enough in units of 2**-64 to lose nothing that matters."""


def check_column(name: str, values: npt.NDArray[np.generic], bounds: tuple[int, int], rows: int) -> None:
    """Refuse a column of codes that has another length or a code that there is not."""
    if values.dtype.kind not in "iub":
        raise DataError(f"The `{name}` must be whole numbers. Got {values.dtype} instead.")
    _check_shape(name, values.shape, rows)
    if not rows:
        return
    seen = (int(values.min()), int(values.max()))
    if seen[0] < bounds[0] or seen[1] > bounds[1]:
        raise DataError(
            f"The `{name}` must be from {bounds[0]} to {bounds[1]}. "
            f"Got values from {seen[0]} to {seen[1]} instead."
        )


def check_weights(weights: npt.NDArray[np.generic], rows: int) -> FloatArray:
    """The weights as floats.

    Raises
    ------
    DataError
        A weight is negative, not a number, or so small or large that digits would be lost.
    """
    values = np.asarray(weights, dtype=np.float64)
    _check_shape("weights", values.shape, rows)
    usable = (values == 0) | ((values >= LIGHTEST) & (values <= HEAVIEST))
    if not usable.all():
        row = int(np.argmin(usable))
        raise DataError(
            f"The `weights` must be 0, or from {LIGHTEST:.2g} to {HEAVIEST:.2g}. Got {values[row]} in row {row} "
            "instead. Correct or leave out what is no weight, or multiply all by one number: that changes no rate."
        )
    return values


def _check_shape(name: str, shape: tuple[int, ...], rows: int) -> None:
    if shape != (rows,):
        raise DataError(
            f"The `{name}` must be one number for each of the {rows} rows. Got the shape {shape} instead."
        )

"""Which columns hold whole numbers, so that no perturbed row shows the model a fraction there."""

from __future__ import annotations

import numpy as np

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.columns import ColumnCodec

_EXACT = 2**53
"""Up to it every whole number is a float64 of its own."""


def whole_numbers(codec: ColumnCodec, background: FloatArray) -> dict[int, tuple[float, float]]:
    """The least and the largest number of its type for each column of whole numbers, by its place.

    Parameters
    ----------
    codec
        Knows the types.
    background
        Coded rows, at least one. Shape (rows, columns).
    """
    found = {}
    for place, dtype in enumerate(codec.decode(background[:1]).dtypes):
        plain = getattr(dtype, "numpy_dtype", dtype)
        if place not in codec.category_names and isinstance(plain, np.dtype) and plain.kind in "iu":
            kind = np.iinfo(plain)
            found[place] = (float(max(kind.min, -_EXACT)), float(min(kind.max, _EXACT)))
    return found

"""Which columns, or parts, count most: by absolute value, ties in their own order."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.base import FloatArray


def ranked(values: FloatArray) -> npt.NDArray[np.intp]:
    """Places along the last axis from the largest absolute value down. The shape of `values`."""
    return np.argsort(-np.abs(values), axis=-1, kind="stable")


def on_top(values: FloatArray, count: int) -> npt.NDArray[np.bool_]:
    """Which are among the `count` largest along the last axis. The shape of `values`."""
    size = np.abs(values)
    count = min(count, size.shape[-1])
    if not count:
        return np.zeros(size.shape, dtype=bool)
    least = np.partition(size, -count, axis=-1)[..., -count, None]
    above, level = size > least, size == least
    room = count - above.sum(axis=-1, keepdims=True)
    if (level.sum(axis=-1, keepdims=True) > room).any():
        level &= np.cumsum(level, axis=-1) <= room
    marked: npt.NDArray[np.bool_] = above | level
    return marked

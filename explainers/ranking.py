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
    marked = np.zeros(values.shape, dtype=bool)
    np.put_along_axis(marked, ranked(values)[..., :count], values=True, axis=-1)
    return marked

"""What every measure of a score asks of the histogram that it is given."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import FloatArray, IntArray
from fairwitness.errors import DataError


def checked_histogram(counts: npt.NDArray[np.integer], edges: npt.ArrayLike) -> tuple[IntArray, FloatArray]:
    """Counts of shape (G, 3, B) as int64 and their B + 1 edges as float64.

    Raises
    ------
    DataError
        The two do not fit together, a count is negative, or the edges do not grow.
    """
    table, cuts = np.asarray(counts), np.asarray(edges, dtype=np.float64)
    if table.ndim != 3 or table.shape[1] != 3 or table.dtype.kind not in "iu":
        raise DataError(
            "The `counts` must be whole numbers of the shape (groups, 3, bins). "
            f"Got {table.dtype} of the shape {table.shape} instead."
        )
    if cuts.shape != (table.shape[2] + 1,):
        raise DataError(
            f"The `edges` must be one more than the {table.shape[2]} bins. Got the shape {cuts.shape} instead."
        )
    if len(cuts) < 2 or not np.isfinite(cuts).all() or not (np.diff(cuts) > 0).all():
        raise DataError(
            "The `edges` must grow from the lowest score to the highest. Got other edges instead."
        )
    if table.size and table.min() < 0:
        raise DataError(f"The `counts` must be 0 or more in every bin. Got {table.min()} instead.")
    return table.astype(np.int64), cuts

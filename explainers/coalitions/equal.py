"""Equal rows asked about once: where columns hold few values, coalitions make the same rows again and again.

Measured with 100 rows of background: of 100 rows 2 differ on COMPAS (8 columns), 12 on Adult (10), 67 on German credit
(20), 2 with twelve columns of 0 and 1, and 72 where all columns are measured (7). Looking takes a microsecond or two a
row, a forest of 100 trees ten to twenty; a few rows are looked at first, to see whether it is worth it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.explainers.base import FloatArray

FIRST = 4_096
"""Rows that are looked at first."""
WORTH = 0.75
"""It is worth looking at all where at most this share of the first differ."""
Ask = Callable[[FloatArray], FloatArray]
Places = npt.NDArray[np.intp]


def asked_once(ask: Ask, matrix: FloatArray) -> tuple[FloatArray, int]:
    """The answer to every row, and how many rows were asked about.

    Equal is what has the same bits, so a model that treats rows one by one answers the same.
    """
    looked = distinct(matrix[:FIRST])
    if looked is None or len(looked[0]) > WORTH * min(len(matrix), FIRST):
        return ask(matrix), len(matrix)
    found = looked if len(matrix) <= FIRST else distinct(matrix)
    if found is None:
        return ask(matrix), len(matrix)
    first, again = found
    return ask(matrix[first])[again], len(first)


def distinct(matrix: FloatArray) -> tuple[Places, Places] | None:
    """Where each different row is first, in the order of the rows, and which of these each row is.

    None in the rare case that two different rows have one hash.
    """
    bits = np.ascontiguousarray(matrix).view(np.uint64)
    mixed = bits ^ (bits >> np.uint64(32))  # whole numbers differ in the high bits alone
    again, kinds = pd.factorize(mixed @ _factors(matrix.shape[1]))
    first = np.empty(len(kinds), dtype=np.intp)
    first[again[::-1]] = np.arange(len(matrix))[::-1]
    return (first, again) if (bits[first][again] == bits).all() else None


@lru_cache(maxsize=64)
def _factors(columns: int) -> npt.NDArray[np.uint64]:
    """An odd number for each column, always the same."""
    return np.random.default_rng(0).integers(0, 2**63, columns, dtype=np.uint64) * np.uint64(2) + np.uint64(1)

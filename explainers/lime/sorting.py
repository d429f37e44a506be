"""Whether perturbed rows are worth sorting by pairs of codes; kept apart so that asking does not load numba."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.lime.sampling import Codes

FEWEST_ROWS = 16
"""Sorting takes as long as ten rows or so by multiplication, and loading numba as long as some hundred."""
MOST_CELLS = 16_000_000
MOST_SAMPLES = 2**16
"""Perturbed rows are listed in 16 bits; codes are too, since cells are fewer than their squares."""


def code_counts(codes: Codes, explained: Codes) -> npt.NDArray[np.int64]:
    """How many codes each column has, those of the explained rows among them. Shape (columns,)."""
    found: npt.NDArray[np.int64] = np.maximum(codes.max(axis=1), explained.max(axis=1)).astype(np.int64) + 1
    return found


def worth_sorting(codes: Codes, explained: Codes) -> bool:
    """Whether there are enough explained rows for the sorting, and room for the lists.

    Parameters
    ----------
    codes, explained
        Shapes (columns, samples - 1) and (columns, rows).
    """
    columns, rows = explained.shape
    if codes.shape[1] >= MOST_SAMPLES:
        return False
    cells = columns * (columns + 1) // 2 * codes.shape[1] + int(code_counts(codes, explained).sum()) ** 2
    return bool(rows >= FEWEST_ROWS and cells <= MOST_CELLS)

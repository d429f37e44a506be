"""Whether the columns on top would be there again under another seed, told from one draw.

Parts of the draw are taken again at random (a bootstrap of the parts), and what each did to the weights is added up:
no model has to be asked again.
"""

from __future__ import annotations

import numpy as np

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.ranking import on_top

DRAWS = 100
_SEED = 0
_BLOCK = 64


def top(columns: int) -> int:
    """How many columns are looked at: five, or half of them where there are fewer than ten."""
    return max(1, min(5, columns // 2))


def stability(values: FloatArray, influences: FloatArray) -> FloatArray:
    """The share of the columns with the largest absolute weights that stay on top, over draws. Shape (rows,).

    Parameters
    ----------
    values
        Weights, shape (rows, columns).
    influences
        How each part of the draw moved them, shape (rows, columns, parts).
    """
    columns, parts = influences.shape[1:]
    kept = top(columns)
    times = np.random.default_rng(_SEED).multinomial(parts, np.full(parts, 1 / parts), DRAWS) - 1.0
    found = np.empty(len(values))
    for start in range(0, len(values), _BLOCK):
        block = slice(start, start + _BLOCK)
        own = on_top(values[block], kept)
        again = values[block, None, :] + (influences[block] @ times.T).transpose(0, 2, 1)
        stays = (on_top(again, kept) & own[:, None, :]).sum(axis=2)
        found[block] = stays.mean(axis=1) / kept
    return found

"""Whether the attributions add up to what really happens when columns are taken away.

Source: Yeh et al., On the (In)fidelity and Sensitivity of Explanations, NeurIPS 2019 (arXiv 1901.09392).
"""

from __future__ import annotations

import numpy as np

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.quality.base import Examined

SETS = 24
DRAWS = 12


def infidelity(examined: Examined, sets: int = SETS, draws: int = DRAWS) -> FloatArray:
    """Mean over sets S of columns of (sum of the values of S - (f(x) - mean f(x with S taken from b)))^2 / Var f.

    S is drawn with a uniform size, b from the background; the variance is that of the outputs over the
    background, so that the number has no unit.

    Parameters
    ----------
    sets
        Sets of columns for each row.
    draws
        Background rows that a set is filled in from; few of them add noise, which counts as infidelity.

    Returns
    -------
    Shape (rows,), 0 or more; not a number where the outputs do not vary. Lower is better: 0 is a model that adds up
    its columns and an explanation that says what each adds.
    """
    random = examined.random(2)
    count, width = examined.coded.shape
    ranks = random.permuted(np.tile(np.arange(width), (count * sets, 1)), axis=1)
    taken = ranks < random.integers(1, width + 1, size=count * sets)[:, None]
    donors = examined.coded_background[
        random.integers(len(examined.coded_background), size=count * sets * draws)
    ]
    rows = np.repeat(examined.coded, sets * draws, axis=0)
    without = examined.answer(np.where(np.repeat(taken, draws, axis=0), donors, rows))
    before = np.repeat(examined.answer(examined.coded), sets)
    drop = before - without.reshape(count * sets, draws).mean(axis=1)
    said = (taken * np.repeat(examined.explanation.values, sets, axis=0)).sum(axis=1)
    variance = float(examined.answer(examined.coded_background).var())
    if variance == 0:
        return np.full(count, np.nan)
    missed: FloatArray = ((said - drop) ** 2).reshape(count, sets).mean(axis=1) / variance
    return missed

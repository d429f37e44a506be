"""LIME's linear model over parts that are there or not, solved with its own kernel and ridge.

Sources: Ribeiro, Singh and Guestrin, KDD 2016; the `lime` package, `lime_base`: weights sqrt(exp(-d^2 / width^2)) and a
ridge regression with penalty 1 and an intercept that is not penalised.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.media.item import Flags
from fairwitness.explainers.ranking import on_top

PENALTY = 1.0
FOLDS = 5
TOP = 5


@dataclass(frozen=True, eq=False)
class Surrogate:
    """A fitted linear model.

    Parameters
    ----------
    weights
        Shape (parts,).
    intercept
        Its answer where nothing is there.
    r2
        Share of the weighted variance that it explains; None where the answers never change.
    """

    weights: FloatArray
    intercept: float
    r2: float | None


def fit(masks: Flags, answers: FloatArray, weights: FloatArray) -> Surrogate:
    """The weighted ridge regression of answers, shape (versions,), on masks, shape (versions, parts)."""
    share = weights / weights.sum()
    centre, middle = share @ masks, float(share @ answers)
    centred, off = masks - centre, answers - middle
    weighted = centred * weights[:, None]
    gram = weighted.T @ centred + PENALTY * np.eye(masks.shape[1])
    found = np.linalg.solve(gram, weighted.T @ off)
    left = off - centred @ found
    spread = float(weights @ off**2)
    r2 = (
        None
        if spread <= 1e-18 * max(1.0, middle**2)
        else min(max(1 - float(weights @ left**2) / spread, 0.0), 1.0)
    )
    return Surrogate(found, middle - float(centre @ found), r2)


def errors(masks: Flags, answers: FloatArray, weights: FloatArray) -> FloatArray:
    """Standard errors of the weights: the scatter among fits to fifths of the sample, over the root of five."""
    fits = [fit(masks[k::FOLDS], answers[k::FOLDS], weights[k::FOLDS]).weights for k in range(FOLDS)]
    spread: FloatArray = np.std(fits, axis=0, ddof=1) / np.sqrt(FOLDS)
    return spread


def stability(masks: Flags, answers: FloatArray, weights: FloatArray, whole: FloatArray) -> float:
    """Share of the strongest parts that both halves of the sample find again."""
    count = min(TOP, len(whole))
    best = on_top(whole, count)
    for half in range(2):
        own = fit(masks[half::2], answers[half::2], weights[half::2]).weights
        best &= on_top(own, count)
    return int(best.sum()) / count


def cosine_weights(masks: Flags, width: float, unit: float) -> FloatArray:
    """Weights by the cosine distance between a version and the whole, times `unit`."""
    there = masks.mean(axis=1)
    distance = (1 - np.sqrt(there)) * unit
    found: FloatArray = np.sqrt(np.exp(-(distance**2) / width**2))
    return found

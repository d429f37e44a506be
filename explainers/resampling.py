"""Bootstrap of means over rows, with a seed and in bounded memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.given import confidence_level, whole_number

_CELLS: Final = 4_000_000  # counts held at once


@dataclass(frozen=True)
class Resampling:
    """How intervals are found.

    Parameters
    ----------
    resamples
        Samples of rows, drawn with replacement.
    seed
        The same seed gives the same intervals.
    confidence
        Of the intervals.
    """

    resamples: int = 1000
    seed: int = 0
    confidence: float = 0.95

    def __post_init__(self) -> None:
        whole_number("resamples", self.resamples, 100)
        confidence_level(self.confidence)

    @property
    def ends(self) -> tuple[float, float]:
        """The two quantiles between which an interval lies."""
        return (1 - self.confidence) / 2, (1 + self.confidence) / 2


def resampled_means(
    values: FloatArray, weights: FloatArray, resamples: int, draw: np.random.Generator
) -> FloatArray:
    """Weighted means of rows drawn with replacement.

    Parameters
    ----------
    values
        Shape (rows, columns).
    weights
        Shape (rows,), of the rows; each row is as likely to be drawn.

    Returns
    -------
    array
        Shape (resamples, columns).
    """
    rows = len(values)
    weighted = np.column_stack([values * weights[:, None], weights])
    sums = np.empty((resamples, weighted.shape[1]))
    step = max(1, _CELLS // rows)
    for start in range(0, resamples, step):
        chosen = draw.multinomial(rows, np.full(rows, 1 / rows), size=min(step, resamples - start))
        sums[start : start + step] = chosen @ weighted
    means: FloatArray = sums[:, :-1] / sums[:, -1:]
    return means

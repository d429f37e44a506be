"""Whether another seed, or another draw of the background, would have told another story.

Sources: Visani et al., Statistical stability indices for LIME, 2022 (arXiv 2001.11757), for seeds; Yuan et al., An
Empirical Study of the Effect of Background Data Size on SHAP, 2022 (arXiv 2204.11351), for backgrounds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.quality.agreement import feature_agreement
from fairwitness.explainers.quality.base import Examined, Explain

REPEATS = 3


@dataclass(frozen=True, eq=False)
class Reruns:
    """The explanation, and what it came to when it was made again.

    Parameters
    ----------
    first
        The examined values, shape (rows, columns).
    again
        Those of the repeats, shape (repeats, rows, columns).
    """

    first: FloatArray
    again: FloatArray

    def relative_spread(self) -> FloatArray:
        """Sum over columns of the standard deviation over the repeats / sum of the mean absolute values.

        Shape (rows,), 0 or more, 0 where nothing is attributed; lower is better. Two repeats at least.
        """
        spread = self.again.std(axis=0, ddof=1).sum(axis=1)
        size = np.abs(self.again).mean(axis=0).sum(axis=1)
        share: FloatArray = np.divide(spread, size, out=np.zeros(len(size)), where=size > 0)
        return share

    def top_flips(self, top: int | None = None) -> FloatArray:
        """Mean share of the `top` columns (a quarter if left out) that are no longer among the first `top`.

        Shape (rows,), from 0 to 1; lower is better.
        """
        lost = [1 - feature_agreement(self.first, values, top) for values in self.again]
        mean: FloatArray = np.mean(lost, axis=0)
        return mean


def with_other_seeds(examined: Examined, explain: Explain, repeats: int = REPEATS) -> Reruns:
    """Explain again with other seeds and the same background."""
    seeds = examined.random(4).integers(2**31, size=repeats)
    return _again(examined, (explain(examined.rows, examined.background, int(seed)).values for seed in seeds))


def with_other_backgrounds(examined: Examined, explain: Explain, repeats: int = REPEATS) -> Reruns:
    """Explain again with bootstrap draws of the background, each of its size, and the same seed."""
    random = examined.random(5)
    size = len(examined.background)
    draws = (examined.background.iloc[random.integers(size, size=size)] for _ in range(repeats))
    return _again(examined, (explain(examined.rows, drawn, examined.seed).values for drawn in draws))


def _again(examined: Examined, values: Iterable[FloatArray]) -> Reruns:
    return Reruns(examined.explanation.values, np.stack(list(values)))

"""The area under the ROC curve and its variance, from counts over ordered scores.

References
----------
E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, Biometrics 44 (1988) 837-845.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_MOST_PAIRS = 2**62
"""Below this, twice the pairs are counted in whole numbers of 64 bits; from it on in floats."""
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Area:
    """An area under the ROC curve.

    Attributes
    ----------
    positives, negatives
        Rows of each kind, at least one.
    wins
        Twice the pairs in which the positive has the higher score, a tie counting half.
    ties
        Pairs in one bin.
    variance
        DeLong's, of the area as binned; None where there is a single row of a kind.
    """

    positives: int
    negatives: int
    wins: int
    ties: int
    variance: float | None

    @property
    def value(self) -> float:
        """The chance that a positive has the higher score of a random pair, a tie counting half."""
        return self.wins / (2 * self.positives * self.negatives)


def area(positives: Counts, negatives: Counts) -> Area:
    """The area of rows counted by bin, bins from the lowest score to the highest; there are rows of both kinds."""
    m, n = int(positives.sum()), int(negatives.sum())
    whole = np.int64 if 2 * m * n < _MOST_PAIRS else np.float64
    # Twice the negatives (positives) that a positive (negative) beats, so that a tie is a whole number too.
    beaten = 2 * np.cumsum(negatives) - negatives
    beating = 2 * m - 2 * np.cumsum(positives) + positives
    wins = int((positives * beaten.astype(whole)).sum())
    ties = int((positives * negatives.astype(whole)).sum())
    if min(m, n) == 1:
        return Area(m, n, wins, ties, None)
    value, variance = wins / (2 * m * n), 0.0
    for rows, won, own, other in ((positives, beaten, m, n), (negatives, beating, n, m)):
        component = won / (2 * other) - value
        variance += float((rows * component**2).sum()) / (own * (own - 1))
    return Area(m, n, wins, ties, variance)

"""Agreement of two deciders beyond chance: Cohen's kappa of a square table, with its interval.

References
----------
J. Cohen, Educ. Psychol. Meas. 20 (1960) 37-46.
J. L. Fleiss, J. Cohen and B. S. Everitt, Psychol. Bull. 72 (1969) 323-327 (standard error, large samples).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import special

from fairwitness.audits.counts import FloatArray

LEAST_CASES: Final = 30
"""With fewer cases the standard error, which holds in large samples, gives no interval."""


@dataclass(frozen=True)
class Kappa:
    """Kappa from -1 to 1, and its limits; None with the reason where there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None
    reason: str | None = None


def cohen_kappa(table: npt.ArrayLike, confidence: float = 0.95) -> Kappa:
    """Kappa of the cases that two deciders put into K classes each.

    Parameters
    ----------
    table
        Cases by the first decider's class and the second's, shape (K, K).
    confidence
        Of the two-sided interval.
    """
    counts = np.asarray(table, dtype=np.float64)
    n = float(counts.sum())
    if not n:
        return Kappa(None, reason="no cases")
    share = counts / n
    chance = float(share.sum(axis=1) @ share.sum(axis=0))
    if np.isclose(chance, 1.0):
        return Kappa(None, reason="both always decided the same, so chance alone would agree")
    value = (float(np.trace(share)) - chance) / (1 - chance)
    if n < LEAST_CASES:
        return Kappa(value, reason=f"{n:.0f} of the {LEAST_CASES} cases that an interval takes")
    error = _standard_error(share, value, chance, n)
    if error <= 0:
        return Kappa(value, reason="no case differs, so there is no standard error")
    half = float(special.ndtri((1 + confidence) / 2)) * error
    return Kappa(value, max(-1.0, value - half), min(1.0, value + half))


def _standard_error(share: FloatArray, kappa: float, chance: float, n: float) -> float:
    first, second = share.sum(axis=1), share.sum(axis=0)
    diagonal = np.diag(share)
    same = float(diagonal @ (1 - (first + second) * (1 - kappa)) ** 2)
    others = share * (second[:, None] + first[None, :]) ** 2
    apart = (1 - kappa) ** 2 * float(others.sum() - np.trace(others))
    variance = same + apart - (kappa - chance * (1 - kappa)) ** 2
    return float(np.sqrt(max(variance, 0.0) / n)) / (1 - chance)

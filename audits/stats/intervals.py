"""Limits of one rate: Clopper-Pearson for verdicts, Wilson for display.

Counts may be real numbers (effective counts of a weighted sample). Without trials nothing is known:
the limits are 0 and 1.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

from fairwitness.audits.counts import FloatArray


def wilson(
    successes: npt.ArrayLike, trials: npt.ArrayLike, confidence: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Two-sided Wilson score limits, elementwise over the broadcast counts.

    References
    ----------
    E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212.
    """
    x, n = _counts(successes, trials)
    z = float(special.ndtri((1 + confidence) / 2))
    size = np.where(n > 0, n, 1.0)
    rate = x / size
    centre = rate + z * z / (2 * size)
    half = z * np.sqrt(rate * (1 - rate) / size + (z / (2 * size)) ** 2)
    scale = 1 + z * z / size
    low = np.where(x > 0, (centre - half) / scale, 0.0)
    high = np.where(x < n, (centre + half) / scale, 1.0)
    return np.where(n > 0, low.clip(0, 1), 0.0), np.where(n > 0, high.clip(0, 1), 1.0)


def clopper_pearson(
    successes: npt.ArrayLike, trials: npt.ArrayLike, alpha: npt.ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Lower and upper exact limits, each one-sided at ``alpha``: together they cover 1 - 2 alpha or more.

    References
    ----------
    C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404-413.
    """
    return lower_limit(successes, trials, alpha), upper_limit(successes, trials, alpha)


def lower_limit(successes: npt.ArrayLike, trials: npt.ArrayLike, alpha: npt.ArrayLike) -> FloatArray:
    """One-sided lower Clopper-Pearson limit at ``alpha``; 0 without successes."""
    x, n = _counts(successes, trials)
    some = x > 0
    limit: FloatArray = special.betaincinv(np.where(some, x, 1.0), np.where(some, n - x + 1, 1.0), alpha)
    return np.where(some & ~np.isnan(limit), limit, 0.0)


def upper_limit(successes: npt.ArrayLike, trials: npt.ArrayLike, alpha: npt.ArrayLike) -> FloatArray:
    """One-sided upper Clopper-Pearson limit at ``alpha``; 1 without failures."""
    x, n = _counts(successes, trials)
    some = x < n
    limit: FloatArray = special.betainccinv(np.where(some, x + 1, 1.0), np.where(some, n - x, 1.0), alpha)
    return np.where(some & ~np.isnan(limit), limit, 1.0)


def _counts(successes: npt.ArrayLike, trials: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    n = np.asarray(trials, dtype=np.float64)
    # A weighted rate times its effective trials can pass them by a rounding error.
    return np.clip(np.asarray(successes, dtype=np.float64), 0.0, n), n

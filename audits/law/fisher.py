"""Fisher's exact test of two rates, two-sided, for counts of any size.

Made from ratios of neighbouring probabilities, outward from the most likely table: exact to some 1e-11 for a hundred
million people, and without `scipy.stats`, which takes longer to import than an audit takes.

References
----------
R. A. Fisher, J. R. Stat. Soc. 98 (1935) 39-82. Tables at most as likely as the observed one count, as in R and SciPy.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from fairwitness.audits.counts import FloatArray
from fairwitness.audits.stats.contrasts import SMALLEST_P

_AS_LIKELY: Final = 1 + 1e-7
"""Tables this much more likely still count as equally likely: rounding must not split a tie."""
_DEVIATIONS, _STEPS = 30, 100
"""How far out tables are looked at: beyond, all together are less likely than `SMALLEST_P`."""


def fisher_two_sided(one: tuple[int, int], other: tuple[int, int]) -> float | None:
    """Two-sided p-value of equal rates, at least `SMALLEST_P`.

    Parameters
    ----------
    one, other
        (people, chosen) of two groups.

    Returns
    -------
    float or None
        None where a group is of nobody; 1 where everybody or nobody was chosen, as there is one table only.
    """
    (n, a), (m, b) = sorted((one, other))  # so that the groups' order does not tell in the last digits
    if not n or not m:
        return None
    chosen = a + b
    least, most = max(0, chosen - m), min(n, chosen)
    likeliest = min(max((n + 1) * (chosen + 1) // (n + m + 2), least), most)
    people = n + m
    spread = math.sqrt(n / people * (m / people) * chosen * (people - chosen) / max(people - 1, 1))
    reach = math.ceil(_DEVIATIONS * spread) + _STEPS
    low, high = max(least, likeliest - reach), min(most, likeliest + reach)
    if not low <= a <= high:
        return SMALLEST_P
    up = np.arange(likeliest, high, dtype=np.float64)
    down = np.arange(likeliest, low, -1, dtype=np.float64)
    rising = _products(chosen - up, n - up, up + 1, m - chosen + up + 1)
    falling = _products(down, m - chosen + down, chosen - down + 1, n - down + 1)
    likelihoods = np.concatenate((falling[::-1], [1.0], rising))
    unlikely = likelihoods <= likelihoods[a - low] * _AS_LIKELY
    p = float(likelihoods[unlikely].sum() / likelihoods.sum())
    return min(max(p, SMALLEST_P), 1.0)


def _products(one: FloatArray, two: FloatArray, below: FloatArray, beside: FloatArray) -> FloatArray:
    """Likelihoods in steps away from the likeliest table, whose own is 1."""
    steps: FloatArray = np.cumprod((one / below) * (two / beside), dtype=np.float64)
    return steps

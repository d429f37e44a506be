"""Two groups compared over many strata: Cochran-Mantel-Haenszel test, common odds ratio, common difference.

References
----------
A. Agresti, Categorical Data Analysis, 3rd ed. (2013), section 6.4 (the test and its continuity correction).
N. Mantel and W. Haenszel, J. Natl. Cancer Inst. 22 (1959) 719-748 (the common odds ratio).
J. Robins, N. Breslow and S. Greenland, Biometrics 42 (1986) 311-323 (its limits).
T. Sato, Biometrics 45 (1989) 1323-1324 (the standard error of the common difference).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from scipy import special

from fairwitness.audits.conditional.tally import Tally
from fairwitness.audits.counts import FloatArray
from fairwitness.audits.stats.gaps import name_of_rest
from fairwitness.errors import PlanError

_NO_STRATUM = "no stratum has both groups and both results"


@dataclass(frozen=True)
class MantelHaenszel:
    """One group compared with another, or with the rest, over the strata.

    Attributes
    ----------
    groups
        The group, and the one it is compared with.
    confidence
        Of the limits.
    statistic, p_value
        Cochran-Mantel-Haenszel, without continuity correction; chi-square with one degree of freedom.
    corrected_statistic, corrected_p_value
        The same with the correction, which never goes below 0.
    odds_ratio, odds_low, odds_high
        The common odds ratio of success, with its limits by Robins, Breslow and Greenland.
    risk_difference, risk_difference_error
        The common difference of the rates, with Sato's standard error.
    left_out
        Strata that say nothing about the test and the odds ratio, with the reason. One with a single result still
        counts for the difference.
    reasons
        Why a figure is None, by its name.
    """

    groups: tuple[str, str]
    confidence: float
    statistic: float | None = None
    p_value: float | None = None
    corrected_statistic: float | None = None
    corrected_p_value: float | None = None
    odds_ratio: float | None = None
    odds_low: float | None = None
    odds_high: float | None = None
    risk_difference: float | None = None
    risk_difference_error: float | None = None
    left_out: tuple[tuple[str, str], ...] = ()
    reasons: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, eq=False)
class _Strata:
    """Successes a of m in the group and c of n in the other, in strata that have both."""

    a: FloatArray
    m: FloatArray
    c: FloatArray
    n: FloatArray

    @property
    def rows(self) -> FloatArray:
        return self.m + self.n


def mantel_haenszel(
    counted: Tally, group: int, other: int | None = None, *, confidence: float = 0.95
) -> MantelHaenszel:
    """Compare a group with another one, or with all the others together, over the strata.

    Parameters
    ----------
    group, other
        Positions of the two; without ``other`` the group is compared with the rest.
    confidence
        Of the limits of the odds ratio.

    Raises
    ------
    PlanError
        A group is compared with itself, or the confidence cannot be.
    """
    if group == other:
        raise PlanError(
            f"The `other` group must be another one. Got '{counted.groups[group]}' twice instead."
        )
    if not 0 < confidence < 1:
        raise PlanError(f"The `confidence` must be above 0 and below 1. Got {confidence} instead.")
    rest = [g for g in range(len(counted.groups)) if g != group] if other is None else [other]
    names = (counted.groups[group], name_of_rest(counted.groups) if other is None else counted.groups[other])
    a, m = counted.successes[:, group], counted.trials[:, group]
    c, n = counted.successes[:, rest].sum(axis=1), counted.trials[:, rest].sum(axis=1)
    left_out = tuple(
        (stratum, why)
        for stratum, *cells in zip(
            counted.strata, a.tolist(), m.tolist(), c.tolist(), n.tolist(), strict=True
        )
        if (why := _uninformative(names, *cells)) is not None
    )
    both = (m > 0) & (n > 0)
    strata = _Strata(*(column[both].astype(np.float64) for column in (a, m, c, n)))
    figures: dict[str, float] = {}
    reasons: dict[str, str] = {}
    for part in (_test(strata), _odds(strata, confidence), _difference(strata)):
        figures |= part[0]
        reasons |= part[1]
    return MantelHaenszel(names, confidence, **figures, left_out=left_out, reasons=MappingProxyType(reasons))


_Part = tuple[dict[str, float], dict[str, str]]


def _test(strata: _Strata) -> _Part:
    names = ("statistic", "p_value", "corrected_statistic", "corrected_p_value")
    rows, won = strata.rows, strata.a + strata.c
    # Two rows or more in each: one of either group.
    variance = float((strata.m * strata.n * won * (rows - won) / (rows**2 * (rows - 1))).sum())
    if not variance > 0:
        return {}, dict.fromkeys(names, _NO_STRATUM)
    excess = abs(float((strata.a - strata.m * won / rows).sum()))
    plain, corrected = excess**2 / variance, max(excess - 0.5, 0.0) ** 2 / variance
    values = (plain, float(special.chdtrc(1, plain)), corrected, float(special.chdtrc(1, corrected)))
    return dict(zip(names, values, strict=True)), {}


def _odds(strata: _Strata, confidence: float) -> _Part:
    b, d = strata.m - strata.a, strata.n - strata.c
    for_it, against = strata.a * d / strata.rows, b * strata.c / strata.rows
    r, s = float(for_it.sum()), float(against.sum())
    if not s > 0:
        why = "the odds ratio has no upper bound: no stratum speaks against it" if r > 0 else _NO_STRATUM
        return {}, dict.fromkeys(("odds_ratio", "odds_low", "odds_high"), why)
    if not r > 0:
        return {"odds_ratio": 0.0}, dict.fromkeys(
            ("odds_low", "odds_high"), "an odds ratio of 0 has no standard error"
        )
    p, q = (strata.a + d) / strata.rows, (b + strata.c) / strata.rows
    variance = float(
        (p * for_it).sum() / (2 * r**2)
        + (p * against + q * for_it).sum() / (2 * r * s)
        + (q * against).sum() / (2 * s**2)
    )
    reach = float(np.exp(special.ndtri((1 + confidence) / 2) * np.sqrt(variance)))
    return {"odds_ratio": r / s, "odds_low": r / s / reach, "odds_high": r / s * reach}, {}


def _difference(strata: _Strata) -> _Part:
    a, m, c, n, rows = strata.a, strata.m, strata.c, strata.n, strata.rows
    if not len(rows):
        return {}, dict.fromkeys(("risk_difference", "risk_difference_error"), "no stratum has both groups")
    weight = float((m * n / rows).sum())
    value = float(((a * n - c * m) / rows).sum()) / weight
    slope = (m**2 * c - n**2 * a + m * n * (n - m) / 2) / rows**2
    level = (a * (n - c) + c * (m - a)) / (2 * rows)
    variance = value * float(slope.sum()) + float(level.sum())
    if not variance > 1e-12 * weight:  # the parts can cancel but for a rounding error
        why = "every stratum has a single result in each group, which says nothing about the spread"
        return {"risk_difference": value}, {"risk_difference_error": why}
    return {"risk_difference": value, "risk_difference_error": float(np.sqrt(variance)) / weight}, {}


def _uninformative(names: tuple[str, str], a: int, m: int, c: int, n: int) -> str | None:
    absent = [f"'{name}'" for name, size in zip(names, (m, n), strict=True) if not size]
    if absent:
        return f"no trials of {' or '.join(absent)}"
    if a + c == 0:
        return "no successes"
    return "no failures" if a + c == m + n else None

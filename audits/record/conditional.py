"""Rates among comparable people: within strata, and as if every group were spread over the strata alike."""

from __future__ import annotations

from fairwitness.audits.record.base import Part


class StratumRate(Part):
    """One group's rate within one stratum."""

    stratum: str
    group: str
    n: int
    successes: int
    value: float | None
    reason: str | None


class StratumTest(Part):
    """Cochran-Mantel-Haenszel: one group compared with another, or with the rest, over the strata."""

    groups: tuple[str, str]
    statistic: float | None
    p_value: float | None
    corrected_statistic: float | None
    """With continuity correction."""
    corrected_p_value: float | None
    odds_ratio: float | None
    """Mantel and Haenszel's common odds ratio."""
    odds_low: float | None
    odds_high: float | None
    risk_difference: float | None
    """The common difference of the rates."""
    risk_difference_error: float | None
    reasons: dict[str, str]
    """Why a figure is null, by its name."""


class Reversal(Part):
    """Two groups whose gap turns round within the strata (Simpson's paradox)."""

    groups: tuple[str, str]
    pooled_gap: float
    standardised_gap: float


class ConditionalTable(Part):
    """One rate of one attribute's groups within strata."""

    attribute: str
    metric: str
    columns: tuple[str, ...]
    rates: tuple[StratumRate, ...]
    weights: dict[str, float]
    """Share of each stratum in the standardised rates; 0 where it is left out."""
    left_out: dict[str, str]
    """Strata that are left out of the standardised rates, and why."""
    dropped_share: float | None
    tests: tuple[StratumTest, ...]
    reversals: tuple[Reversal, ...]

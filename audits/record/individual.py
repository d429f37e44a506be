"""Fairness between persons, whatever their group."""

from __future__ import annotations

from fairwitness.audits.record.base import Part


class Inequality(Part):
    """How unequally a benefit is spread over people (generalized entropy), and how much of it lies between groups."""

    attribute: str
    index: str
    alpha: float
    value: float | None
    between: float | None
    within: float | None
    reason: str | None


class GroupConsistency(Part):
    """How alike rows of one group are treated to their neighbours."""

    attribute: str
    group: str
    value: float | None
    reason: str | None


class IndividualFairness(Part):
    """Inequality of benefit, and consistency between a row and those most like it."""

    inequality: tuple[Inequality, ...]
    consistency: float | None
    consistency_reason: str | None
    neighbours: int | None
    rows: int | None
    """Rows that were compared."""
    of_rows: int | None
    by_group: tuple[GroupConsistency, ...] = ()

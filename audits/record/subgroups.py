"""Groups that nobody declared: what a search over combinations of columns found, and whether it held."""

from __future__ import annotations

from fairwitness.audits.record.base import Part


class GroupCondition(Part):
    """One condition of a group: a column, and the value or range it must have."""

    column: str
    value: str


class FoundGroup(Part):
    """A group that a search put forward on one half of the rows, and its figures on the other half."""

    metric: str
    name: str
    """The conditions in words."""
    conditions: tuple[GroupCondition, ...]
    searched_n: int
    """Cases of the metric in the group, on the half that was searched."""
    searched_rate: float | None
    searched_rest: float | None
    """The rate of everybody else on that half."""
    n: int
    """Cases of the metric in the group, on the half that was not searched."""
    rate: float | None
    """Null where the half that was not searched has no case of the group; then ``reason`` says so."""
    rest_n: int
    rest: float | None
    gap: float | None
    """By how much the group's rate is worse than that of everybody else, on the half that was not searched."""
    low: float | None
    high: float | None
    shrinkage: float | None
    """How much of the searched gap is gone on the half that was not searched."""
    p_value: float | None
    """One-sided, on the half that was not searched."""
    p_adjusted: float | None
    """Holm-adjusted over all groups that were carried over."""
    confirmed: bool
    reason: str | None = None
    statement: str
    """What was found, in a sentence."""


class LeftOutColumn(Part):
    """A column that was not searched, and why."""

    column: str
    reason: str


class SubgroupSearch(Part):
    """A search for the worst-treated groups. Exploratory: it decides nothing."""

    metrics: tuple[str, ...]
    columns: tuple[str, ...]
    left_out: tuple[LeftOutColumn, ...]
    columns_sha256: str | None
    """Of the content of the searched columns without a role, which the data's hash does not cover; null without any."""
    depth: int
    min_rows: int
    beam: int
    looked_at: int
    """Groups that were compared with everybody else, over all metrics."""
    rows_searched: int
    rows_checked: int
    seed: int
    """Of the split into halves, which is drawn over the order of the rows."""
    confidence: float
    method: str
    groups: tuple[FoundGroup, ...]
    notes: tuple[str, ...] = ()
    statement: str
    """What the search came to, in a sentence."""

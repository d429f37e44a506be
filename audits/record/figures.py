"""What was measured: rates of groups, comparisons between them, performance."""

from __future__ import annotations

from pydantic import Field

from fairwitness.audits.plan.part import Form, Kind
from fairwitness.audits.record.base import Part, Verdict


class Estimate(Part):
    """One rate of one group. ``attribute`` and ``group`` are null for all rows together."""

    metric: str
    attribute: str | None
    group: str | None
    value: float | None
    """Null where the rate does not exist; then ``reason`` says why."""
    low: float | None
    high: float | None
    confidence: float
    n: int
    """Trials: the rows the rate is a share of."""
    successes: int | None
    rows: int
    """Rows of the group."""
    method: str
    estimable: bool
    judged: bool
    """Whether the group is large enough, and known, to take part in verdicts."""
    reason: str | None = None


class Pair(Part):
    """Two groups and the gap between them: the first has the worse rate."""

    groups: tuple[str, str]
    value: float | None
    low: float
    high: float


class Excluded(Part):
    """A group that is shown and not judged."""

    group: str
    n: int
    reason: str


class MoreRows(Part):
    """What would settle an inconclusive verdict with power 0.8 at the observed rates."""

    groups: tuple[str, ...]
    rows: int | None
    """More rows of those groups together; null where no number would settle it."""
    reason: str


class Comparison(Part):
    """One metric compared between the groups of one attribute."""

    metric: str
    attribute: str
    kind: Kind
    groups: tuple[str, str] | None
    """The groups with the worst and the best rate among those judged."""
    value: float | None
    low: float | None
    high: float | None
    confidence: float
    method: str
    tolerance: float
    declared: bool
    """Whether a gate declares it; what no gate declares is exploratory."""
    verdict: Verdict
    p_value: float | None
    """Of the null that no gap is beyond the tolerance; Holm-adjusted over the gates if declared."""
    p_within: float | None
    """Of the null that some gap is beyond the tolerance; Holm-adjusted over the gates if declared."""
    q_value: float | None
    """Benjamini-Hochberg over everything exploratory; null if declared."""
    evidence: Pair | None = None
    """The pair of groups with the strongest evidence of a gap beyond the tolerance."""
    excluded_groups: tuple[Excluded, ...] = ()
    more_rows_needed: MoreRows | None = None
    reason: str | None = None
    statement: str
    """What was found, in a sentence."""
    against: Form = Field("others", exclude_if=lambda form: form == "others")
    """What each group is compared with: every other one, the reference group, or everybody else."""
    reference: str | None = Field(None, exclude_if=lambda group: group is None)
    part: str | None = Field(None, exclude_if=lambda metric: metric is None)
    """The metric that groups and value are of, where several are judged as one."""


class Confusion(Part):
    """Rows by outcome and prediction."""

    true_negatives: int
    false_positives: int
    false_negatives: int
    true_positives: int
    unlabelled: int


class Performance(Part):
    """How often the decisions were right, over all rows."""

    measures: tuple[Estimate, ...] = ()
    confusion: Confusion | None = None
    baseline: float | None = None
    """Accuracy of always giving the more common label."""
    statement: str | None = None

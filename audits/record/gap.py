"""Why the gap: the difference between two groups shared out among the columns."""

from __future__ import annotations

from fairwitness.audits.record.base import Part


class GapColumn(Part):
    """What one column brings to the gap, and how well it alone tells the two groups apart."""

    column: str
    label: str
    value: float
    """In the unit of the metric; above 0 it widens the gap."""
    low: float
    high: float
    sensitive: bool
    """Whether a sensitive attribute is read from this column."""
    auc: float | None
    """The share of held-out pairs of rows, one of each group, that the column puts in order; null with too few rows."""
    auc_low: float | None
    auc_high: float | None
    proxy: bool
    """Whether that reaches the limit, and beats chance beyond its interval."""


class GapAttribution(Part):
    """One gap between two groups of an attribute, shared out."""

    metric: str
    attribute: str
    groups: tuple[str, str]
    """The group with the higher figure, then that with the lower; the gap is the first less the second."""
    rows: tuple[int, int]
    """Rows of each group that were explained: a random draw of each."""
    of_rows: tuple[int, int]
    means: tuple[float, float]
    value: float
    """The gap over the explained rows; the columns add up to it."""
    low: float
    high: float
    whole: float
    """The gap over all rows."""
    residual: float
    """The gap less the sum of the columns: rounding."""
    confidence: float
    """Of each interval alone, over rows of each group; the background is held fixed."""
    resamples: int
    seed: int
    engine: str
    background_rows: int
    background_hash: str
    proxy_limit: float
    proxy_rows: int | None
    """Held-out rows on which columns were asked to tell the groups apart."""
    columns: tuple[GapColumn, ...]
    """The largest share first, whichever way it goes."""
    statement: str
    notes: tuple[str, ...]

"""Scores by group: how they are spread, whether they keep their word, and what other thresholds would do."""

from __future__ import annotations

from fairwitness.audits.plan.part import Kind
from fairwitness.audits.record.base import Part


class ReliabilityBin(Part):
    """Rows whose scores lie near each other, and how often they turned out positive."""

    low: float
    high: float
    n: int
    mean_score: float | None
    """Null where no row lies in the bin, as the other figures are."""
    observed: float | None
    """Share of positives."""
    observed_low: float | None
    observed_high: float | None


class GroupScores(Part):
    """The scores of one group, counted in equal bins."""

    group: str
    unknown: bool
    negatives: tuple[int, ...]
    positives: tuple[int, ...]
    unlabelled: tuple[int, ...]
    reliability: tuple[ReliabilityBin, ...] = ()
    """Ten wider bins; empty where the score is no probability."""


class ScoreTable(Part):
    """Scores of one attribute's groups: every rate at every threshold follows from it."""

    attribute: str
    low: float
    """Lower edge of the first bin."""
    high: float
    """Upper edge of the last bin; scores beyond an end are counted in the bin there."""
    bins: int
    groups: tuple[GroupScores, ...]


class ThresholdLimit(Part):
    """A declared limit that was held against every threshold."""

    metric: str
    kind: Kind
    limit: float


class ThresholdTable(Part):
    """The thresholds at which all declared limits on rates would hold for one attribute. Exploratory."""

    attribute: str
    limits: tuple[ThresholdLimit, ...]
    current: float | None
    point: tuple[tuple[float, float], ...]
    """Ranges of thresholds at which every observed gap is inside its limit."""
    shown: tuple[tuple[float, float], ...]
    """Ranges at which every gap is shown to be inside."""
    statement: str

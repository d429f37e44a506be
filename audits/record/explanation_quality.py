"""How good the explanations are, by group, and what looks like manipulation."""

from __future__ import annotations

from typing import Literal

from fairwitness.audits.record.base import Part


class QualityFigure(Part):
    """The mean of a measure over the rows of one group."""

    attribute: str | None
    """None over all rows."""
    group: str | None
    n: int
    """Rows that have a number."""
    value: float | None
    standard_error: float | None
    low: float | None
    high: float | None
    reason: str | None
    """Why there is no figure."""


class QualityMeasure(Part):
    """One measure of the explanations."""

    name: str
    better: Literal["higher", "lower"]
    scale: str
    """What its numbers are: a share from 0 to 1, the model's unit, or so many times."""
    figures: tuple[QualityFigure, ...]


class TelltaleFigure(Part):
    """A sign that an explanation was tampered with, and whether it is there."""

    name: Literal["scaffolding", "background"]
    attribute: str | None
    group: str | None
    says: Literal["fires", "clear", "inconclusive"]
    value: float | None
    low: float | None
    high: float | None
    limit: float
    """What the value (scaffolding) or its p value (background) is held against."""
    p_value: float | None
    rows: int
    statement: str


class ExplanationQuality(Part):
    """Measures and tell-tales, of rows drawn with the seed."""

    rows: int
    confidence: float
    seed: int
    measures: tuple[QualityMeasure, ...]
    telltales: tuple[TelltaleFigure, ...]
    statement: str

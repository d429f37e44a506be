"""How the model's output goes along a column, and how contributions spread: counted, so that no row is in it."""

from __future__ import annotations

from pydantic import Field

from fairwitness.audits.record.base import Part


class EffectCurve(Part):
    """One curve over the points of a column."""

    group: str | None
    """Null for all rows."""
    rows: int
    values: tuple[float | None, ...]
    """Null at points that the group has no rows around."""
    errors: tuple[float | None, ...]
    """Standard errors over rows."""


class ColumnEffect(Part):
    """How the output goes along one column: accumulated local effects, or partial dependence."""

    column: str
    label: str
    kind: str
    scale: str
    points: tuple[float, ...]
    names: tuple[str, ...]
    """What the points are called, where the column holds no numbers."""
    order: str
    counts: tuple[int, ...]
    """Rows of each name; of numbers, rows between each two points."""
    missing: int
    attribute: str | None
    """Whose groups have curves of their own."""
    curves: tuple[EffectCurve, ...]
    lines: tuple[tuple[float | None, ...], ...] = Field((), exclude_if=lambda lines: not lines)
    """Curves of single rows; never in a record."""


class Strip(Part):
    """Contributions of one column over the explained rows, counted by size and by the column's own value."""

    column: str
    label: str
    counts: tuple[tuple[int, ...], ...]
    """Rows by level of the column's value and by bin of the contribution."""


class Strips(Part):
    """The spread of contributions, on one scale for all columns shown."""

    low: float
    high: float
    """Where the first bin begins, and the last one ends."""
    rows: int
    scale: str
    levels: tuple[str, ...]
    """Thirds of the column's values by rank; or neither, for text and missing values."""
    strips: tuple[Strip, ...]

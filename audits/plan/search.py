"""How the search for groups that nobody declared is made."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fairwitness.audits.plan.part import Part
from fairwitness.audits.plan.spelling import Names

SearchMetric = Literal[
    "selection_rate",
    "true_positive_rate",
    "false_negative_rate",
    "false_positive_rate",
    "precision",
    "accuracy",
]


class Search(Part):
    """A search over combinations of columns for the groups that are treated worst. What it finds is exploratory."""

    off: bool = False
    """Whether the search is left out."""
    columns: Names | None = None
    """The columns that are combined; every column that can form groups if left out."""
    metrics: tuple[SearchMetric, ...] = Field(("selection_rate",), min_length=1)
    """The rates that are searched for."""
    depth: int = Field(2, ge=1, le=3)
    """The most conditions that describe a group."""
    min_rows: int = Field(50, ge=10)
    """Groups with fewer cases than this in the half of the rows that is searched are not looked at."""
    beam: int = Field(50, ge=1, le=1000)
    """The groups of each depth, the worst-treated first, that are narrowed further."""
    top: int = Field(5, ge=1, le=20)
    """The most groups, for each metric, that are checked on the other half of the rows."""

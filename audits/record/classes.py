"""Decisions for one of several labels."""

from __future__ import annotations

from fairwitness.audits.record.base import Part


class ClassTable(Part):
    """Rows by outcome and decision."""

    labels: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]
    """A row for each outcome in the order of the labels, then one for rows without a label; a column a decision."""

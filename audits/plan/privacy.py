"""What of single rows may leave an audit."""

from __future__ import annotations

from fairwitness.audits.plan.part import Part


class Privacy(Part):
    """What of single rows may leave an audit."""

    rows: bool = True
    """False: nothing of any single row: no case, no id, no value of a cell in a message, and no copy of the data."""

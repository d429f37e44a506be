"""The section of paper that shows what people said of the record."""

from __future__ import annotations

from collections.abc import Iterator

from fairwitness.audits.review.state import Review
from fairwitness.reports.paper_blocks import Block, heading, prose, table
from fairwitness.reports.review import lead, parts

_WIDTHS = {
    ("Finding", 5): (0, 16, 0, 24, 20),
    ("Finding", 6): (0, 16, 0, 20, 19, 30),
    ("Role", 5): (34, 26, 20, 0, 30),
    ("Group", 7): (0, 12, 14, 22, 22, 15, 35),
}
"""By a table's first column and how many it has, in millimetres; 0 takes what is left."""


def paper_review(review: Review | None) -> Iterator[Block]:
    """How far the review is, what is missing, who signed, and each finding; nothing without a review."""
    if review is None:
        return
    yield prose(lead(review), "A review lies over the record, which stays as it was.")
    for part in parts(review):
        yield heading(part.title)
        if len(part.notes) == 1:
            yield prose(part.notes[0])
        elif part.notes:
            yield {"kind": "list", "items": list(part.notes)}
        if part.table is not None:
            yield table(part.table, _WIDTHS[part.table.columns[0], len(part.table.columns)])

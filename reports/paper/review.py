"""The section of paper that shows what people said of the record."""

from __future__ import annotations

from collections.abc import Iterator

from fairwitness.audits.review.state import Review
from fairwitness.reports.language import Words
from fairwitness.reports.paper.blocks import Block, bullets, heading, prose, table
from fairwitness.reports.review import lead, parts

_WIDTHS = {
    ("findings", 5): (0, 16, 0, 24, 20),
    ("findings", 6): (0, 16, 0, 20, 19, 30),
    ("signatures", 5): (34, 26, 20, 0, 30),
    ("agreement", 7): (0, 12, 14, 22, 22, 15, 35),
}
"""By a part of the review and how many columns its table has, in millimetres; 0 takes what is left."""


def paper_review(review: Review | None, words: Words) -> Iterator[Block]:
    """How far the review is, what is missing, who signed, and each finding; nothing without a review."""
    if review is None:
        return
    yield prose(lead(review, words), words("review.note"))
    for part in parts(review, words):
        yield heading(part.title)
        if len(part.notes) == 1:
            yield prose(part.notes[0])
        elif part.notes:
            yield bullets(part.notes)
        if part.table is not None:
            yield table(part.table, _WIDTHS[part.key, len(part.table.columns)])

"""What people say of a record: who owns a finding, what was decided on it, who has signed. The record never changes."""

from fairwitness.audits.review.entries import DISPOSITIONS, Disposition, Entry, read_entry
from fairwitness.audits.review.identity import finding_ids, finding_named
from fairwitness.audits.review.log import Log
from fairwitness.audits.review.state import Review, Reviewed, Signature, review_of

__all__ = [
    "DISPOSITIONS",
    "Disposition",
    "Entry",
    "Log",
    "Review",
    "Reviewed",
    "Signature",
    "finding_ids",
    "finding_named",
    "read_entry",
    "review_of",
]

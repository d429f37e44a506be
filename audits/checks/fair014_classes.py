"""FAIR014."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks._rate import RateCheck
from fairwitness.audits.checks.base import Context, Seen
from fairwitness.audits.record.schema import ClassTable


class Classes(RateCheck):
    """Is every one of several labels recognised equally well in every group?"""

    code: ClassVar = "FAIR014"
    metrics: ClassVar = ("recall_macro", "precision_macro", "f1_macro", "recall_worst_class")
    # The other two move with how often a label occurs.
    compares: ClassVar = ("recall_macro", "recall_worst_class")
    tasks: ClassVar = frozenset({"multiclass"})
    remedy: ClassVar = (
        "Find the label that is missed where recognition is worst, and collect more of it from that group."
    )

    def look(self, context: Context) -> Seen:
        """Report gaps in how well labels are recognised, and keep the table of outcomes and decisions."""
        seen = super().look(context)
        cells = next(iter(context.counts.values())).n.sum(axis=0)
        rows = tuple(tuple(row) for row in cells.tolist())
        return Seen(seen.findings, classes=ClassTable(labels=context.labels, rows=rows))

"""FAIR009."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from fairwitness.audits.checks._rate import RateCheck
from fairwitness.audits.checks._scores import score_tables
from fairwitness.audits.checks.base import Context, Seen


class Average(RateCheck):
    """Do all groups get the same score, or number, on average?"""

    code: ClassVar = "FAIR009"
    metrics: ClassVar = ("mean_score", "mean_prediction", "mean_outcome")
    compares: ClassVar = ("mean_score", "mean_prediction")
    tasks: ClassVar = frozenset({"binary", "regression"})
    remedy: ClassVar = (
        "Compare the gap with that of what really happened: where outcomes differ as much, the number follows them, "
        "and whether it should is a decision that a person takes and writes down."
    )

    def look(self, context: Context) -> Seen:
        """Report gaps between averages, and keep the scores' counts by group."""
        return replace(super().look(context), scores=score_tables(context))

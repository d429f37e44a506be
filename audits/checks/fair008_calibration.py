"""FAIR008."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks._rate import RateCheck
from fairwitness.audits.checks.base import CheckNotApplicable, Context, Seen


class Calibration(RateCheck):
    """Does a score mean the same in every group?"""

    code: ClassVar = "FAIR008"
    metrics: ClassVar = ("mean_error", "expected_calibration_error", "brier_score_loss")
    # The other two are also large where a group is harder to predict.
    compares: ClassVar = ("mean_error",)
    tasks: ClassVar = frozenset({"binary"})
    remedy: ClassVar = (
        "Calibrate the score on rows of every group that training did not use, and check it again on others."
    )

    def look(self, context: Context) -> Seen:
        """Report gaps in how far scores are off on average."""
        seen = super().look(context)
        own = [one for one in context.estimates if one.metric in self.metrics]
        if all(one.value is None for one in own):
            why = next((one.reason for one in own if one.reason), "there is nothing to measure")
            raise CheckNotApplicable(f"Calibration is not measured: {why}.")
        return seen

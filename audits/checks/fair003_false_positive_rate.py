"""FAIR003."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks._rate import RateCheck


class FalsePositiveRate(RateCheck):
    """Are the negatives of every group wrongly taken for positive equally often?"""

    code: ClassVar = "FAIR003"
    metrics: ClassVar = ("false_positive_rate",)
    compares: ClassVar = metrics
    remedy: ClassVar = (
        "Look at the false alarms in the group that has more of them; a higher threshold trades them for "
        "positives that are missed."
    )

"""FAIR002."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks._rate import RateCheck


class TruePositiveRate(RateCheck):
    """Are the positives of every group recognised equally often?"""

    code: ClassVar = "FAIR002"
    metrics: ClassVar = ("true_positive_rate",)
    compares: ClassVar = metrics
    remedy: ClassVar = (
        "Look at the positives that were missed in the worse-off group: are their features recorded "
        "as well, and as often, as those of the others?"
    )

"""FAIR005."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks._rate import RateCheck


class Accuracy(RateCheck):
    """Is the decision right equally often in every group?"""

    code: ClassVar = "FAIR005"
    metrics: ClassVar = ("accuracy",)
    compares: ClassVar = metrics
    remedy: ClassVar = (
        "Collect more, or better, data on the group whose decisions are wrong more often, and train again."
    )

"""FAIR004."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks._rate import RateCheck


class Precision(RateCheck):
    """Is a positive prediction right equally often in every group?"""

    code: ClassVar = "FAIR004"
    metrics: ClassVar = ("precision",)
    compares: ClassVar = metrics
    remedy: ClassVar = (
        "Check whether a score means the same in every group; recalibrate by score, not by group, "
        "where the law forbids different treatment."
    )

"""FAIR006."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks._rate import RateCheck


class EqualizedOdds(RateCheck):
    """Are positives found, and negatives taken for positive, equally often in all groups together?"""

    code: ClassVar = "FAIR006"
    metrics: ClassVar = ("equalized_odds",)
    # Both rates are compared on their own; together only if a gate asks.
    compares: ClassVar = ()
    tasks: ClassVar = frozenset({"binary"})
    remedy: ClassVar = (
        "Find out in which of the two rates the gap lies, and for whom; a threshold for each group can close it, where "
        "the law allows one."
    )

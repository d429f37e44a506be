"""FAIR001."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks._rate import RateCheck


class SelectionRate(RateCheck):
    """Do all groups get the favourable decision equally often?"""

    code: ClassVar = "FAIR001"
    metrics: ClassVar = ("selection_rate",)
    compares: ClassVar = metrics
    remedy: ClassVar = (
        "Find out what carries the gap (see the explanations), then change the threshold, the "
        "features or the model, or write down who decided that the gap stays, and why."
    )

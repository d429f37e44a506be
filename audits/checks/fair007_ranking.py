"""FAIR007."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks._rate import RateCheck


class Ranking(RateCheck):
    """Does the score rank positives above negatives equally well in every group?"""

    code: ClassVar = "FAIR007"
    metrics: ClassVar = ("roc_auc_score",)
    compares: ClassVar = metrics
    tasks: ClassVar = frozenset({"binary"})
    remedy: ClassVar = (
        "Collect more, or better, data on the group that the score ranks worse; no threshold can make up for a score "
        "that does not tell its members apart."
    )

"""FAIR008."""

from __future__ import annotations

from typing import ClassVar

from fairwitness.audits.checks._rate import RateCheck
from fairwitness.audits.checks.base import Context, Seen
from fairwitness.audits.counts import Histogram
from fairwitness.audits.plan.model import INTERSECTION
from fairwitness.audits.record.schema import GroupScores, ReliabilityBin, ScoreTable
from fairwitness.audits.scores.calibration import GroupCalibration, calibration


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
        """Report gaps in how far scores are off on average, and keep the scores' counts and reliability by group."""
        seen = super().look(context)
        tables = [
            _table(table)
            for name, table in context.measured.tables.histograms.items()
            if INTERSECTION not in name
        ]
        return Seen(seen.findings, scores=tuple(tables))


def _table(table: Histogram) -> ScoreTable:
    probability = 0 <= table.low < table.high <= 1
    found = calibration(table.n, table.edges) if probability else (None,) * len(table.groups)
    return ScoreTable(
        attribute=table.attribute,
        low=table.low,
        high=table.high,
        bins=table.n.shape[2],
        groups=tuple(
            GroupScores(
                group=name,
                unknown=name == table.unknown,
                negatives=tuple(table.n[place, 0].tolist()),
                positives=tuple(table.n[place, 1].tolist()),
                unlabelled=tuple(table.n[place, 2].tolist()),
                reliability=() if one is None else _reliability(one),
            )
            for place, (name, one) in enumerate(zip(table.groups, found, strict=True))
        ),
    )


def _reliability(one: GroupCalibration) -> tuple[ReliabilityBin, ...]:
    return tuple(
        ReliabilityBin(
            low=found.low,
            high=found.high,
            n=found.n,
            mean_score=found.mean_score,
            observed=found.observed,
            observed_low=found.observed_low,
            observed_high=found.observed_high,
        )
        for found in one.bins
    )

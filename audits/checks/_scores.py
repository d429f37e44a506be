"""What a record keeps of scores: counts by group and bin, and how often each bin kept its word."""

from __future__ import annotations

from fairwitness.audits.checks.base import Context
from fairwitness.audits.counts import Histogram
from fairwitness.audits.plan.model import INTERSECTION
from fairwitness.audits.record.schema import GroupScores, ReliabilityBin, ScoreTable
from fairwitness.audits.scores.calibration import GroupCalibration, calibration


def score_tables(context: Context) -> tuple[ScoreTable, ...]:
    """The scores' counts by attribute; none of intersections, so that records stay small."""
    histograms = context.measured.tables.histograms
    return tuple(score_table(table) for name, table in histograms.items() if INTERSECTION not in name)


def score_table(table: Histogram) -> ScoreTable:
    """One attribute's scores as a record has them."""
    found = calibration(table.n, table.edges) if table.of_probabilities else (None,) * len(table.groups)
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

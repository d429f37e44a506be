"""How well a score ranks, and how well it keeps its word, by group."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fairwitness.audits.counts import Histogram, IntArray
from fairwitness.audits.metrics.base import Metric, Need, NotMeasured, Rows, Source
from fairwitness.audits.metrics.figures import Figures
from fairwitness.audits.scores.auc import Auc, auc, distinct
from fairwitness.audits.scores.calibration import bootstrap_error, calibration
from fairwitness.audits.stats.resampling import resample
from fairwitness.audits.stats.samples import Normal

_BOTH: frozenset[Need] = frozenset({"score", "labels"})
_RELIABILITY_BINS = 10


def scores() -> dict[str, Metric]:
    """Every such metric by its name."""
    found = (
        Metric("roc_auc_score", "Ranking of positives above negatives", _auc, True, "index", needs=_BOTH),  # noqa: FBT003
        Metric(
            "expected_calibration_error",
            "Distance of scores from what happened",
            _calibration,
            False,  # noqa: FBT003 - the metric's direction, in its place
            "index",
            needs=_BOTH,
        ),
    )
    return {metric.name: metric for metric in found}


def _auc(source: Source) -> Figures:
    """DeLong's area: of the scores themselves where the rows are at hand, else of the bins."""
    table = _histogram(source)
    found = _exact(source.rows, table, source.attribute) if source.rows is not None else None
    method = "DeLong, logit"
    if found is None:
        found = auc(table.n[:, 1], table.n[:, 0])
        known = [error for error in found.bin_error if error is not None]
        method = (
            f"DeLong, logit, binned (the scores themselves differ by {max(known, default=0.0):.2g} at most)"
        )
    trials = np.minimum(found.positives, found.negatives)
    errors = np.array([np.inf if error is None else error for error in found.standard_error])
    values = np.array([0.5 if value is None else value for value in found.value])
    return Figures(
        table.attribute,
        "roc_auc_score",
        table.groups,
        table.unknown,
        table.n.sum(axis=(1, 2)),
        trials,
        found.value,
        found.reasons,
        Normal(values, errors, np.maximum(trials, 1).astype(np.float64), "logit"),
        True,  # noqa: FBT003
        method,
    )


def _histogram(source: Source) -> Histogram:
    table = source.tables.histograms.get(source.attribute)
    if table is None:
        raise NotMeasured(
            "it is not measured where rows have weights or clusters, or where every score is the same"
        )
    return table


def _exact(rows: Rows, table: Histogram, attribute: str) -> Auc | None:
    if rows.score is None:
        return None
    found = distinct(rows.score, rows.outcome.astype(np.int8), rows.codes[attribute], len(table.groups))
    return auc(found.positives, found.negatives, exact=True)


def _calibration(source: Source) -> Figures:
    table = _histogram(source)
    if not table.of_probabilities:
        raise NotMeasured("the score is no probability, so it promises nothing that could be kept")
    found = calibration(table.n, table.edges, bins=_RELIABILITY_BINS)
    values = tuple(group.expected_error for group in found)
    errors, _ = bootstrap_error(_resampled(table, source), table.edges, bins=_RELIABILITY_BINS)
    trials = np.array([group.n for group in found], dtype=np.int64)
    return Figures(
        table.attribute,
        "expected_calibration_error",
        table.groups,
        table.unknown,
        table.n.sum(axis=(1, 2)),
        trials,
        values,
        tuple(group.reason for group in found),
        Normal(
            np.array([value or 0.0 for value in values]),
            np.array([np.inf if error is None else error for error in errors]),
            np.maximum(trials, 1).astype(np.float64),
        ),
        False,  # noqa: FBT003
        f"bootstrap of {source.resamples:,} tables, {_RELIABILITY_BINS} bins, normal limits",
    )


def _resampled(table: Histogram, source: Source) -> Iterator[IntArray]:
    labelled = np.where(np.arange(3)[None, :, None] < 2, table.n, 0)
    for block in resample(labelled.reshape(len(table.groups), -1), source.resamples, source.seed):
        yield block.reshape(len(block), *table.n.shape)

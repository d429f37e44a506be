"""Seven rates by group: one table of counts against fairlearn's MetricFrame."""

from __future__ import annotations

import numpy as np
import pandas as pd
from fairlearn.metrics import (
    MetricFrame,
    false_negative_rate,
    false_positive_rate,
    selection_rate,
    true_positive_rate,
)
from sklearn.metrics import accuracy_score, precision_score

from benchmarks.timing import paired
from fairwitness.audits.counts import Counts
from fairwitness.audits.rates import rates

TITLE = "Seven rates by group, against fairlearn's MetricFrame"
OURS = (
    "selection_rate",
    "true_positive_rate",
    "false_positive_rate",
    "false_negative_rate",
    "accuracy",
    "precision",
    "base_rate",
)
THEIRS = {
    "selection_rate": selection_rate,
    "true_positive_rate": true_positive_rate,
    "false_positive_rate": false_positive_rate,
    "false_negative_rate": false_negative_rate,
    "accuracy": accuracy_score,
    "precision": precision_score,
    "base_rate": lambda y_true, y_pred: selection_rate(y_pred, y_true),
}
OURS = tuple(THEIRS)


def run(sizes: tuple[int, ...] = (10_000, 100_000)) -> list[str]:
    """Lines of a table: seconds of both, the ratio, and the largest difference of any rate."""
    lines = [
        "| rows | groups | Fairwitness, s | fairlearn, s | times faster | largest difference |",
        "|---|---|---|---|---|---|",
    ]
    for rows in sizes:
        draw = np.random.default_rng(0)
        group = pd.Series(draw.choice(list("abcde"), rows))
        y, p = draw.integers(0, 2, rows), draw.integers(0, 2, rows)

        def ours(
            group: pd.Series = group, y: np.ndarray = y, p: np.ndarray = p
        ) -> dict[str, tuple[float | None, ...]]:
            codes, names = pd.factorize(group, sort=True)
            counts = Counts.of("group", tuple(names), codes, y.astype(np.int8), p)
            return {name: rates(counts, name).value for name in OURS}

        def theirs(group: pd.Series = group, y: np.ndarray = y, p: np.ndarray = p) -> pd.DataFrame:
            return MetricFrame(metrics=THEIRS, y_true=y, y_pred=p, sensitive_features=group).by_group

        fast, slow, ratio = paired(ours, theirs, runs=3)
        found, reference = ours(), theirs()
        gap = max(
            abs(np.array(found[name], dtype=float) - reference[name].to_numpy(dtype=float)).max()
            for name in OURS
        )
        lines.append(f"| {rows:,} | 5 | {fast:.4f} | {slow:.2f} | {ratio:,.0f} | {gap:.0e} |")
    return lines

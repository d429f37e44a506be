from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.audits.counts import Counts
from fairwitness.audits.thresholds.clustered import ClusteredSteps
from fairwitness.audits.thresholds.steps import Steps

GROUPS = ("a", "nobody", "b", "(unknown)")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 60), st.integers(0, 6), st.integers(1, 20))
def test_the_counts_at_a_level_are_those_of_the_rows(seed: int, rows: int, level: int, clusters: int) -> None:
    draw = np.random.default_rng(seed)
    codes, outcome = draw.choice([0, 2, 3], rows), draw.integers(-1, 2, rows)
    place, cluster = draw.integers(0, 6, rows), draw.integers(0, clusters, rows)
    steps = Steps.of("g", GROUPS, codes, outcome, place, levels=6, unknown="(unknown)")
    found = ClusteredSteps.of(steps, (codes, outcome, place), cluster).at(level)
    wanted = Counts.of("g", GROUPS, codes, outcome, place >= level, unknown="(unknown)", clusters=cluster)
    assert found == wanted


def test_known_products_of_two_clusters() -> None:
    # Cluster 0: scores 0 and 1, both positive; cluster 1: score 1, negative.
    codes, outcome, level = np.zeros(3, dtype=int), np.array([1, 1, 0]), np.array([0, 1, 1])
    steps = Steps.of("g", ("a",), codes, outcome, level, levels=2)
    found = ClusteredSteps.of(steps, (codes, outcome, level), np.array([0, 0, 1]))
    products = found.at(1).products
    assert products is not None
    # Cells: negatives decided 0 and 1, positives decided 0 and 1, unlabelled.
    wanted = np.zeros((6, 6))
    wanted[1, 1] = 1
    wanted[2:4, 2:4] = 1
    assert products.floats[0].tolist() == wanted.tolist()
    everybody = found.at(0).products
    assert everybody is not None
    assert everybody.floats[0][3, 3] == 4

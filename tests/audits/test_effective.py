import numpy as np
import pytest

from fairwitness.audits.counts import Counts
from fairwitness.audits.rates import METRICS, rates


def clustered(rows, **options):
    codes, y, p, cluster = np.array(rows).T
    return Counts.of("g", ("a", "b"), codes, y, p, clusters=cluster, **options)


def by_hand(selected, cluster, weight):
    """The sandwich, from rows."""
    selected, cluster, weight = map(np.array, (selected, cluster, weight))
    p = (weight * selected).sum() / weight.sum()
    totals = [(weight * (selected - p))[cluster == c].sum() for c in np.unique(cluster)]
    return p * (1 - p) / (np.square(totals).sum() / weight.sum() ** 2)


def test_clusters_of_one_row_each_are_no_clusters_but_for_the_small_sample():
    rng = np.random.default_rng(0)
    rows = np.column_stack([rng.integers(0, 2, 600), *rng.integers(0, 2, (2, 600)), np.arange(600)])
    plain = Counts.of("g", ("a", "b"), *rows.T[:3])
    for name in METRICS:
        found, expected = rates(clustered(rows), name), rates(plain, name)
        assert found.value == pytest.approx(expected.value, abs=1e-12)
        assert found.effective_trials == pytest.approx(expected.effective_trials, rel=0.01)
        assert (found.effective_trials <= expected.effective_trials).all()


def test_copies_of_a_row_count_once():
    rng = np.random.default_rng(1)
    base = np.column_stack([np.zeros(80, int), *rng.integers(0, 2, (2, 80)), np.arange(80)])
    once, four = (rates(clustered(rows), "selection_rate") for rows in (base, np.repeat(base, 4, axis=0)))
    assert four.trials[0] == 320
    # Only Student's quantile for the number of rows differs.
    assert four.effective_trials[0] == pytest.approx(once.effective_trials[0], rel=0.05)
    assert four.effective_trials[0] < 81


@pytest.mark.parametrize("weighted", [False, True])
def test_the_sandwich_from_sums_of_products_is_that_from_rows(weighted):
    rng = np.random.default_rng(2)
    n = 400
    cluster = rng.integers(0, 40, n)
    selected = (rng.random(n) < 0.2 + 0.6 * (cluster % 2)).astype(int)
    weight = rng.uniform(0.5, 3, n) if weighted else np.ones(n)
    rows = np.column_stack([np.zeros(n, int), rng.integers(0, 2, n), selected, cluster])
    found = rates(clustered(rows, weights=weight if weighted else None), "selection_rate")
    expected = by_hand(selected, cluster, weight) * 39 / 40
    assert found.effective_trials[0] == pytest.approx(expected, rel=0.08)
    assert found.effective_trials[0] < n / 3


def test_one_cluster_tells_next_to_nothing():
    rows = [(0, 1, 1, 0)] * 50 + [(0, 1, 0, 0)] * 50 + [(1, 1, 1, place) for place in range(60)]
    found = rates(clustered(rows), "selection_rate")
    assert found.value == (0.5, 1.0)
    assert found.effective_trials[0] < 1
    assert found.effective_trials[1] == pytest.approx(60 * 59 / 60, rel=0.01)


def test_parts_with_other_clusters_merge_to_the_whole():
    rng = np.random.default_rng(3)
    rows = np.column_stack(
        [rng.integers(0, 2, 90), *rng.integers(0, 2, (2, 90)), np.repeat(np.arange(30), 3)]
    )
    assert clustered(rows[:30]) + clustered(rows[30:]) == clustered(rows)

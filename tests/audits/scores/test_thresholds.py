import time
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.counts import Counts
from fairwitness.audits.rates import METRICS, rates
from fairwitness.audits.scores.thresholds import ThresholdGate, cells_at, rates_at, threshold_ranges
from fairwitness.audits.stats.contrasts import Proportions, Question, difference_limits, largest_p
from fairwitness.errors import DataError, PlanError


def gate(metric="selection_rate", kind="difference", limit=0.1):
    return ThresholdGate(*METRICS[metric].masks(), kind, limit)


def drawn(seed, groups=3, n=600, bins=32, shift=0.1):
    draw = np.random.default_rng(seed)
    codes = draw.integers(0, groups, n)
    outcome = np.where(draw.random(n) < 0.1, -1, draw.random(n) < 0.4).astype(int)
    score = draw.beta(2, 2, n) * 0.7 + 0.2 * (outcome == 1) + shift * codes / groups
    edges = np.linspace(0, 1, bins + 1)
    place = np.clip(np.floor(score * bins), 0, bins - 1).astype(int)
    counts = np.zeros((groups, 3, bins), dtype=int)
    np.add.at(counts, (codes, np.where(outcome < 0, 2, outcome), place), 1)
    return score.clip(0, 1 - 1e-9), outcome, codes, counts, edges


@given(st.integers(0, 10_000), st.integers(1, 40))
def test_every_edge_agrees_with_the_rows_cut_there(seed, bins):
    score, outcome, codes, counts, edges = drawn(seed, n=80, bins=bins)
    cells = cells_at(counts, edges)
    assert cells.shape == (bins + 1, 3, 3, 2)
    for t, threshold in enumerate(edges):
        direct = Counts.of("g", ("a", "b", "c"), codes, outcome, (score >= threshold).astype(int))
        np.testing.assert_array_equal(cells[t], direct.n)
        for name in ("selection_rate", "true_positive_rate", "precision"):
            found, expected = rates_at(cells, *METRICS[name].masks()), rates(direct, name)
            assert tuple(found.value(t, g) for g in range(3)) == expected.value


def test_the_ends_select_everybody_and_nobody():
    _, _, _, counts, edges = drawn(1)
    found = rates_at(cells_at(counts, edges), *METRICS["selection_rate"].masks())
    assert [found.value(0, g) for g in range(3)] == [1, 1, 1]
    assert [found.value(-1, g) for g in range(3)] == [0, 0, 0]
    flagged = rates_at(cells_at(counts, edges), *METRICS["precision"].masks())
    assert flagged.value(-1, 0) is None


def direct_ranges(counts, edges, gates, alpha, least):
    """One threshold, one gate and one pair at a time, by the limits of the contrasts module."""
    holds = {"point": [], "shown": []}
    cells = cells_at(counts, edges)
    for table in cells:
        point = shown = True
        for each in gates:
            most = cells[:, :, each.trial].sum(axis=2).max(axis=0)
            k, n = (
                table[:, each.success].sum(axis=1)[most >= least],
                table[:, each.trial].sum(axis=1)[most >= least],
            )
            if len(n) < 2 or min(n) < least:
                point = shown = False
                continue
            for i, j in permutations(range(len(n)), 2):
                one, two = (Proportions(np.array(k[x], float), np.array(n[x], float)) for x in (i, j))
                level = alpha / len(gates)
                if each.kind == "difference":
                    point &= k[i] / n[i] - k[j] / n[j] <= each.limit + 1e-12
                    shown &= difference_limits(one, two, level)[1] < each.limit
                else:
                    point &= k.max() > 0 and k[i] / n[i] >= each.limit * k[j] / n[j] - 1e-12
                    shown &= difference_limits(one, two, level, each.limit)[0] > 0
        holds["point"].append(point)
        holds["shown"].append(bool(point and shown))
    return holds


def covered(intervals, edges):
    return [any(low <= edge <= high for low, high in intervals) for edge in edges]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "gates",
    [
        [gate()],
        [gate(kind="ratio", limit=0.8)],
        [gate(limit=0.15), gate("true_positive_rate", limit=0.3), gate("precision", limit=0.4)],
        [gate("false_positive_rate", limit=0.2), gate("false_negative_rate", kind="ratio", limit=0.3)],
    ],
)
def test_ranges_are_where_each_pair_of_groups_is_inside(seed, gates):
    *_, counts, edges = drawn(seed, n=(400, 4000, 20_000)[seed % 3], shift=0.05 * (seed % 4))
    found = threshold_ranges(counts, edges, gates)
    expected = direct_ranges(counts, edges, gates, 0.05, 30)
    for name in ("point", "shown"):
        intervals = getattr(found, name)
        assert covered(intervals, edges) == expected[name]
        assert all(a[1] < b[0] for a, b in pairwise(intervals))
        assert all(low in edges and high in edges for low, high in intervals)
    assert sum(expected["shown"]) <= sum(expected["point"])


def test_shown_is_the_verdict_within_of_a_single_gate():
    *_, counts, edges = drawn(4, n=8000, shift=0.1)
    found = covered(threshold_ranges(counts, edges, [gate()]).shown, edges)
    assert 4 < sum(found) < len(edges) - 4
    all_rates = rates_at(cells_at(counts, edges), *METRICS["selection_rate"].masks())
    for t, holds in enumerate(found):
        groups = Proportions(all_rates.successes[t].astype(float), all_rates.trials[t].astype(float))
        assert holds == (largest_p(groups, Question("below", limit=0.1)) <= 0.05)


def test_neighbouring_edges_are_one_interval_and_others_are_not():
    # Selected at the four edges: 100, 100, 0, 0 of 100 and 100, 50, 0, 0 of 100.
    counts = np.zeros((2, 3, 3), dtype=int)
    counts[0, 2], counts[1, 2] = [0, 100, 0], [50, 50, 0]
    found = threshold_ranges(counts, [0, 1, 2, 3], [gate()])
    assert found.point == found.shown == ((0.0, 0.0), (2.0, 3.0))
    assert threshold_ranges(counts, [0, 1, 2, 3], [gate(kind="ratio", limit=0.8)]).point == ((0.0, 0.0),)
    assert threshold_ranges(counts, [0, 1, 2, 3], [gate(limit=0.5)]).point == ((0.0, 3.0),)
    assert threshold_ranges(counts, [0, 1, 2, 3], [gate(), gate("true_positive_rate")]).point == ()


def test_a_group_too_small_at_a_threshold_does_not_close_a_gap():
    counts = np.zeros((3, 3, 2), dtype=int)
    counts[0, :2], counts[1, :2] = [[40, 40], [40, 40]], [[40, 2], [40, 2]]
    counts[2, :2] = [[3, 0], [0, 3]]  # never has thirty: plays no part
    wide = [gate("precision", limit=1.0)]
    assert threshold_ranges(counts, [0, 0.5, 1], wide).point == ((0.0, 0.0),)
    assert threshold_ranges(counts, [0, 0.5, 1], wide, min_group=4).point == ((0.0, 0.0),)
    assert threshold_ranges(counts, [0, 0.5, 1], wide, min_group=3).point == ((0.0, 0.5),)
    assert threshold_ranges(counts, [0, 0.5, 1], wide, min_group=1000).point == ()
    assert threshold_ranges(counts[:1], [0, 0.5, 1], wide).point == ()
    assert threshold_ranges(counts[:0], [0, 0.5, 1], wide).shown == ()


def test_a_gap_of_exactly_the_limit_is_inside_and_not_shown():
    counts = np.zeros((2, 3, 2), dtype=int)
    counts[0, 2], counts[1, 2] = [70, 30], [80, 20]
    found = threshold_ranges(counts, [0, 0.5, 1], [gate(limit=0.1)])
    assert found.point == ((0.0, 1.0),)
    assert 0.5 not in [edge for interval in found.shown for edge in interval]


@given(st.integers(0, 1000), st.permutations(range(4)))
def test_the_order_of_groups_changes_nothing(seed, order):
    *_, counts, edges = drawn(seed, groups=4)
    gates = [gate(), gate("true_positive_rate", kind="ratio", limit=0.7)]
    assert threshold_ranges(counts, edges, gates) == threshold_ranges(counts[list(order)], edges, gates)


def test_256_bins_of_40_groups_and_4_gates_take_less_than_200_ms():
    *_, counts, edges = drawn(0, groups=40, n=400_000, bins=256, shift=0.0)
    gates = [gate(name, limit=1.0) for name in ("selection_rate", "true_positive_rate", "accuracy")]
    gates.append(gate("false_positive_rate", limit=1.0))  # nothing is inside too early to be worked out
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        threshold_ranges(counts, edges, gates)
        seconds.append(time.perf_counter() - start)
    assert min(seconds) < 0.2


@pytest.mark.parametrize(
    ("gates", "options", "message"),
    [
        ([], {}, "must be one or more"),
        ([gate(kind="gap")], {}, "'difference' or 'ratio'. Got 'gap'"),
        ([gate(limit=1.5)], {}, "must be from 0 to 1. Got 1.5"),
        ([gate(kind="ratio", limit=0)], {}, "above 0 and up to 1. Got 0"),
        ([gate()], {"alpha": 0.5}, "below 0.5"),
    ],
)
def test_gates_that_cannot_be_are_refused(gates, options, message):
    with pytest.raises(PlanError, match=message):
        threshold_ranges(np.ones((2, 3, 2), dtype=int), [0, 0.5, 1], gates, **options)


def test_edges_must_fit():
    with pytest.raises(DataError, match="one more than the 2 bins"):
        threshold_ranges(np.ones((2, 3, 2), dtype=int), [0, 1], [gate()])

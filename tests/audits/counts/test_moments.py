import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.audits.counts import ExactSums, Moments
from fairwitness.errors import DataError

GROUPS = ("a", "b", "?")
ROWS = st.lists(
    st.tuples(st.integers(0, 2), st.floats(-1000, 1000), st.floats(0.01, 100), st.integers(0, 4)),
    min_size=1,
    max_size=40,
)


def moments(rows, *, weighted=False, clustered=False):
    table = np.array(rows, dtype=float).reshape(-1, 4)
    return Moments.of(
        "g",
        "error",
        GROUPS,
        table[:, 0].astype(int),
        table[:, 1],
        weights=table[:, 2] if weighted else None,
        clusters=table[:, 3].astype(int) if clustered else None,
        unknown="?",
    )


@given(ROWS)
def test_mean_and_standard_error_are_numpys(rows):
    found = moments(rows)
    for place in range(3):
        values = np.array([value for group, value, _, _ in rows if group == place])
        if not len(values):
            assert np.isnan(found.mean[place])
            assert found.n[place] == 0
            continue
        assert found.mean[place] == pytest.approx(values.mean(), rel=1e-12, abs=1e-12)
        if len(values) > 1:
            expected = values.std(ddof=1) / np.sqrt(len(values))
            # Squares are rounded before they are summed, so a spread below 1e-7 of the numbers is lost.
            assert found.standard_error[place] == pytest.approx(
                expected, rel=1e-6, abs=1e-7 * max(np.abs(values).max(), 1e-3)
            )
        else:
            assert np.isnan(found.standard_error[place])


@given(ROWS)
def test_weighted_mean_and_its_linearised_error(rows):
    found = moments(rows, weighted=True)
    for place in range(3):
        kept = [(value, weight) for group, value, weight, _ in rows if group == place]
        if len(kept) < 2:
            continue
        v, w = map(np.array, zip(*kept, strict=True))
        mean = (w * v).sum() / w.sum()
        variance = (w**2 * (v - mean) ** 2).sum() / w.sum() ** 2 * len(v) / (len(v) - 1)
        assert found.mean[place] == pytest.approx(mean, rel=1e-10, abs=1e-10)
        assert found.standard_error[place] == pytest.approx(
            np.sqrt(variance), rel=1e-6, abs=1e-6 * max(np.abs(v).max(), 1e-3)
        )


def test_a_cluster_of_copies_counts_once():
    single = [(0, 1.0, 1.0, 0), (0, 3.0, 1.0, 1), (0, 8.0, 1.0, 2)]
    copied = moments(single * 4, clustered=True)
    assert copied.units.tolist() == [3, 0, 0]
    assert copied.standard_error[0] == pytest.approx(moments(single).standard_error[0])
    assert moments(single * 4).standard_error[0] < copied.standard_error[0] / 1.9


@settings(max_examples=50)
@given(ROWS, st.integers(0, 40), st.booleans(), st.randoms())
def test_any_split_in_any_order_merges_to_the_same(rows, cut, weighted, random):
    whole = moments(rows, weighted=weighted)
    random.shuffle(rows)
    left, right = moments(rows[:cut], weighted=weighted), moments(rows[cut:], weighted=weighted)
    assert left + right == whole
    assert right + left == whole


def test_rows_without_the_quantity_are_left_out():
    found = moments([(0, 1.0, 1, 0), (0, float("nan"), 1, 0), (0, 3.0, 1, 0)])
    assert found.n.tolist() == [2, 0, 0]
    assert found.mean[0] == 2.0


def test_the_rest_and_everybody():
    found = moments([(0, 1.0, 1, 0), (1, 5.0, 1, 0), (1, 7.0, 1, 0), (2, 100.0, 1, 0)])
    assert found.rest().mean.tolist() == [6.0, 1.0, 13 / 3]
    assert found.pooled().mean.tolist() == [113 / 4]
    assert found.pooled().groups == ("all",)


def test_a_large_mean_does_not_drown_a_small_spread():
    found = moments([(0, 1e5 + step / 8, 1, 0) for step in range(4)])
    assert found.standard_error[0] == pytest.approx(np.std([0, 0.125, 0.25, 0.375], ddof=1) / 2, rel=0.2)


def test_sums_of_something_else_are_not_merged():
    one = moments([(0, 1.0, 1, 0)])
    other = Moments.of("g", "score", GROUPS, np.array([0]), np.array([1.0]))
    with pytest.raises(DataError, match=r"same quantity\. Got 'error' and 'score'"):
        one + other
    with pytest.raises(DataError, match="same use of weights"):
        one + moments([(0, 1.0, 1, 0)], weighted=True)
    with pytest.raises(DataError, match="each of the 3 groups"):
        Moments("g", "error", GROUPS, one.n, ExactSums.whole(np.zeros((2, 5), int)), one.units)
    assert one != "something else"


@given(st.floats(-1e6, 1e6), st.integers(2, 9), st.floats(0.1, 10))
def test_equal_numbers_have_no_spread_at_all(value, times, weight):
    rows = [(0, value, weight, place) for place in range(times)]
    for options in ({}, {"weighted": True}, {"clustered": True}):
        assert moments(rows, **options).standard_error[0] == 0.0

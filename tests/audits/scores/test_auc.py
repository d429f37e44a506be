import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from fairwitness.audits.scores.auc import auc, distinct
from fairwitness.errors import DataError

ROWS = st.lists(
    st.tuples(
        st.integers(0, 3), st.sampled_from([-1, 0, 1]), st.sampled_from([-2.5, -0.0, 0.0, 0.1, 0.3, 1e9])
    ),
    max_size=60,
)


def columns(rows):
    codes, outcome, score = (np.array([row[place] for row in rows]) for place in range(3))
    return score.astype(float), outcome.astype(int), codes.astype(int)


def measured(score, outcome, codes, groups):
    table = distinct(score, outcome, codes, groups)
    return auc(table.positives, table.negatives, exact=True)


def psi(x, y):
    return 1.0 if x > y else 0.5 if x == y else 0.0


def delong(positives, negatives):
    """The definition, pair by pair: equations 3 and 4 of DeLong et al."""
    m, n = len(positives), len(negatives)
    area = sum(psi(x, y) for x in positives for y in negatives) / (m * n)
    v10 = [sum(psi(x, y) for y in negatives) / n for x in positives]
    v01 = [sum(psi(x, y) for x in positives) / m for y in negatives]
    s10 = sum((v - area) ** 2 for v in v10) / (m - 1)
    s01 = sum((v - area) ** 2 for v in v01) / (n - 1)
    return area, (s10 / m + s01 / n) ** 0.5


@given(ROWS)
def test_scikit_learn_and_the_definition_agree_on_distinct_scores(rows):
    score, outcome, codes = columns(rows)
    found = measured(score, outcome, codes, 4)
    for group in range(4):
        positives, negatives = (score[(codes == group) & (outcome == label)] for label in (1, 0))
        m, n = len(positives), len(negatives)
        assert (found.positives[group], found.negatives[group]) == (m, n)
        assert (found.value[group] is None) == (m == 0 or n == 0) == (found.reasons[group] is not None)
        if m and n:
            labels = np.repeat([1, 0], [m, n])
            expected = roc_auc_score(labels, np.concatenate([positives, negatives]))
            assert found.value[group] == pytest.approx(expected, abs=1e-12)
            assert found.bin_error[group] == 0
        if m > 1 and n > 1:
            area, error = delong(positives, negatives)
            assert found.value[group] == pytest.approx(area, abs=1e-12)
            assert (found.standard_error[group] is None) == (error < 1e-12)
            assert (found.standard_error[group] or 0) == pytest.approx(error, abs=1e-12)
        assert (found.error_reasons[group] is None) == (
            found.standard_error[group] is not None or found.value[group] is None
        )


@given(ROWS, st.integers(1, 5))
def test_the_area_of_the_rows_lies_within_the_bin_error(rows, bins):
    score, outcome, codes = columns(rows)
    exact = measured(score, outcome, codes, 4)
    edges = np.sort(np.random.default_rng(bins).choice(score, bins)) if len(score) else np.zeros(1)
    place = np.searchsorted(edges, score, side="right")
    binned = np.zeros((2, 4, len(edges) + 1), dtype=int)
    for label in (0, 1):
        np.add.at(binned[label], (codes[outcome == label], place[outcome == label]), 1)
    found = auc(binned[1], binned[0])
    for value, near, off in zip(exact.value, found.value, found.bin_error, strict=True):
        assert (value is None) == (near is None) == (off is None)
        if value is not None:
            assert abs(value - near) <= off + 1e-12


def test_the_bin_error_is_reached():
    # All positives above, or all below, the negatives of their one bin.
    found = auc(np.array([[3, 1]]), np.array([[2, 0]]))
    assert found.value == (pytest.approx((1 * 2 + 0.5 * 6) / 8),)
    assert found.bin_error == (3 / 8,)
    one, two = (
        measured(np.array(s), np.array([1, 1, 1, 1, 0, 0]), np.zeros(6, int), 1).value[0]
        for s in ([3, 3, 3, 9, 1, 1], [1, 1, 1, 9, 3, 3])
    )
    assert (one, two) == (found.value[0] + 3 / 8, found.value[0] - 3 / 8)


def test_an_example_by_hand():
    found = measured(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0, 0, 1, 1]), np.zeros(4, int), 1)
    assert found.value == (0.75,)  # three of the four pairs, as in scikit-learn's guide
    # V10 = (1/2, 1), V01 = (1, 1/2): both variances are 1/8.
    assert found.standard_error[0] == pytest.approx((1 / 8 / 2 + 1 / 8 / 2) ** 0.5, abs=1e-15)


@pytest.mark.parametrize(
    ("positives", "negatives", "value", "reason", "error_reason"),
    [
        ([0, 0], [0, 0], None, "no labelled rows", None),
        ([0, 0], [1, 4], None, "no positives among 5 labelled rows", None),
        ([1, 0], [0, 0], None, "no negatives among 1 labelled row", None),
        ([0, 1], [3, 0], 1.0, None, "a single positive says nothing about the spread"),
        ([2, 2], [0, 1], 0.25, None, "a single negative says nothing about the spread"),
        ([0, 4], [5, 0], 1.0, None, "the scores separate positives and negatives"),
        ([4, 0], [0, 5], 0.0, None, "the scores separate positives and negatives"),
        ([4, 0], [5, 0], 0.5, None, "every labelled row is in the same bin"),
    ],
)
def test_what_cannot_be_judged_says_why(positives, negatives, value, reason, error_reason):
    found = auc(np.array([positives]), np.array([negatives]))
    assert (found.value, found.reasons, found.standard_error) == ((value,), (reason,), (None,))
    assert (found.bin_error[0] is None) == (value is None)
    if error_reason is None:
        assert found.error_reasons == (None,)
    else:
        assert found.error_reasons[0].startswith(error_reason)


def test_a_constant_score_is_named_as_one():
    found = measured(np.full(6, 0.5), np.array([0, 1] * 3), np.zeros(6, int), 1)
    assert (found.value, found.error_reasons) == ((0.5,), ("every labelled row has the same score",))


def test_more_pairs_than_a_whole_number_holds():
    small, large = (auc(np.array([[1, 2]]) * k, np.array([[2, 1]]) * k) for k in (1000, 3_000_000_000))
    assert large.value[0] == pytest.approx(small.value[0], abs=1e-15)
    assert large.standard_error[0] == pytest.approx(small.standard_error[0] / 3e6**0.5, rel=1e-2)


@given(ROWS, st.permutations(range(4)), st.randoms(use_true_random=False))
def test_order_of_rows_and_groups_and_monotone_scales_change_nothing(rows, order, random):
    score, outcome, codes = columns(rows)
    plain = measured(score, outcome, codes, 4)
    shuffled = list(range(len(rows)))
    random.shuffle(shuffled)
    again = np.array(shuffled, dtype=int)
    moved = measured(np.cbrt(score[again]), outcome[again], np.array(order)[codes[again]], 4)
    for name in ("value", "standard_error", "reasons", "error_reasons"):
        assert [getattr(moved, name)[place] for place in order] == list(getattr(plain, name))
    swapped = measured(-score, np.where(outcome < 0, -1, 1 - outcome), codes, 4)
    assert [v or 0 for v in swapped.value] == pytest.approx([v or 0 for v in plain.value], abs=1e-15)


def test_the_standard_error_is_that_of_simulated_areas():
    draw = np.random.default_rng(5)
    shape = (2000, 60)
    score = np.concatenate([draw.integers(0, 8, shape) + 1, draw.integers(0, 8, shape)], axis=1)
    outcome = np.tile(np.repeat([1, 0], 60), (2000, 1))
    found = measured(score.ravel(), outcome.ravel(), np.repeat(np.arange(2000), 120), 2000)
    assert np.mean(found.standard_error) == pytest.approx(np.std(found.value), rel=0.06)


def test_distinct_counts_every_labelled_row_once():
    table = distinct(
        np.array([0.2, 0.1, 0.2, np.nan, 0.2]), np.array([1, 0, 0, -1, 1]), np.array([2, 0, 2, 2, 2]), 3
    )
    assert [list(scores) for scores in table.scores] == [[0.1], [], [0.2]]
    assert [list(rows) for rows in table.positives] == [[0], [], [2]]
    assert [list(rows) for rows in table.negatives] == [[1], [], [1]]
    assert distinct(np.zeros(0), np.zeros(0, int), np.zeros(0, int), 0).scores == ()


def test_memory_does_not_grow_with_the_groups():
    draw = np.random.default_rng(1)
    positives, negatives = draw.integers(0, 3, (2, 100, 20_000))
    tracemalloc.start()
    try:
        auc(positives, negatives)
        assert tracemalloc.get_traced_memory()[1] < 12 * 20_000 * 8
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("positives", "negatives", "message"),
    [
        ([[1, 2]], [[1, 2], [3, 4]], "must have the 1 groups of the `positives`. Got 2 instead"),
        ([[1, 2]], [[1, 2, 3]], "must be whole numbers in the same bins"),
        ([[1, 2]], [[1.0, 2.0]], "must be whole numbers in the same bins. Got int64"),
        ([[1, -2]], [[1, 2]], "must be 0 or more in every bin. Got -2 instead"),
    ],
)
def test_bad_histograms_are_refused(positives, negatives, message):
    with pytest.raises(DataError, match=message):
        auc(np.array(positives), np.array(negatives))


def test_bad_columns_are_refused():
    with pytest.raises(DataError, match="columns of the same rows"):
        distinct(np.zeros(3), np.zeros(2, int), np.zeros(3, int), 1)
    with pytest.raises(DataError, match="Got NaN in row 2"):
        distinct(np.array([np.nan, 0, np.nan]), np.array([-1, 0, 1]), np.zeros(3, int), 1)

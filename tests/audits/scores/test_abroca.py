import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_curve

from fairwitness.audits.counts import Counts
from fairwitness.audits.rates import rates
from fairwitness.audits.scores.abroca import abroca
from fairwitness.audits.scores.auc import auc, distinct
from fairwitness.errors import DataError

BINS = st.lists(st.integers(0, 4), min_size=6, max_size=6)
CURVES = st.tuples(BINS, BINS).filter(lambda pair: any(pair[0]) and any(pair[1]))


def area(one, two):
    return abroca([np.array(one[0]), np.array(two[0])], [np.array(one[1]), np.array(two[1])], (0, 1)).value


def gridded(one, two, points=200_001):
    """The same by scikit-learn's curves, interpolated on a fine grid of midpoints."""
    grid = (np.arange(points) + 0.5) / points
    heights = []
    for positives, negatives in (one, two):
        place = np.arange(len(positives))
        score = np.concatenate([np.repeat(place, positives), np.repeat(place, negatives)])
        x, y, _ = roc_curve(
            np.repeat([1, 0], [sum(positives), sum(negatives)]), score, drop_intermediate=False
        )
        heights.append(np.interp(grid, x, y))
    return np.abs(heights[0] - heights[1]).mean()


@given(CURVES, CURVES)
def test_a_fine_grid_gives_the_same(one, two):
    assert area(one, two) == pytest.approx(gridded(one, two), abs=2e-5)


@given(CURVES, CURVES, CURVES)
def test_it_is_a_distance_and_at_least_that_of_the_areas(one, two, three):
    assert area(one, one) == 0
    assert area(one, two) == pytest.approx(area(two, one), abs=1e-12)
    assert area(one, three) <= area(one, two) + area(two, three) + 1e-12
    values = [auc(np.array([c[0]]), np.array([c[1]])).value[0] for c in (one, two)]
    assert abs(values[0] - values[1]) - 1e-12 <= area(one, two) <= 1


def test_by_hand():
    perfect, wrong, useless = ([0, 3], [2, 0]), ([3, 0], [0, 2]), ([5], [7])
    assert area(perfect, wrong) == 1
    assert area(perfect, useless) == area(useless, wrong) == 0.5
    # A step at half of the positives crosses the diagonal at (1/2, 1/2): two triangles of 1/8.
    step = ([1, 0, 1], [0, 2, 0])
    assert area(step, useless) == pytest.approx(0.25, abs=1e-15)


def test_order_of_bins_counts_and_empty_bins_do_not():
    one, two = ([0, 3, 1, 4], [2, 1, 0, 1]), ([1, 1, 1, 1], [3, 0, 0, 1])
    padded = ([0, 0, 3, 0, 1, 4, 0], [0, 2, 1, 0, 0, 1, 0])
    assert area(padded, two) == pytest.approx(area(one, two), abs=1e-15)
    assert area(([4, 1, 3, 0], [1, 0, 1, 2]), two) != pytest.approx(area(one, two), abs=0.01)


@pytest.mark.parametrize(
    ("positives", "negatives", "reason"),
    [
        ([[0, 0], [1, 1]], [[1, 0], [1, 1]], "no positives in the first group"),
        ([[1, 0], [1, 1]], [[1, 0], [0, 0]], "no negatives in the second group"),
        ([[1, 0], [0, 0]], [[1, 0], [0, 0]], "no labelled rows in the second group"),
    ],
)
def test_no_curve_no_area(positives, negatives, reason):
    found = abroca(np.array(positives), np.array(negatives), (0, 1))
    assert (found.value, found.reason) == (None, reason)


def test_bad_histograms_are_refused():
    with pytest.raises(DataError, match="in the same bins"):
        abroca([np.ones(2, int), np.ones(2, int)], [np.ones(3, int), np.ones(2, int)], (0, 1))
    with pytest.raises(DataError, match="a number below 0"):
        abroca(np.array([[1, 1], [1, -1]]), np.ones((2, 2), int), (0, 1))


@pytest.mark.data
@pytest.mark.parametrize(
    ("course", "accuracy", "parity", "odds", "between"),
    [("mat", 0.941176, 0.204070, 0.161564, 0.017652), ("por", 0.928205, -0.068238, 0.049017, 0.028507)],
)
def test_students_as_printed_by_le_quy_et_al(data_folder, course, accuracy, parity, odds, between):
    frame = pd.read_csv(data_folder / "predictions" / f"lequy_student-{course}.csv")
    codes, outcome = frame.protected.to_numpy(), frame.y_true.to_numpy()
    counts = Counts.of("sex", ("other", "protected"), codes, outcome, frame.y_pred.to_numpy())
    assert rates(counts.pooled(), "accuracy").value[0] == pytest.approx(accuracy, abs=5e-7)
    selected, found, alarm = (
        rates(counts, name).value for name in ("selection_rate", "true_positive_rate", "false_positive_rate")
    )
    assert selected[0] - selected[1] == pytest.approx(parity, abs=5e-7)
    assert abs(found[0] - found[1]) + abs(alarm[0] - alarm[1]) == pytest.approx(odds, abs=5e-7)
    table = distinct(frame.y_score.to_numpy(), outcome, codes, 2)
    assert abroca(table.positives, table.negatives, (0, 1)).value == pytest.approx(between, abs=1e-3)

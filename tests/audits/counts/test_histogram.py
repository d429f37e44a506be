import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.counts import Histogram
from fairwitness.audits.counts.histogram import bin_of
from fairwitness.errors import DataError

ROWS = st.lists(st.tuples(st.integers(0, 1), st.integers(-1, 1), st.floats(0, 1)), max_size=40)


def histogram(rows, size=8, **options):
    table = np.array(rows, dtype=float).reshape(-1, 3)
    bins = bin_of(table[:, 2], 0.0, 1.0, size)
    codes, outcome = table[:, 0].astype(int), table[:, 1].astype(int)
    return Histogram.of("g", ("a", "b"), codes, outcome, bins, edges=(0.0, 1.0), size=size, **options)


@given(ROWS)
def test_each_row_falls_in_its_bin(rows):
    found = histogram(rows)
    for group in (0, 1):
        for outcome, row in ((0, 0), (1, 1), (-1, 2)):
            scores = [score for g, y, score in rows if (g, y) == (group, outcome)]
            assert found.n[group, row].tolist() == np.histogram(scores, found.edges)[0].tolist()


@given(ROWS, st.integers(0, 40))
def test_parts_merge_to_the_whole(rows, cut):
    assert histogram(rows[:cut]) + histogram(rows[cut:]) == histogram(rows)


def test_a_row_may_stand_for_many():
    assert histogram([(0, 1, 0.5)], frequency=np.array([7])) == histogram([(0, 1, 0.5)] * 7)


def test_edges_and_what_lies_outside():
    assert bin_of(np.array([0.0, 0.124, 0.125, 1.0, -3.0, 9.0]), 0.0, 1.0, 8).tolist() == [0, 0, 1, 7, 0, 7]
    assert histogram([]).edges.tolist() == [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1]


def test_what_cannot_be_is_refused():
    one = histogram([(0, 1, 0.5)])
    with pytest.raises(DataError, match=r"same edges\. Got '8 bins from 0\.0 to 1\.0' and '4 bins"):
        one + histogram([(0, 1, 0.5)], size=4)
    with pytest.raises(DataError, match="constant tells no two rows apart"):
        Histogram("g", ("a", "b"), one.n, 0.5, 0.5)
    with pytest.raises(DataError, match=r"shape \(1, 3, bins\)"):
        Histogram("g", ("a",), one.n, 0.0, 1.0)
    assert one != "something else"

"""Which columns count most."""

import numpy as np

from fairwitness.explainers.ranking import on_top, ranked

VALUES = np.array([[1.0, -3.0, 2.0, 3.0], [0.0, 0.0, 0.0, -1.0]])


def test_the_largest_first_and_ties_in_their_own_order():
    assert ranked(VALUES).tolist() == [[1, 3, 2, 0], [3, 0, 1, 2]]
    assert ranked(VALUES[0]).tolist() == [1, 3, 2, 0]


def test_those_on_top_are_marked_along_the_last_axis():
    assert on_top(VALUES, 2).tolist() == [[False, True, False, True], [True, False, False, True]]
    assert on_top(np.stack([VALUES, -VALUES]), 1).sum(axis=-1).tolist() == [[1, 1], [1, 1]]
    assert not on_top(VALUES, 0).any()

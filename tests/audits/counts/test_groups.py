import numpy as np

from fairwitness.audits.counts.groups import added


def test_groups_are_added_at_their_places():
    one, two = np.array([[1, 2], [3, 4]]), np.array([[10, 20]])
    assert added(3, ([2, 0], [0]), one, two).tolist() == [[13, 24], [0, 0], [1, 2]]
    whole = added(2, ([0], [0]), np.array([2**80], dtype=object), np.array([1], dtype=object))
    assert whole.tolist() == [2**80 + 1, 0]

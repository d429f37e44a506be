import numpy as np

from fairwitness.audits.counts.cells import cluster_units


def test_a_cluster_with_rows_in_two_groups_is_a_unit_in_each():
    codes, clusters = np.array([0, 1, 0, 1, 0]), np.array([7, 7, 7, 2, 3])
    group, member = cluster_units(codes, clusters)
    assert sorted(group.tolist()) == [0, 0, 1, 1]
    assert group[member].tolist() == codes.tolist()
    assert member[0] == member[2]
    assert len({*member[[0, 1, 3, 4]].tolist()}) == 4

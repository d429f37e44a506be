"""Regions in pieces become regions in one piece."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.ndimage import label

from fairwitness.explainers.images.joined import joined, pieces

MAPS = arrays(np.int_, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.integers(0, 4))


def test_what_lies_apart_goes_where_most_of_its_border_is():
    regions = np.array(
        [
            [0, 0, 1, 1, 1],
            [0, 0, 1, 0, 2],
            [0, 0, 2, 2, 2],
            [3, 3, 2, 2, 2],
        ]
    )
    expected = regions.copy()
    expected[1, 3] = 1  # two sides with 1, two with 2: the first
    np.testing.assert_array_equal(joined(regions), expected)
    regions[0, 4] = 0
    regions[0, 3] = 2
    expected = np.array(
        [
            [0, 0, 1, 2, 2],
            [0, 0, 1, 2, 2],
            [0, 0, 2, 2, 2],
            [3, 3, 2, 2, 2],
        ]
    )
    np.testing.assert_array_equal(joined(regions), expected)


def test_whole_regions_stay_as_they_are():
    regions = np.arange(12).reshape(3, 4) // 2
    assert joined(regions) is regions


@settings(max_examples=200, deadline=None)
@given(MAPS)
def test_no_region_is_lost_and_none_is_in_pieces(regions):
    found = joined(regions)
    assert set(np.unique(found)) == set(np.unique(regions))
    for one in np.unique(found):
        assert label(found == one)[1] == 1
        largest = np.bincount(label(regions == one)[0].ravel())[1:].max()
        assert ((found == one) & (regions == one)).sum() >= largest


@settings(max_examples=100, deadline=None)
@given(MAPS)
def test_pieces_are_those_of_scipys_images(regions):
    found = pieces(regions)
    assert len(np.unique(found)) == sum(label(regions == one)[1] for one in np.unique(regions))

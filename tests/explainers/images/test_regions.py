"""Pictures are cut where their colours change, in pieces, and in little memory."""

import tracemalloc

import numpy as np
import pytest

from fairwitness.explainers.images.joined import pieces
from fairwitness.explainers.images.regions import neighbours_in_order, squares, superpixels

RNG = np.random.default_rng(4)


def test_superpixels_follow_colours():
    picture = np.zeros((30, 30, 3))
    picture[:, 17:] = [1, 0, 0]
    regions = superpixels(picture, 20)
    left, right = set(regions[:, :17].ravel()), set(regions[:, 17:].ravel())
    assert not left & right
    assert 8 <= regions.max() + 1 <= 30
    assert regions[0, 0] == 0


def stripes(step):
    found = np.zeros((60, 60, 1))
    found[:, ::step] = 1
    return found


@pytest.mark.parametrize(
    ("picture", "wanted"),
    [
        (stripes(3), 49),
        (stripes(2), 49),
        (RNG.random((60, 60, 3)), 49),
        (RNG.random((9, 41, 1)), 12),
        (np.zeros((5, 5, 3)), 200),
        (np.zeros((1, 7, 1)), 3),
    ],
)
def test_every_region_is_in_one_piece(picture, wanted):
    regions = superpixels(picture, wanted)
    assert pieces(regions).max() == regions.max()
    assert sorted(np.unique(regions)) == list(range(regions.max() + 1))
    assert min(wanted, picture[..., 0].size) * 0.5 <= regions.max() + 1 <= wanted * 1.5


def test_memory_does_not_grow_with_the_number_of_regions():
    picture = np.kron(RNG.random((16, 16, 3)), np.ones((16, 16, 1)))
    superpixels(picture[:32, :32], 4)  # what is imported on the way is not counted

    def peak(wanted):
        tracemalloc.start()
        superpixels(picture, wanted)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most / picture[..., 0].size

    few, many = peak(20), peak(200)
    assert few < 250  # bytes a pixel; a number for each pixel and region would be 160 to 1,600 each time
    assert many < 1.2 * few


def test_squares_and_their_order():
    regions = squares(12, 18, 6)
    assert sorted(np.unique(regions)) == list(range(6))
    order = neighbours_in_order(regions)
    assert sorted(order) == list(range(6))
    assert order == [0, 1, 2, 5, 4, 3]

"""Pictures of a folder, in the size of a model."""

import numpy as np
import pytest
from PIL import Image

from fairwitness.audits.subject.datasets.picture_files import read_pictures
from fairwitness.errors import ModelError

NAMES = ["a.png", "b.jpg"]


@pytest.fixture
def folder(tmp_path):
    half = np.zeros((8, 12, 3), np.uint8)
    half[:, 6:] = [200, 100, 0]
    Image.fromarray(half).save(tmp_path / "a.png")
    turned = Image.Exif()
    turned[0x0112] = 3  # upside down and mirrored: half a turn
    Image.fromarray(half).save(tmp_path / "b.jpg", exif=turned, quality=95)
    return tmp_path


@pytest.mark.parametrize(
    ("size", "shape"), [((4, 6, 3), (2, 4, 6, 3)), ((4, 6, 1), (2, 4, 6)), ((8, 12, 4), (2, 8, 12, 4))]
)
def test_sizes_and_channels(folder, size, shape):
    found = read_pictures(NAMES, folder, size)
    assert (found.shape, found.dtype) == (shape, np.uint8)


def test_a_picture_is_turned_as_the_camera_says(folder):
    plain, turned = read_pictures(NAMES, folder, (8, 12, 1)).astype(int)
    assert plain[:, :5].max() == 0
    assert np.abs(turned - plain[::-1, ::-1]).mean() < 5


def test_a_number_of_channels_that_no_picture_has(folder):
    with pytest.raises(ModelError, match="It reads 2"):
        read_pictures(NAMES, folder, (4, 4, 2))

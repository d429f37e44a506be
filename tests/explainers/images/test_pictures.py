"""Pictures as numbers from 0 to 1, whatever they are stored as."""

import numpy as np
import pytest

from fairwitness.explainers.images.pictures import unit

ROW = np.array([[0, 51, 255]])


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        (ROW.astype(np.uint8), [0, 0.2, 1]),
        (ROW.astype(np.uint16) * 257, [0, 0.2, 1]),
        (ROW.astype(np.uint16), [0, 51 / 65535, 255 / 65535]),
        (ROW.astype(np.int64), [0, 0.2, 1]),
        (ROW.astype(np.int64) * 257, [0, 0.2, 1]),
        (ROW - 51, [0, 51 / 255, 1]),
        (ROW / 255, [0, 0.2, 1]),
        (ROW.astype(np.float32), [0, 0.2, 1]),
        (ROW / 100 - 1, [0, 0.2, 1]),
        (np.full((1, 3), 7.0), [0, 0, 0]),
    ],
)
def test_scales(picture, expected):
    found = unit(picture)
    assert found.shape == (1, 3, 1)
    np.testing.assert_allclose(found[0, :, 0], expected, atol=1e-7)

"""Rows in blocks, and blocks shared by threads."""

import threading

import numpy as np
import pytest

from fairwitness.errors import ExplanationError
from fairwitness.explainers.trees.blocks import BLOCKS, in_blocks, in_threads
from fairwitness.explainers.trees.lanes import LANES


@pytest.mark.parametrize("rows", [0, 1, LANES, LANES + 1])
def test_rows_side_by_side(rows):
    matrix = np.arange(rows * 3.0).reshape(rows, 3)
    blocks = in_blocks(matrix)
    assert blocks.shape == (-(-rows // LANES), 3, LANES)
    np.testing.assert_array_equal(blocks.transpose(0, 2, 1).reshape(-1, 3)[:rows], matrix)


def test_every_block_once_and_progress_in_rows():
    rows = 2 * BLOCKS * LANES + 5
    seen, told = np.zeros(2 * BLOCKS + 1), []

    def work(part):
        seen[part] += 1

    in_threads(work, rows, 2, lambda *rows: told.append(rows))
    np.testing.assert_array_equal(seen, 1)
    assert told[-1] == (rows, rows)
    assert len(told) == 3


def test_an_error_ends_the_work_and_is_told():
    begun, blocked = [], threading.Event()

    def work(part):
        begun.append(part)
        if part.start:
            blocked.wait(0.2)
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        in_threads(work, 100 * BLOCKS * LANES, 1, None)
    blocked.set()
    assert len(begun) < 100


def test_at_least_one_thread():
    with pytest.raises(ExplanationError, match="`threads` must be at least 1"):
        in_threads(lambda _: None, 1, 0, None)

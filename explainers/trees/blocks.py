"""Rows in blocks of lanes, and blocks shared by threads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from os import cpu_count

import numpy as np

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Progress
from fairwitness.explainers.trees.ensemble import Floats
from fairwitness.explainers.trees.lanes import LANES

BLOCKS = 8
"""Blocks that one thread takes at a time: enough to share a table of the tree, few enough to keep all threads busy."""


def in_blocks(matrix: Floats) -> Floats:
    """Rows side by side, shape (blocks, columns, LANES); the last block is filled up with zeros."""
    rows, columns = matrix.shape
    blocks = -(-rows // LANES)
    padded = np.zeros((blocks * LANES, columns))
    padded[:rows] = matrix
    return np.ascontiguousarray(padded.reshape(blocks, LANES, columns).transpose(0, 2, 1))


def in_threads(
    work: Callable[[slice], None], rows: int, threads: int | None, progress: Progress | None
) -> None:
    """Do the work for all blocks, some at a time. Each block is computed alone, so threads change no number.

    Raises
    ------
    ExplanationError
        The threads are not at least 1.
    """
    if threads is not None and threads < 1:
        raise ExplanationError(f"The `threads` must be at least 1. Got {threads} instead.")
    step = BLOCKS * LANES
    with ThreadPoolExecutor(threads or cpu_count()) as pool:
        tasks = {
            pool.submit(work, slice(start // LANES, start // LANES + BLOCKS)): min(step, rows - start)
            for start in range(0, rows, step)
        }
        done = 0
        try:
            for task in as_completed(tasks):
                task.result()
                done += tasks[task]
                if progress is not None:
                    progress(done, rows)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise

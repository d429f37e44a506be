"""Rows explained in chunks, by as many processes as are wanted: the chunks are the same for any number of them.

A model that cannot be sent to another process, such as one that lives in a process of its own, is asked from here, and
the number of workers that is told says so.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import closing
from typing import Protocol, TypeVar

import numpy as np

from fairwitness.explainers.base import FloatArray

ROWS = 8
"""In a chunk, however many workers there are: what a model answers may depend on how many rows it is asked about."""


class Done(Protocol):
    """A result that says how many model rows it stands for."""

    @property
    def done(self) -> int:
        """Model rows."""
        ...


Found = TypeVar("Found", bound=Done)
Tell = Callable[[int], None]


def in_chunks(
    work: Callable[[FloatArray, Tell | None], Found], rows: FloatArray, workers: int, tell: Tell | None
) -> tuple[list[Found], int]:
    """What the work makes of every chunk of rows, in their order, and how many processes shared it.

    Parameters
    ----------
    work
        Rows in, a result out; it must not depend on what was done before. In this process it tells what it asks.
    rows
        Shape (rows, columns).
    workers
        Processes wanted. Each computes with one thread.
    tell
        Told how many more model rows are done: after each call of the model here, after each chunk elsewhere.
        What it raises ends the work.
    """
    chunks = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
    shared = min(workers, len(chunks))
    if shared < 2 or not _can_be_sent(work):
        return [work(chunk, tell) for chunk in chunks], 1
    from joblib import Parallel, delayed, parallel_config

    found: list[Found] = []
    with parallel_config(backend="loky", n_jobs=shared, inner_max_num_threads=1):
        answers = Parallel(return_as="generator")(
            delayed(work)(np.ascontiguousarray(chunk), None) for chunk in chunks
        )
        with warnings.catch_warnings(), closing(answers):
            warnings.filterwarnings("ignore", ".*tasks")  # joblib about work that was cancelled
            for one in answers:
                found.append(one)
                if tell is not None:
                    tell(one.done)
    return found, shared


def _can_be_sent(work: object) -> bool:
    """Whether another process could be given the work: not where packing it raises, whatever that is."""
    from joblib.externals.loky.backend.reduction import dumps

    try:
        dumps(work)
    except Exception:  # noqa: BLE001 - pickling raises whatever an object raises
        return False
    return True

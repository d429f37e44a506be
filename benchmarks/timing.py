"""Median seconds of a few runs, the two sides taken in turn so that a slow minute hits both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def paired(
    first: Callable[[], object], second: Callable[[], object], runs: int = 5
) -> tuple[float, float, float]:
    """Median seconds of each, and the median of the ratios second / first, run by run; one warm-up each."""
    first(), second()
    times = [(timed(first), timed(second)) for _ in range(runs)]
    ratios = [slow / fast for fast, slow in times]
    return (
        statistics.median(a for a, _ in times),
        statistics.median(b for _, b in times),
        statistics.median(ratios),
    )


def timed(work: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start

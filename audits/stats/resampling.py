"""Multinomial bootstrap of a table of counts: its cost does not depend on how many rows were counted.

Each group has a stream of random numbers that follows from the seed and its own counts, so that neither the
order of the groups, nor other groups, nor the order of the cells changes what is drawn for it.

References
----------
B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap (1993), chapter 6.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import FloatArray, IntArray

Statistic = Callable[[IntArray], FloatArray]

BLOCK_CELLS = 2**20
"""So many cells at most are drawn at once (8 MiB)."""

MOST_UNDEFINED = 0.01
"""The largest share of resamples without a figure with which a standard error is still given."""


@dataclass(frozen=True)
class StandardErrors:
    """Standard errors of G groups; None with a reason where there is none."""

    value: tuple[float | None, ...]
    reasons: tuple[str | None, ...]


def resample(cells: npt.ArrayLike, n: int, seed: int) -> Iterator[IntArray]:
    """Draw tables of the same group sizes with the observed shares, a block at a time.

    Parameters
    ----------
    cells
        Counts of G groups in C cells, (G, C).
    n
        How many tables.

    Yields
    ------
    IntArray
        Some of the tables, (block, G, C); n of them in all, the same whatever the size of a block.
    """
    table = np.asarray(cells, dtype=np.int64)
    orders = np.argsort(table, axis=1, kind="stable")
    sizes, streams = table.sum(axis=1), _streams(np.sort(table, axis=1), seed)
    block = max(1, BLOCK_CELLS // max(table.size, 1))
    for start in range(0, n, block):
        drawn = np.zeros((min(block, n - start), *table.shape), dtype=np.int64)
        for g, stream in enumerate(streams):
            if sizes[g]:
                shares = table[g, orders[g]] / sizes[g]
                drawn[:, g, orders[g]] = stream.multinomial(sizes[g], shares, size=len(drawn))
        yield drawn


def standard_error(
    statistic: Statistic, cells: npt.ArrayLike, resamples: int = 2000, seed: int = 0
) -> StandardErrors:
    """Bootstrap standard error of one figure of each group.

    Groups with equal counts have equal standard errors, so that names cannot change one.

    Parameters
    ----------
    statistic
        From tables (R, G, C) to figures (R, G), each group on its own; NaN where there is none.
    cells
        Counts of G groups in C cells, (G, C).
    """
    table, place = np.unique(np.asarray(cells, dtype=np.int64), axis=0, return_inverse=True)
    sums = np.zeros((3, len(table)))
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = np.asarray(statistic(table[None]), dtype=np.float64)[0]
        for drawn in resample(table, resamples, seed):
            # Taken from the observed figure, so that squares of large figures do not swallow the spread.
            off = np.asarray(statistic(drawn), dtype=np.float64) - observed
            there = np.isfinite(off)
            off = np.where(there, off, 0.0)
            sums += there.sum(axis=0), off.sum(axis=0), np.square(off).sum(axis=0)
    found = [_spread(sums[:, g], resamples) for g in place.reshape(-1).tolist()]
    return StandardErrors(tuple(value for value, _ in found), tuple(reason for _, reason in found))


def _streams(ordered: IntArray, seed: int) -> list[np.random.Generator]:
    """One stream for each group; groups with equal counts are told apart by how many came before."""
    before: Counter[bytes] = Counter()
    streams = []
    for row in ordered:
        streams.append(np.random.default_rng([seed, before[row.tobytes()], *row.tolist()]))
        before[row.tobytes()] += 1
    return streams


def _spread(sums: FloatArray, resamples: int) -> tuple[float | None, str | None]:
    there, total, squares = sums.tolist()
    undefined = resamples - int(there)
    if undefined > MOST_UNDEFINED * resamples or there < 2:
        return None, f"undefined in {undefined:,} of {resamples:,} resamples"
    variance = (squares - total * total / there) / (there - 1)
    return float(np.sqrt(max(variance, 0.0))), None

"""Whether a probability means what it says, by group, from a histogram of scores by outcome.

References
----------
M. P. Naeini, G. F. Cooper and M. Hauskrecht, AAAI 2015, 2901-2907 (expected calibration error).
C. Guo, G. Pleiss, Y. Sun and K. Q. Weinberger, ICML 2017, PMLR 70, 1321-1330.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fairwitness.audits.counts import FloatArray, IntArray
from fairwitness.audits.scores._histogram import checked_histogram
from fairwitness.audits.stats.intervals import wilson
from fairwitness.errors import DataError, PlanError


@dataclass(frozen=True)
class ReliabilityBin:
    """The labelled rows of one group with a score from ``low`` to below ``high``; the last bin has its ``high`` too.

    Attributes
    ----------
    n, positives
        Labelled rows, and the positives among them.
    mean_score
        From the centres of the narrow bins; off by at most ``GroupCalibration.bin_error``. None without rows.
    observed, observed_low, observed_high
        Share of positives with its Wilson limits; None without rows.
    reason
        Why there are no figures; None where there are.
    """

    low: float
    high: float
    n: int
    positives: int
    mean_score: float | None
    observed: float | None
    observed_low: float | None
    observed_high: float | None
    reason: str | None


@dataclass(frozen=True)
class GroupCalibration:
    """The reliability of one group's scores.

    Attributes
    ----------
    n, unlabelled
        Labelled rows, which are judged, and the others.
    bins
        The reliability diagram, lowest scores first; bins without rows are there too.
    expected_error
        Mean distance of ``observed`` and ``mean_score``, each bin by its rows. Never negative, so noise alone
        lifts it above 0 in a small group. None without labelled rows.
    bin_error
        The most by which ``expected_error``, and every ``mean_score``, can differ from that of the scores
        before binning, over the same bins: half the width of a narrow bin.
    reason
        Why there is no expected error; None where there is one.
    """

    n: int
    unlabelled: int
    bins: tuple[ReliabilityBin, ...]
    expected_error: float | None
    bin_error: float
    reason: str | None


def calibration(
    counts: npt.NDArray[np.integer], edges: npt.ArrayLike, *, bins: int = 10, confidence: float = 0.95
) -> tuple[GroupCalibration, ...]:
    """The reliability diagram and the expected calibration error of every group.

    Parameters
    ----------
    counts
        Rows by group, outcome (negative, positive, unlabelled) and narrow bin: (G, 3, B).
    edges
        Of the narrow bins, from the lowest score to the highest: (B + 1,). Scores are probabilities.
    bins
        How many reliability bins of equal width to form. A narrow bin goes where its centre lies, so their edges
        are the narrow edges nearest to equal width; the result states them.
    confidence
        Of the Wilson limits of each bin.

    Raises
    ------
    DataError
        The counts and the edges do not fit together.
    PlanError
        The number of bins or the confidence cannot be.
    """
    table, cuts = checked_histogram(counts, edges)
    _check(bins, confidence, len(cuts) - 1)
    n, positives, score = _merged(table, cuts, bins)
    low, high = wilson(positives, n, confidence)
    wide = cuts[_starts(cuts, bins)]
    half = float(np.diff(cuts).max() / 2)
    errors = _distance(n, positives, score)
    return tuple(
        GroupCalibration(
            n=int(n[g].sum()),
            unlabelled=int(table[g, 2].sum()),
            bins=tuple(
                _bin(
                    (float(wide[k]), float(wide[k + 1])),
                    (int(n[g, k]), int(positives[g, k])),
                    float(score[g, k]),
                    (float(low[g, k]), float(high[g, k])),
                )
                for k in range(bins)
            ),
            expected_error=float(errors[g]) if n[g].any() else None,
            bin_error=half,
            reason=None if n[g].any() else "no labelled rows",
        )
        for g in range(len(table))
    )


def bootstrap_error(
    resamples: Iterable[npt.NDArray[np.integer]], edges: npt.ArrayLike, *, bins: int = 10
) -> tuple[tuple[float | None, ...], tuple[str | None, ...]]:
    """Standard error of every group's expected calibration error, and the reasons where there is none.

    Parameters
    ----------
    resamples
        Tables like ``counts`` of `calibration`, drawn anew (a multinomial bootstrap): (G, 3, B) each, or blocks
        of them, (R, G, 3, B). One is held at a time. A draw that has no labelled row of a group says nothing
        about that group and is passed over.

    Raises
    ------
    DataError
        A table and the edges do not fit together, or there is no table.
    PlanError
        The number of bins cannot be.
    """
    drawn = []
    for block in resamples:
        tables = np.asarray(block)
        flat = tables.reshape(-1, *tables.shape[-2:]) if tables.ndim == 4 else tables
        table, cuts = checked_histogram(flat, edges)
        _check(bins, 0.95, len(cuts) - 1)
        n, positives, score = _merged(table, cuts, bins)
        error = np.where(n.any(axis=1), _distance(n, positives, score), np.nan)
        drawn.append(error.reshape(-1, tables.shape[-3]))
    if not drawn:
        raise DataError("The `resamples` must hold one table or more. Got none instead.")
    columns = [column[~np.isnan(column)] for column in np.concatenate(drawn).T]
    enough = [len(column) > 1 for column in columns]
    errors = tuple(float(c.std(ddof=1)) if e else None for c, e in zip(columns, enough, strict=True))
    return errors, tuple(None if e else "fewer than two draws with labelled rows" for e in enough)


def _starts(cuts: FloatArray, bins: int) -> IntArray:
    """Position of each reliability bin's first narrow bin, and the end: (bins + 1,)."""
    centre = (cuts[:-1] + cuts[1:]) / 2
    wide = np.floor((centre - cuts[0]) * (bins / (cuts[-1] - cuts[0])))
    starts = np.searchsorted(wide, np.arange(bins + 1)).astype(np.int64)
    if not (np.diff(starts) > 0).all():
        raise PlanError(
            f"The {bins} `bins` must each hold a narrow bin. Got `edges` too uneven for that instead. Use fewer bins."
        )
    return starts


def _merged(table: IntArray, cuts: FloatArray, bins: int) -> tuple[IntArray, IntArray, FloatArray]:
    """Labelled rows, positives and the mean score (0 without rows) of each reliability bin: (G, bins) each."""
    labelled, starts = table[:, :2].sum(axis=1), _starts(cuts, bins)[:-1]
    n = np.add.reduceat(labelled, starts, axis=1)
    positives = np.add.reduceat(table[:, 1], starts, axis=1)
    total = np.add.reduceat(labelled * ((cuts[:-1] + cuts[1:]) / 2), starts, axis=1)
    return n, positives, total / np.maximum(n, 1)


def _distance(n: IntArray, positives: IntArray, score: FloatArray) -> FloatArray:
    """Expected calibration error of each group (0 without rows): (G,)."""
    error: FloatArray = np.abs(positives - n * score).sum(axis=1) / np.maximum(n.sum(axis=1), 1)
    return error


def _bin(
    edges: tuple[float, float], rows: tuple[int, int], score: float, limits: tuple[float, float]
) -> ReliabilityBin:
    n, positives = rows
    if not n:
        return ReliabilityBin(*edges, 0, 0, None, None, None, None, "no labelled rows")
    return ReliabilityBin(*edges, n, positives, score, positives / n, *limits, None)


def _check(bins: int, confidence: float, narrow: int) -> None:
    if not 1 <= bins <= narrow:
        raise PlanError(
            f"The `bins` must be from 1 to the {narrow} narrow bins that are counted. Got {bins} instead."
        )
    if not 0 < confidence < 1:
        raise PlanError(f"The `confidence` must be above 0 and below 1. Got {confidence} instead.")

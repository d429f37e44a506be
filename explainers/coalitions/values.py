"""Shapley values of a black box against a whole background."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import FloatArray, Progress
from fairwitness.explainers.coalitions.design import Counts, Flags
from fairwitness.explainers.coalitions.every import Every
from fairwitness.explainers.coalitions.game import Ask, Tell, same_twice
from fairwitness.explainers.coalitions.sampled import Effort, Sampled
from fairwitness.explainers.parallel import in_chunks

EXACT_COLUMNS = 12
EASY_COLUMNS = 8
EXACT_MODEL_ROWS = 2**19
"""A row: 12 columns and 128 rows of background, 10 columns and 512."""
SAMPLES = 20
"""Coalitions asked about for one column at first, where they are sampled."""
MOST_SAMPLES = 80
"""Coalitions for one column at the most, where nothing else is said."""
TOLERANCE = 0.05


@dataclass(frozen=True, eq=False)
class CoalitionResult:
    """Shapley values, and what they took.

    Parameters
    ----------
    values
        Shape (rows, columns).
    base
        The mean answer over the background.
    standard_errors
        Shape (rows, columns), from the sampling of coalitions; None where all were taken.
    evaluations
        Shape (rows,): coalitions for each row.
    model_rows
        Rows that the model was asked about: of equal ones, one.
    workers
        Processes that shared the work; 1 where the model cannot be sent to another.
    tolerance
        What the sampling stopped at; None where it took as many coalitions as it was told.
    settled
        Shape (rows,): whose standard errors are within the tolerance.
    """

    values: FloatArray
    base: float
    standard_errors: FloatArray | None
    evaluations: Counts
    model_rows: int
    workers: int
    tolerance: float | None
    settled: Flags

    @property
    def exact(self) -> bool:
        """Whether every coalition was taken."""
        return self.standard_errors is None


def coalition_values(  # noqa: PLR0913 - all but three have defaults
    ask: Ask,
    rows: FloatArray,
    background: FloatArray,
    *,
    n_samples: int | None = None,
    tolerance: float | None = None,
    seed: int = 0,
    workers: int = 1,
    progress: Progress | None = None,
) -> CoalitionResult:
    """Explain coded rows, all by the same coalitions, so that their numbers do not depend on each other.

    Every coalition is taken for up to 8 columns, and for up to 12 where that is at most half a million model rows for
    an explained row. Otherwise they are sampled: 20 for each column at first, then twice as many for the rows whose
    standard errors are not within the tolerance, up to 80 for each column.

    Parameters
    ----------
    ask
        Coded rows in, one number a row out.
    rows, background
        Shape (rows, columns) and (background rows, columns).
    n_samples
        Coalitions for one explained row: just as many without a tolerance, at the most with one. All are taken where
        there are no more.
    tolerance
        When to stop: a row's largest standard error as a share of the spread of its values, the largest less the
        smallest (Covert and Lee, AISTATS 2021); 0.05 where neither this nor `n_samples` is given.
    workers
        Processes that share the rows; the values are the same, to the last bit, for any number of them.
    progress
        Told of model rows done and planned, which grow where rows need more; what it raises ends the work.

    Raises
    ------
    ExplanationError
        `n_samples` is under 2p + 1, or the model answers the same row differently.
    """
    columns = rows.shape[1]
    wanted = _wanted(columns, len(background), n_samples)
    effort = _effort(columns, wanted, n_samples, tolerance)
    same_twice(ask, rows, background)
    answers = ask(background)
    every = columns <= EASY_COLUMNS or (columns <= EXACT_COLUMNS and wanted >= 2**columns)
    work = Every(ask, background) if every else Sampled(ask, background, answers, effort, seed)
    planned = len(rows) * len(background) * (2**columns if every else effort.first)
    parts, shared = in_chunks(work, rows, workers, _teller(progress, planned))
    if progress is not None:
        done = sum(part.done for part in parts)
        progress(done, done)
    errors = [part.errors for part in parts if part.errors is not None]
    return CoalitionResult(
        values=np.concatenate([part.values for part in parts]),
        base=float(answers.mean()),
        standard_errors=np.concatenate(errors) if errors else None,
        evaluations=np.concatenate([part.evaluations for part in parts]),
        model_rows=sum(part.asked for part in parts),
        workers=shared,
        tolerance=None if every else effort.tolerance,
        settled=np.concatenate([part.settled for part in parts]),
    )


def _teller(progress: Progress | None, planned: int) -> Tell | None:
    if progress is None:
        return None
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        done += more
        progress(done, max(planned, done))

    return tell


def _wanted(columns: int, background: int, n_samples: int | None) -> int:
    """Coalitions for one row, if they are all or none too many."""
    if n_samples is not None:
        least = 2 * columns + 1
        if n_samples < least and columns > EASY_COLUMNS:
            raise ExplanationError(
                f"The `n_samples` must be at least {least}, two coalitions for each of {columns} columns and one more. "
                f"Got {n_samples} instead. Take {SAMPLES * columns} or leave it out."
            )
        return n_samples
    if columns <= EXACT_COLUMNS and 2**columns * background <= EXACT_MODEL_ROWS:
        return int(2**columns)
    return SAMPLES * columns


def _effort(columns: int, wanted: int, n_samples: int | None, tolerance: float | None) -> Effort:
    if n_samples is not None and tolerance is None:
        return Effort(n_samples, n_samples, None)
    most = MOST_SAMPLES * columns if n_samples is None else n_samples
    return Effort(min(wanted, SAMPLES * columns), most, TOLERANCE if tolerance is None else tolerance)

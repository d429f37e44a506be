"""Shapley values of a black box against a whole background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import FloatArray, Progress
from fairwitness.explainers.coalitions.design import Design, Flags, design, every_coalition
from fairwitness.explainers.coalitions.game import Ask, Game, same_twice, varying
from fairwitness.explainers.coalitions.solve import Regression, exact_weights
from fairwitness.explainers.parallel import in_chunks

EXACT_COLUMNS = 12
EASY_COLUMNS = 8
EXACT_MODEL_ROWS = 2**19
"""A row: 12 columns and 128 rows of background, 10 columns and 512."""
SAMPLES = 20
"""Coalitions asked about for one column, where they are sampled."""


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
        Coalitions for one row.
    model_rows
        Rows that the model was asked about.
    workers
        Processes that shared the work; 1 where the model cannot be sent to another.
    """

    values: FloatArray
    base: float
    standard_errors: FloatArray | None
    evaluations: int
    model_rows: int
    workers: int

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
    seed: int = 0,
    workers: int = 1,
    progress: Progress | None = None,
) -> CoalitionResult:
    """Explain coded rows, all by the same coalitions, so that their numbers do not depend on each other.

    Every coalition is taken for up to 8 columns, and for up to 12 where that is at most half a million model rows for
    an explained row; otherwise 20 coalitions for each column. `n_samples` overrides both.

    Parameters
    ----------
    ask
        Coded rows in, one number a row out.
    rows, background
        Shape (rows, columns) and (background rows, columns).
    n_samples
        Coalitions for one explained row; all are taken where there are no more.
    workers
        Processes that share the rows; the values are the same, to the last bit, for any number of them.
    progress
        Told of model rows done and planned; what it raises ends the work.

    Raises
    ------
    ExplanationError
        `n_samples` is under 2p + 1, or the model answers the same row differently.
    """
    columns = rows.shape[1]
    wanted = _wanted(columns, len(background), n_samples)
    same_twice(ask, rows, background)
    every = columns <= EASY_COLUMNS or (columns <= EXACT_COLUMNS and wanted >= 2**columns)
    chosen = None if every else design(columns, wanted, seed)
    told = every_coalition(columns) if chosen is None else chosen.told
    base = float(ask(background).mean())
    work = _Work(ask, background, base, told, chosen)
    planned = len(rows) * len(told) * len(background)
    parts, shared = in_chunks(work, rows, workers, _teller(progress, planned))
    errors = [part.errors for part in parts if part.errors is not None]
    return CoalitionResult(
        np.concatenate([part.values for part in parts]),
        base,
        np.concatenate(errors) if errors else None,
        len(told),
        sum(part.asked for part in parts),
        shared,
    )


def _teller(progress: Progress | None, planned: int) -> Callable[[int], None] | None:
    if progress is None:
        return None
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        done = min(done + more, planned)
        progress(done, planned)

    return tell


def _wanted(columns: int, background: int, n_samples: int | None) -> int:
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


@dataclass(frozen=True, eq=False)
class _Part:
    """What came of a chunk of rows."""

    values: FloatArray
    errors: FloatArray | None
    asked: int


@dataclass(frozen=True, eq=False)
class _Work:
    """Explains chunks of rows; it can be sent to another process if the model can."""

    ask: Ask
    background: FloatArray
    base: float
    told: Flags
    chosen: Design | None
    """None where every coalition is taken."""

    def __call__(self, rows: FloatArray, tell: Callable[[int], None] | None = None) -> _Part:
        game = Game(self.ask, self.background, tell)
        if self.chosen is None:
            return self._all(rows, game)
        return self._some(rows, game, self.chosen)

    def _all(self, rows: FloatArray, game: Game) -> _Part:
        weights = exact_weights(rows.shape[1])
        values = np.array([weights @ each for each in game.worth(rows, self.told)]).reshape(rows.shape)
        for place, row in enumerate(rows):
            values[place, ~varying(row, self.background)] = 0.0
        return _Part(values, None, game.asked)

    def _some(self, rows: FloatArray, game: Game, chosen: Design) -> _Part:
        outputs, worth = self.ask(rows), game.worth(rows, self.told) - self.base
        values, errors = np.zeros(rows.shape), np.zeros(rows.shape)
        solvers: dict[bytes, Regression] = {}
        for place, row in enumerate(rows):
            differs = varying(row, self.background)
            if not differs.any():
                continue
            key = differs.tobytes()
            if key not in solvers:
                solvers[key] = Regression(chosen, differs)
            values[place], errors[place] = solvers[key].solve(worth[place], float(outputs[place]) - self.base)
        return _Part(values, errors, game.asked)

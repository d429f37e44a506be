"""Shapley values of a black box against a whole background."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import FloatArray, Progress
from fairwitness.explainers.coalitions.design import Design, design, every_coalition
from fairwitness.explainers.coalitions.game import Ask, Game, same_twice, varying
from fairwitness.explainers.coalitions.solve import Regression, exact_weights

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
    """

    values: FloatArray
    base: float
    standard_errors: FloatArray | None
    evaluations: int
    model_rows: int

    @property
    def exact(self) -> bool:
        """Whether every coalition was taken."""
        return self.standard_errors is None


def coalition_values(
    ask: Ask,
    rows: FloatArray,
    background: FloatArray,
    *,
    n_samples: int | None = None,
    seed: int = 0,
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
    if columns <= EASY_COLUMNS or (columns <= EXACT_COLUMNS and wanted >= 2**columns):
        return _all(ask, rows, background, progress)
    return _some(ask, rows, background, design(columns, wanted, seed), progress)


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


def _all(ask: Ask, rows: FloatArray, background: FloatArray, progress: Progress | None) -> CoalitionResult:
    columns = rows.shape[1]
    told = every_coalition(columns)
    game = Game(ask, background, len(rows) * len(told) * len(background), progress)
    weights = exact_weights(columns)
    worth = game.worth(rows, told)
    values = np.array([weights @ each for each in worth]).reshape(rows.shape)
    for place, row in enumerate(rows):
        values[place, ~varying(row, background)] = 0.0
    return CoalitionResult(values, float(worth[0, 0]), None, len(told), game.asked)


def _some(
    ask: Ask, rows: FloatArray, background: FloatArray, chosen: Design, progress: Progress | None
) -> CoalitionResult:
    game = Game(ask, background, len(rows) * len(chosen.told) * len(background), progress)
    base, outputs = float(ask(background).mean()), ask(rows)
    worth = game.worth(rows, chosen.told) - base
    values, errors = np.zeros(rows.shape), np.zeros(rows.shape)
    solvers: dict[bytes, Regression] = {}
    for place, row in enumerate(rows):
        differs = varying(row, background)
        if not differs.any():
            continue
        key = differs.tobytes()
        if key not in solvers:
            solvers[key] = Regression(chosen, differs)
        values[place], errors[place] = solvers[key].solve(worth[place], float(outputs[place]) - base)
    return CoalitionResult(values, base, errors, len(chosen.told), game.asked)

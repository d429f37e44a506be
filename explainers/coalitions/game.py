"""What coalitions of columns are worth: the mean answer when they are told and the background fills in the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.coalitions.design import Counts, Flags
from fairwitness.explainers.coalitions.equal import asked_once
from fairwitness.explainers.inputs import unsteady

MODEL_ROWS = 131_072
"""Rows that are built at a time; 20 columns of them are 20 MiB."""
SAME = 1e-4
Ask = Callable[[FloatArray], FloatArray]
Tell = Callable[[int], None]


@dataclass(frozen=True, eq=False)
class Part:
    """What came of a chunk of rows.

    Parameters
    ----------
    values, errors
        Shape (rows, columns); no errors where every coalition was taken.
    evaluations
        Shape (rows,): coalitions taken.
    settled
        Shape (rows,): whether the errors are as small as was wanted.
    asked, done
        Model rows: those that the model was asked about, and all of them; equal ones are asked about once.
    """

    values: FloatArray
    errors: FloatArray | None
    evaluations: Counts
    settled: Flags
    asked: int
    done: int


class Game:
    """Questions to a model about coded rows, against one whole background.

    Parameters
    ----------
    ask
        Matrix in, one number a row out.
    background
        Shape (background rows, columns).
    tell
        Told after every call of the model how many rows are done.
    """

    def __init__(self, ask: Ask, background: FloatArray, tell: Tell | None = None) -> None:
        self._ask = ask
        self._background = background
        self._tell = tell
        self.asked = self.done = 0

    def worth(self, rows: FloatArray, told: Flags) -> FloatArray:
        """What every coalition is worth for every row. Shape (rows, coalitions)."""
        step = max(1, MODEL_ROWS // len(self._background))
        found = np.empty((len(rows), len(told)))
        flat = found.reshape(-1)
        for start in range(0, flat.size, step):
            place = np.arange(start, min(start + step, flat.size))
            row, coalition = np.divmod(place, len(told))
            mixed = np.where(told[coalition][:, None, :], rows[row][:, None, :], self._background)
            answers = self._told(mixed.reshape(-1, rows.shape[1]))
            flat[place] = answers.reshape(len(place), -1).mean(axis=1)
        return found

    def _told(self, matrix: FloatArray) -> FloatArray:
        answers, asked = asked_once(self._ask, matrix)
        self.asked, self.done = self.asked + asked, self.done + len(matrix)
        if self._tell is not None:
            self._tell(len(matrix))
        return answers


def same_twice(ask: Ask, rows: FloatArray, background: FloatArray) -> None:
    """Ask about some rows alone and among others.

    Raises
    ------
    ExplanationError
        The answers differ: nothing that is computed from them would mean anything.
    """
    some, others = rows[:20], background[:20]
    alone = ask(some)
    among = ask(np.concatenate([others, some[::-1]]))[len(others) :][::-1]
    apart = float(np.abs(alone - among).max(initial=0.0))
    if apart > SAME * max(1.0, float(np.abs(alone).max(initial=0.0))):
        raise unsteady(f"answers that differ by up to {apart:.3g}")


def varying(row: FloatArray, background: FloatArray) -> Flags:
    """Which columns of a row differ from some row of the background; two missing values do not. Shape (columns,)."""
    same = (row == background) | (np.isnan(row) & np.isnan(background))
    differs: Flags = ~same.all(axis=0)
    return differs

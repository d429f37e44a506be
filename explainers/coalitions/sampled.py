"""Rows explained by a sample of coalitions, which grows until the standard errors are small enough.

The background is cut into blocks, and each has coalitions of its own. The values of a background are the mean of those
of its rows, so they stay unbiased and add up, and err less than with the same coalitions for all, at the same cost.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.coalitions.design import Counts, Design, Flags, design
from fairwitness.explainers.coalitions.game import Ask, Game, Part, Tell, varying
from fairwitness.explainers.coalitions.solve import Regression

BLOCKS = 10


@dataclass(frozen=True)
class Effort:
    """How many coalitions are taken for a row.

    Parameters
    ----------
    first, most
        At first, and at the most; they are doubled from one to the other.
    tolerance
        When a row needs no more: its largest standard error, as a share of the spread of its values. None takes the
        first number and no more.
    """

    first: int
    most: int
    tolerance: float | None


@dataclass(frozen=True, eq=False)
class Sampled:
    """Explains chunks of rows; it can be sent to another process if the model can.

    Parameters
    ----------
    ask
        Coded rows in, one number a row out.
    background
        Shape (background rows, columns).
    answers
        Shape (background rows,): what the model says to it.
    effort
        How many coalitions.
    seed
        Of the coalitions.
    """

    ask: Ask
    background: FloatArray
    answers: FloatArray
    effort: Effort
    seed: int

    def __call__(self, rows: FloatArray, tell: Tell | None = None) -> Part:
        """Values of every row, by the same coalitions."""
        outputs, number = self.ask(rows), min(BLOCKS, len(self.background))
        blocks = [self._block(rows, outputs, place, number, tell) for place in range(number)]
        values, errors = np.zeros(rows.shape), np.zeros(rows.shape)
        taken, settled = np.zeros(len(rows), dtype=np.int_), np.zeros(len(rows), dtype=bool)
        wanted, left = self.effort.first, np.arange(len(rows))
        while len(left):
            found = [block.shares(left, wanted) for block in blocks]
            values[left] = sum(own for own, _, _ in found)
            errors[left] = np.sqrt(sum(error**2 for _, error, _ in found))
            taken[left] = found[0][2]
            settled[left] = self._small(values[left], errors[left])
            if wanted >= self.effort.most or self.effort.tolerance is None:
                break
            wanted, left = min(2 * wanted, self.effort.most), left[~settled[left]]
        asked, done = sum(block.game.asked for block in blocks), sum(block.game.done for block in blocks)
        return Part(values, errors, taken, settled, asked, done)

    def _block(
        self, rows: FloatArray, outputs: FloatArray, place: int, number: int, tell: Tell | None
    ) -> Block:
        background, answers = self.background[place::number], self.answers[place::number]
        return Block(
            Game(self.ask, background, tell),
            rows,
            outputs - answers.mean(),
            float(answers.mean()),
            np.array([varying(row, background) for row in rows]),
            len(background) / len(self.background),
            (self.seed, place),
        )

    def _small(self, values: FloatArray, errors: FloatArray) -> Flags:
        spread = values.max(axis=1) - values.min(axis=1)
        small: Flags = errors.max(axis=1) <= (self.effort.tolerance or 0.0) * spread
        return small


@dataclass(eq=False)
class Block:
    """A part of the background, with what its coalitions are worth so far.

    Parameters
    ----------
    game
        The questions.
    rows
        Shape (rows, columns): those to explain.
    whole
        Shape (rows,): what all columns together add to the mean answer of the block.
    base
        That mean answer.
    varying
        Shape (rows, columns): which columns differ from some row of the block.
    share
        Of the whole background.
    seed
        Of the coalitions, and the place of the block.
    """

    game: Game
    rows: FloatArray
    whole: FloatArray
    base: float
    varying: Flags
    share: float
    seed: tuple[int, int]
    _taken: Design | None = None
    _worth: FloatArray = field(default_factory=lambda: np.empty(0))

    def shares(self, left: Counts, wanted: int) -> tuple[FloatArray, FloatArray, int]:
        """The block's part of the values and of their errors, for the rows that are left, and coalitions taken."""
        chosen = self._grown(left, wanted)
        values, errors = np.zeros((len(left), self.rows.shape[1])), np.zeros((len(left), self.rows.shape[1]))
        solvers: dict[bytes, Regression] = {}
        for place, row in enumerate(left):
            differs = self.varying[row]
            if not differs.any():
                continue
            key = differs.tobytes()
            if key not in solvers:
                solvers[key] = Regression(chosen, differs)
            values[place], errors[place] = solvers[key].solve(self._worth[row], float(self.whole[row]))
        return self.share * values, self.share * errors, len(chosen.told)

    def _grown(self, left: Counts, wanted: int) -> Design:
        """Ask about the coalitions that are new."""
        chosen = design(self.rows.shape[1], wanted, *self.seed)
        worth = np.zeros((len(self.rows), len(chosen.told)))
        new = np.ones(len(chosen.told), dtype=bool)
        if self._taken is not None:
            known = chosen.known(self._taken)
            worth[:, known], new = self._worth, ~known
        worth[np.ix_(left, new)] = self.game.worth(self.rows[left], chosen.told[new]) - self.base
        self._taken, self._worth = chosen, worth
        return chosen

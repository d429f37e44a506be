"""Rows explained by every coalition: the values have no sampling error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.coalitions.design import every_coalition
from fairwitness.explainers.coalitions.game import Ask, Game, Part, Tell, varying
from fairwitness.explainers.coalitions.solve import exact_weights


@dataclass(frozen=True, eq=False)
class Every:
    """Explains chunks of rows; it can be sent to another process if the model can."""

    ask: Ask
    background: FloatArray

    def __call__(self, rows: FloatArray, tell: Tell | None = None) -> Part:
        """All 2^p coalitions of every row."""
        game = Game(self.ask, self.background, tell)
        told, weights = every_coalition(rows.shape[1]), exact_weights(rows.shape[1])
        values = np.array([weights @ each for each in game.worth(rows, told)]).reshape(rows.shape)
        for place, row in enumerate(rows):
            values[place, ~varying(row, self.background)] = 0.0
        taken, settled = np.full(len(rows), len(told)), np.ones(len(rows), dtype=bool)
        return Part(values, None, taken, settled, game.asked, game.done)

"""Linear models: the values have a closed form, whatever the background.

Source: Štrumbelj and Kononenko, "Explaining prediction models and individual predictions with feature contributions",
Knowledge and Information Systems 2014: of a linear model, a column's share is its coefficient times the distance of its
value from the background's mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from fairwitness.explainers.base import FloatArray, Scale
from fairwitness.explainers.engines.base import Question, Shares


@dataclass(frozen=True, eq=False)
class LinearModel:
    """A weighted sum of columns.

    Parameters
    ----------
    coefficients
        Shape (matrix columns,).
    intercept
        What is added once.
    encode
        Turns a raw frame into the matrix that is weighted, shape (rows, matrix columns).
    players
        Shape (matrix columns,): the place of the raw column that each is made of.
    scale
        What the sum is: the margin of a classifier, or the number itself.
    family
        What the model is called in sentences.
    """

    coefficients: FloatArray
    intercept: float
    encode: Callable[[pd.DataFrame], FloatArray]
    players: npt.NDArray[np.int32]
    scale: Scale
    family: str

    def answer(self, matrix: FloatArray) -> FloatArray:
        """The sum for every row of a matrix, shape (rows,)."""
        numbers: FloatArray = matrix @ self.coefficients + self.intercept
        return numbers


@dataclass(frozen=True, eq=False)
class ClosedForm:
    """Shares of a linear model. The dummies of one raw column are summed before anything else is done."""

    model: LinearModel
    name: ClassVar[str] = "fairwitness.linear"
    packages: ClassVar[tuple[str, ...]] = ("numpy",)

    def shares(self, question: Question) -> Shares:
        """See `Engine.shares`."""
        model = self.model
        matrix, background = model.encode(question.X), model.encode(question.reference)
        distance = (matrix - background.mean(axis=0)) * model.coefficients
        values = np.zeros((len(matrix), len(question.columns)))
        for place, player in enumerate(model.players):
            values[:, player] += distance[:, place]
        return Shares(
            values=values,
            base=float(model.answer(background).mean()),
            base_definition="mean output over the background",
            outputs=model.answer(matrix),
            scale=model.scale,
            effort={"family": model.family},
        )

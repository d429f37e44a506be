"""Trees read from the inside: exact values without a question to the model."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fairwitness.explainers.engines.base import Question, Shares
from fairwitness.explainers.trees.model import TreeModel

_LOG = logging.getLogger(__name__)  # a person is told before a wait of seconds, wherever warnings are shown


@dataclass(frozen=True, eq=False)
class PathDependent:
    """Untold columns follow the training rows: at a split the trees go both ways, by the rows that went there.

    Lundberg et al., "From local explanations to global understanding with explainable AI for trees", Nature Machine
    Intelligence 2020. The base value is the mean of the leaves by the weights that the library keeps: row counts for
    forests and LightGBM, Hessians for XGBoost, where it is not the average prediction.
    """

    trees: TreeModel
    name: ClassVar[str] = "fairwitness.trees.path_dependent"
    packages: ClassVar[tuple[str, ...]] = ("numba", "numpy")

    def shares(self, question: Question) -> Shares:
        """See `Engine.shares`."""
        from fairwitness.explainers.trees.path_dependent import VALUES, path_dependent

        VALUES.warm_up(_LOG.warning)
        ensemble = self.trees.ensemble
        matrix = self.trees.encode(question.X)
        found = path_dependent(
            ensemble,
            matrix,
            self.trees.players,
            count=len(question.columns),
            progress=question.options.progress,
        )
        return Shares(
            values=found.values[:, :, 0],
            base=float(found.base[0]),
            base_definition=f"mean of the leaves, weighted as {self.trees.family} keeps the training rows",
            outputs=ensemble.predict(matrix)[:, 0],
            scale=self.trees.scale,
            effort={"family": self.trees.family, "quadrature_points": found.points},
        )


@dataclass(frozen=True, eq=False)
class AgainstBackground:
    """Untold columns take their values from each row of the whole background, as the model itself would be asked."""

    trees: TreeModel
    name: ClassVar[str] = "fairwitness.trees.interventional"
    packages: ClassVar[tuple[str, ...]] = ("numba", "numpy")

    def shares(self, question: Question) -> Shares:
        """See `Engine.shares`."""
        from fairwitness.explainers.trees.background import interventional, warm_up

        warm_up(_LOG.warning)
        ensemble = self.trees.ensemble
        matrix, background = self.trees.encode(question.X), self.trees.encode(question.reference)
        own, base = interventional(ensemble, matrix, background, self.trees.players)
        values = np.zeros((len(matrix), len(question.columns)))
        values[:, : own.shape[1]] = own[:, :, 0]
        return Shares(
            values=values,
            base=float(base[0]),
            base_definition="mean output over the background",
            outputs=ensemble.predict(matrix)[:, 0],
            scale=self.trees.scale,
            effort={"family": self.trees.family},
        )

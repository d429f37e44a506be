"""How much of a model a simple one can tell: on rows it has not seen, and by group.

An explanation by a shallow tree that fits most people may say little of a minority, so its fit belongs beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import FloatArray, Predict
from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.inputs import as_frame, checked, on_codes

DEPTH = 3
FOLDS = 2
_LEAST = 4


@dataclass(frozen=True, eq=False)
class Surrogate:
    """Outputs of a model, and what a shallow tree that did not see the row takes them for; each of shape (rows,)."""

    outputs: FloatArray
    told: FloatArray

    def unexplained(self) -> FloatArray:
        """(f(x) - tree(x))^2 / Var f, whose mean over rows is 1 - R2.

        Shape (rows,), 0 or more; lower is better. Not a number where the outputs do not vary.
        """
        variance = float(self.outputs.var())
        if variance == 0:
            return np.full(len(self.outputs), np.nan)
        missed: FloatArray = (self.outputs - self.told) ** 2 / variance
        return missed

    def r2(self, rows: FloatArray | None = None) -> float | None:
        """1 - sum of squared errors / sum of squares around the mean, over all or some of the rows.

        At most 1; higher is better. None where the outputs of these rows do not vary.

        Parameters
        ----------
        rows
            A mask or places; all rows if left out.
        """
        chosen = slice(None) if rows is None else np.asarray(rows)
        outputs, told = self.outputs[chosen], self.told[chosen]
        around = float(((outputs - outputs.mean()) ** 2).sum()) if len(outputs) else 0.0
        return None if around == 0 else 1 - float(((outputs - told) ** 2).sum()) / around

    def agreement(self, threshold: float = 0.5) -> FloatArray:
        """1 where model and tree decide alike at the threshold, else 0; shape (rows,), higher is better."""
        same: FloatArray = ((self.outputs >= threshold) == (self.told >= threshold)).astype(np.float64)
        return same


def surrogate_tree(predict: Predict, rows: pd.DataFrame, depth: int = DEPTH, seed: int = 0) -> Surrogate:
    """Fit a shallow regression tree to half of the model's answers and ask it about the other half, both ways.

    Parameters
    ----------
    rows
        Raw rows, a few hundred or more; categories are told apart in the order of their names.
    depth
        Questions from the root to a leaf.

    Raises
    ------
    ExplanationError
        There are fewer than four rows, or the model answers badly.
    """
    from sklearn.tree import DecisionTreeRegressor

    frame = as_frame(rows, name="rows")
    if len(frame) < _LEAST:
        raise ExplanationError(f"The `rows` must be at least {_LEAST}. Got {len(frame)} instead.")
    codec = ColumnCodec(frame, frame)
    matrix = codec.encode(frame)
    outputs = on_codes(checked(predict), codec)(matrix)
    fold = np.random.default_rng([seed, 6]).permutation(len(frame)) % FOLDS
    told = np.empty(len(frame))
    for place in range(FOLDS):
        tree = DecisionTreeRegressor(max_depth=depth, min_samples_leaf=2, random_state=seed)
        tree.fit(matrix[fold != place], outputs[fold != place])
        told[fold == place] = tree.predict(matrix[fold == place])
    return Surrogate(outputs, told)

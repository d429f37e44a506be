"""Whether similar rows get similar explanations.

Sources: Alvarez-Melis and Jaakkola, On the Robustness of Interpretability Methods, 2018 (arXiv 1806.08049); Yeh et
al. 2019 (max-sensitivity); Agarwal et al., OpenXAI, 2022 (relative input and output stability).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.quality.base import Examined, Explain
from fairwitness.explainers.quality.neighbours import STEP, distances, neighbours

DRAWS = 4
_FLOOR = 1e-3


@dataclass(frozen=True, eq=False)
class Shaken:
    """How far explanation, row and output are from those of near rows; each of shape (rows, draws).

    Parameters
    ----------
    explained
        Sum of |difference of the values| / sum of |values| of the row.
    inputs
        Gower's distance of the rows.
    outputs
        |difference of the outputs| / standard deviation of the outputs over the explained rows.
    """

    explained: FloatArray
    inputs: FloatArray
    outputs: FloatArray

    def max_sensitivity(self) -> FloatArray:
        """Largest relative change of the explanation among the near rows.

        Shape (rows,), 0 or more; lower is better. A model that jumps has large ones, however right the
        explanation.
        """
        largest: FloatArray = self.explained.max(axis=1)
        return largest

    def relative_input_stability(self) -> FloatArray:
        """Largest relative change of the explanation / distance of the rows (at least 0.001).

        Shape (rows,), 0 or more; lower is better. It is a local Lipschitz constant.
        """
        largest: FloatArray = (self.explained / np.maximum(self.inputs, _FLOOR)).max(axis=1)
        return largest

    def relative_output_stability(self) -> FloatArray:
        """Largest relative change of the explanation / change of the output (at least 0.001 standard deviations).

        Shape (rows,), 0 or more; lower is better. Large where the explanation changes and the output does not.
        """
        largest: FloatArray = (self.explained / np.maximum(self.outputs, _FLOOR)).max(axis=1)
        return largest


def shaken(examined: Examined, explain: Explain, draws: int = DRAWS, step: float = STEP) -> Shaken:
    """Explain near rows, all in one call, and say how far everything moved.

    Parameters
    ----------
    explain
        Explains rows as the examined explanation was made; given the same background and seed.
    draws, step
        Near rows for each row, and how far they are; see `neighbours`.
    """
    near = neighbours(examined, draws, step)
    frame = examined.codec.decode(near)
    other = explain(frame, examined.background, examined.seed)
    count = len(examined.coded)
    values = examined.explanation.values
    size = np.abs(values).sum(axis=1)
    moved = np.abs(other.values.reshape(count, draws, -1) - values[:, None, :]).sum(axis=2)
    floor = max(float(size.mean()) * _FLOOR, np.finfo(float).tiny)
    outputs = np.abs(other.outputs.reshape(count, draws) - examined.explanation.outputs[:, None])
    spread = float(examined.explanation.outputs.std()) or 1.0
    return Shaken(
        explained=moved / np.maximum(size, floor)[:, None],
        inputs=distances(examined, near.reshape(count, draws, -1), examined.coded[:, None, :]),
        outputs=outputs / spread,
    )

"""The surrogates of all explained rows, from perturbed rows and the answers to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.lime.answers import Answers
from fairwitness.explainers.lime.kernel import effective_samples, weights, width_of
from fairwitness.explainers.lime.sampling import Perturbation
from fairwitness.explainers.lime.solve import Fits, Moments, solve

_BLOCK_ROWS = 64
_BLOCK_CELLS = 4_000_000


@dataclass(frozen=True, eq=False)
class Surrogates:
    """The fits, and what belongs to them.

    Parameters
    ----------
    fits
        Intercepts, weights, R2 and what parts of the draw did to them.
    positions
        Where the explained rows lie among the features. Shape (rows, columns).
    effective_samples
        Kish's effective sample size of the kernel's weights. Shape (rows,).
    """

    fits: Fits
    positions: FloatArray
    effective_samples: FloatArray

    @property
    def base_values(self) -> FloatArray:
        """The answers one step below the row in every feature: for conditions, where none is met. Shape (rows,)."""
        found: FloatArray = self.fits.intercepts + (self.fits.weights * (self.positions - 1)).sum(axis=1)
        return found


def surrogates(
    around: Perturbation,
    answers: Answers,
    shape: tuple[int, int],
    width: float | Literal["local"],
) -> Surrogates:
    """Fit one surrogate for each explained row.

    Parameters
    ----------
    around
        The perturbed rows.
    answers
        What the model answers to them.
    shape
        Perturbed rows for one explained row, and columns.
    width
        Of the kernel.
    """
    moments = Moments(*shape)
    size = max(1, min(_BLOCK_ROWS, _BLOCK_CELLS // moments.cells))
    rows = len(answers.outputs)
    effective, spread, positions = np.empty(rows), np.empty(rows), np.empty((rows, shape[1]))
    block: list[FloatArray] = []
    fits: list[Fits] = []
    for row, told in enumerate(answers.each()):
        features, squared = around.seen_from(row)
        weight = weights(squared, width_of(width, squared))
        positions[row] = features[:, 0]
        effective[row], spread[row] = effective_samples(weight), np.abs(told).max()
        block.append(moments.of(features, told - answers.outputs[row], weight))
        if len(block) == size or row == rows - 1:
            fits.append(solve(np.stack(block), spread[row + 1 - len(block) : row + 1]))
            block = []
    return Surrogates(Fits.joined(fits, answers.outputs), positions, effective)

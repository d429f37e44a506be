"""The surrogates of all explained rows, from perturbed rows and the answers to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.lime.answers import Answers
from fairwitness.explainers.lime.kernel import weighed
from fairwitness.explainers.lime.sampling import Perturbation
from fairwitness.explainers.lime.solve import ByPart, Fits, Moments, Products, solve
from fairwitness.explainers.lime.sorting import worth_sorting

if TYPE_CHECKING:
    from fairwitness.explainers.lime.pairs import Pairs

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
    weigher = _Weigher(around, answers, shape, width)
    rows = len(answers.outputs)
    effective, spread, positions = np.empty(rows), np.empty(rows), np.empty((rows, shape[1]))
    block: list[Products] = []
    fits: list[Fits] = []
    for row, told in enumerate(answers.each()):
        spread[row] = np.abs(told).max()
        products, positions[row], effective[row] = weigher.of(row, told - answers.outputs[row])
        block.append(products)
        if len(block) == weigher.block or row == rows - 1:
            fits.append(solve(block, spread[row + 1 - len(block) : row + 1]))
            block = []
    return Surrogates(Fits.joined(fits, answers.outputs), positions, effective)


class _Weigher:
    """Weighs the perturbed rows of one explained row after the other, and multiplies what has to be."""

    def __init__(
        self,
        around: Perturbation,
        answers: Answers,
        shape: tuple[int, int],
        width: float | Literal["local"],
    ) -> None:
        self._around, self._answers, self._width = around, answers, width
        self._moments = Moments(*shape)
        self.block = max(1, min(_BLOCK_ROWS, _BLOCK_CELLS // self._moments.cells))
        self._pairs: Pairs | None = None
        codes = around.by_code()
        if codes is not None and worth_sorting(*codes):
            from fairwitness.explainers.lime.pairs import Pairs

            self._pairs = Pairs(*codes)

    def of(self, row: int, told: FloatArray) -> tuple[Products, FloatArray | float, float]:
        """Products, where the explained row lies among the features, and the effective sample size."""
        if self._pairs is not None and self._answers.plain(row):
            weight, effective = weighed(self._pairs.unmet(row), self._width)
            return self._pairs.of(row, told, weight), 1.0, effective
        features, squared = self._around.seen_from(row)
        weight, effective = weighed(squared, self._width)
        return (
            ByPart(self._moments.of(features, told, weight).copy()),
            features[:, 0].astype(np.float64),
            effective,
        )

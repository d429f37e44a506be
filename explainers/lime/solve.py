"""Weighted ridge regressions of many explained rows, each from one small matrix of products.

The rows of a moment matrix are 1, the answer, and the features; its cells are their weighted products, summed over the
perturbed rows. It gives the fit, as scikit-learn's Ridge does; what each part of the draw adds to it gives the standard
errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.base import FloatArray

PARTS = 25
RIDGE = 1.0
_CONSTANT = 1e-12
_LANES = 8
"""Sides of matrices are multiples of it, which a processor multiplies faster."""


@dataclass(frozen=True, eq=False)
class Fits:
    """Surrogates of some explained rows.

    Parameters
    ----------
    intercepts
        Shape (rows,).
    weights
        Shape (rows, features).
    r2
        Shape (rows,), on the weighted perturbed rows; 0 where the answers are constant.
    estimable
        Shape (rows,): False where the answers are constant, so that there is no R2.
    influences
        Shape (rows, features, parts): how each part of the draw moved the weights.
    """

    intercepts: FloatArray
    weights: FloatArray
    r2: FloatArray
    estimable: npt.NDArray[np.bool_]
    influences: FloatArray

    @classmethod
    def joined(cls, fits: Sequence[Fits], shift: FloatArray) -> Fits:
        """All of them one after the other, with what was taken off the answers of each row put back."""
        names = ("intercepts", "weights", "r2", "estimable", "influences")
        whole = {name: np.concatenate([getattr(fit, name) for fit in fits]) for name in names}
        return cls(**{**whole, "intercepts": whole["intercepts"] + shift})

    @property
    def standard_errors(self) -> FloatArray:
        """Of the weights, from how they differ between parts of the draw. Shape (rows, features)."""
        parts = self.influences.shape[2]
        apart = self.influences - self.influences.mean(axis=2, keepdims=True)
        found: FloatArray = np.sqrt((apart**2).sum(axis=2) * (parts / max(parts - 1, 1)))
        return found


class Products(Protocol):
    """Weighted products of the features and answers of one explained row's draw."""

    @property
    def whole(self) -> FloatArray:
        """The moment matrix. Shape (features + 2, features + 2)."""
        ...

    def scores(self, intercept: float, slopes: FloatArray) -> FloatArray:
        """Products of the residuals with 1 and the features, by part of the draw. Shape (parts, features + 1)."""
        ...


@dataclass(frozen=True, eq=False)
class ByPart:
    """Products from a moment matrix for each part of the draw.

    Parameters
    ----------
    moments
        Shape (parts, features + 2, features + 2).
    """

    moments: FloatArray

    @property
    def whole(self) -> FloatArray:
        """As `Products`."""
        found: FloatArray = self.moments.sum(axis=0)
        return found

    def scores(self, intercept: float, slopes: FloatArray) -> FloatArray:
        """As `Products`."""
        residual = np.concatenate([[-intercept, 1.0], -slopes])
        found: FloatArray = np.delete(self.moments @ residual, 1, axis=1)
        return found


def parts_of(samples: int) -> tuple[int, int]:
    """How many parts a draw has, and how many perturbed rows are in each but the last ones; they follow each other."""
    parts = min(PARTS, samples)
    return parts, -(-samples // parts)


class Moments:
    """Makes moment matrices, one explained row after the other, in memory that is used again.

    Parameters
    ----------
    samples
        Perturbed rows, the explained one among them.
    features
        Columns of the surrogate.
    """

    def __init__(self, samples: int, features: int) -> None:
        parts, each = parts_of(samples)
        shape = (-(-(features + 2) // _LANES) * _LANES, each * parts)
        self._size, self._samples = features + 2, samples
        self._plain, self._weighed = (
            np.zeros(shape),
            np.zeros(shape),
        )  # what is beyond the samples weighs nothing
        self._left, self._right = (
            table.reshape(len(table), parts, -1).transpose(1, 0, 2) for table in (self._plain, self._weighed)
        )

    @property
    def cells(self) -> int:
        """Numbers in one moment matrix of all parts."""
        return len(self._left) * len(self._plain) ** 2

    def of(self, features: npt.NDArray[np.generic], answers: FloatArray, weight: FloatArray) -> FloatArray:
        """The moments of one explained row. Shape (parts, features + 2, features + 2).

        Parameters
        ----------
        features
            Shape (features, samples).
        answers, weight
            Shape (samples,).
        """
        own = self._plain[: self._size, : self._samples]
        own[0], own[1], own[2:] = 1.0, answers, features
        np.multiply(own, weight, out=self._weighed[: self._size, : self._samples])
        found: FloatArray = self._left @ self._right.transpose(0, 2, 1)
        return found[:, : self._size, : self._size]


def solve(rows: Sequence[Products], spread: FloatArray) -> Fits:
    """Ridge regressions with alpha 1 and an intercept that is not punished.

    Parameters
    ----------
    rows
        The products of each explained row.
    spread
        Largest absolute answer by row, which tells rounding from variance. Shape (rows,).

    Notes
    -----
    With the weighted Gram matrix G of the centred features and r their products with the answers, the weights are
    b = (G + I)^-1 r and the residual sum of squares is y'y - 2 b'r + b'Gb. A part whose residuals e have the products
    s = Z'We moves b by (G + I)^-1 s: the sandwich estimator with the parts as clusters.
    """
    whole: FloatArray = np.array([row.whole for row in rows])
    total, sums = whole[:, 0, 0], whole[:, 0, 1:]
    means = sums / total[:, None]
    centred = whole[:, 1:, 1:] - sums[:, :, None] * means[:, None, :]
    squares, cross, gram = centred[:, 0, 0], centred[:, 0, 1:], centred[:, 1:, 1:]
    punished = gram + RIDGE * np.eye(gram.shape[1])
    weights: FloatArray = np.linalg.solve(punished, cross[:, :, None])[:, :, 0].astype(np.float64, copy=False)
    intercepts = means[:, 0] - (means[:, 1:] * weights).sum(axis=1)
    missed = (
        squares
        - 2 * (weights * cross).sum(axis=1)
        + ((gram @ weights[:, :, None])[:, :, 0] * weights).sum(axis=1)
    )
    estimable = squares > total * (_CONSTANT * spread) ** 2
    r2 = np.where(estimable, 1 - missed / np.where(estimable, squares, 1.0), 0.0)
    scores = np.stack(
        [row.scores(*fitted) for row, *fitted in zip(rows, intercepts.tolist(), weights, strict=True)]
    )
    centred_scores = scores[:, :, 1:] - scores[:, :, :1] * means[:, None, 1:]
    influences: FloatArray = np.linalg.solve(punished, centred_scores.transpose(0, 2, 1)).astype(
        np.float64, copy=False
    )
    return Fits(intercepts, weights, np.clip(r2, 0.0, 1.0), estimable, influences)

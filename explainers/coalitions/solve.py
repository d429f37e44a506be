"""Shapley values from what coalitions are worth."""

from __future__ import annotations

from functools import cache
from math import factorial

import numpy as np

from fairwitness.explainers.base import FloatArray
from fairwitness.explainers.coalitions.design import Design, Flags, every_coalition

SINGULAR = 1e-9
"""What is less, as a share of the largest, is no eigenvalue: the shares of a coalition's players sum to nothing new."""


@cache
def exact_weights(players: int) -> FloatArray:
    """Shape (players, 2^players): the Shapley values are these weights times what every coalition is worth.

    Shapley, "A value for n-person games", 1953.
    """
    told = every_coalition(players)
    size = told.sum(axis=1)
    joined = np.array([factorial(s - 1) * factorial(players - s) if s else 0 for s in range(players + 1)])
    without = np.array(
        [factorial(s) * factorial(players - s - 1) if s < players else 0 for s in range(players + 1)]
    )
    weights = np.where(told, joined[size][:, None], -without[size][:, None]) / float(factorial(players))
    found: FloatArray = np.ascontiguousarray(weights.T)
    found.flags.writeable = False
    return found


class Regression:
    """The weighted least squares of one design, solved once for all rows.

    Parameters
    ----------
    design
        The coalitions.
    varying
        Shape (players,): who can make a difference at all; the others get exactly 0.
    """

    def __init__(self, design: Design, varying: Flags) -> None:
        self._design = design
        self._varying = varying
        told = design.told[:, varying].astype(np.float64)
        self._share = told.mean(axis=1)
        self._centred = told - self._share[:, None]
        weighed = self._centred.T * design.weights
        self._solver = np.linalg.pinv(weighed @ self._centred, rcond=SINGULAR, hermitian=True) @ weighed
        self._leverage = np.einsum("mp,pm->m", self._centred, self._solver)

    def solve(self, worth: FloatArray, whole: float) -> tuple[FloatArray, FloatArray]:
        """The values and their standard errors, shape (players,) each.

        Parameters
        ----------
        worth
            Shape (coalitions,): what each coalition adds to what nobody is worth.
        whole
            What everybody together adds. The values sum to it exactly.
        """
        values, errors = np.zeros(len(self._varying)), np.zeros(len(self._varying))
        players = int(self._varying.sum())
        above = worth - self._share * whole
        own = self._solver @ above
        values[self._varying] = own + whole / players
        errors[self._varying] = self._errors(above - self._centred @ own)
        return values, errors

    def _errors(self, residual: FloatArray) -> FloatArray:
        """By the scatter of the pairs' influence within each size; sizes that are whole have no sampling error.

        Residuals are divided by one less the leverage (MacKinnon and White, Journal of Econometrics 1985), so that a
        design of few coalitions does not flatter itself.
        """
        free = np.maximum(1 - self._leverage, 1e-9)
        influence = self._solver * (residual / free)
        pairs = influence.reshape(len(influence), -1, 2).sum(axis=2)
        variance = np.zeros(len(pairs))
        for size, share in self._design.shares.items():
            drawn = pairs[:, self._design.stratum == size]
            number = drawn.shape[1]
            if share < 1:
                spread = drawn - drawn.mean(axis=1, keepdims=True) if number > 1 else drawn
                variance += (1 - share) * number / max(number - 1, 1) * (spread**2).sum(axis=1)
        return np.sqrt(variance)

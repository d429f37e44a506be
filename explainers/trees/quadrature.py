"""Gauss-Legendre rules on (0, 1): exact integrals of polynomials from a few points."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fairwitness.explainers.trees.ensemble import Floats

Counts = npt.NDArray[np.int64]


class Rules(NamedTuple):
    """The rules with 1, 2, ... points; line k has the rule with k points, and line 0 is not used.

    A rule with k points is exact for polynomials up to degree 2k - 1. Each weight is divided by 1 - its point, as
    path_dependent explains.
    """

    points: Floats
    weights: Floats


def gauss_legendre(most: int) -> Rules:
    """The rules with up to `most` points, each array of shape (most + 1, most)."""
    points, weights = np.zeros((2, most + 1, most))
    for count in range(1, most + 1):
        x, w = np.polynomial.legendre.leggauss(count)
        points[count, :count], weights[count, :count] = (x + 1) / 2, w / (1 - x)
    return Rules(points, weights)


def points_needed(players: Counts) -> Counts:
    """How many points integrate the attributions of paths that ask about so many different players.

    The integrand is a product of one linear factor for each other player: degree `players` - 1.
    """
    return np.maximum(1, (players + 1) // 2)

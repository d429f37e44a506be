"""Gauss-Legendre rules on (0, 1)."""

import numpy as np
import pytest

from fairwitness.explainers.trees.quadrature import gauss_legendre, points_needed


@pytest.mark.parametrize("points", [1, 2, 5, 40])
def test_exact_up_to_degree_2k_minus_1_and_no_further(points):
    rules = gauss_legendre(40)
    t, weight = (
        rules.points[points, :points],
        rules.weights[points, :points] * (1 - rules.points[points, :points]),
    )
    for degree in range(2 * points):
        assert weight @ t**degree == pytest.approx(1 / (degree + 1), rel=1e-12)
    if points < 10:  # beyond, the difference is smaller than rounding
        assert weight @ t ** (2 * points) != pytest.approx(1 / (2 * points + 1), rel=1e-12)


def test_half_of_the_players_and_at_least_one_point():
    assert points_needed(np.arange(8)).tolist() == [1, 1, 1, 2, 2, 3, 3, 4]

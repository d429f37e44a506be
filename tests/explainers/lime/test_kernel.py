"""The kernel is lime's, and the local width leaves the share of rows that it promises."""

import numpy as np
import pytest

from fairwitness.explainers.lime.kernel import (
    LOCAL_SHARE,
    NARROWEST,
    effective_samples,
    lime_width,
    local_width,
    weighed,
    weights,
)


def test_it_is_limes_kernel():
    distances = np.linspace(0, 5, 11)
    theirs = np.sqrt(np.exp(-(distances**2) / 1.3**2))
    np.testing.assert_allclose(weights(distances**2, 1.3), theirs, rtol=1e-13)
    assert lime_width(16) == 3.0


def test_effective_samples_of_known_weights():
    assert effective_samples(np.full(40, 0.2)) == pytest.approx(40)
    assert effective_samples(np.array([1.0] + [0.0] * 9)) == 1
    assert effective_samples(np.array([1.0, 0.5])) == pytest.approx(1.8)


@pytest.mark.parametrize("columns", [10, 20, 60])
def test_the_local_width_leaves_a_tenth(columns):
    squared = np.random.default_rng(0).binomial(columns, 0.75, 5000).astype(float)
    squared[0] = 0
    width = local_width(squared)
    assert NARROWEST < width < lime_width(columns)
    assert effective_samples(weights(squared, width)) == pytest.approx(LOCAL_SHARE * 5000, rel=1e-6)


def test_it_is_never_so_narrow_that_nothing_varies():
    squared = (np.random.default_rng(0).random(1000) < 0.5).astype(float)
    assert local_width(squared) == NARROWEST
    assert weights(np.ones(1), NARROWEST)[0] == pytest.approx(0.135, abs=1e-3)


def test_equal_distances_have_a_width_too():
    assert local_width(np.zeros(10)) == NARROWEST


@pytest.mark.parametrize("asked", [0.7, 2, "local"])
def test_whole_distances_are_weighed_by_value_and_all_others_one_by_one(asked):
    squared = np.random.default_rng(0).binomial(20, 0.75, 5000).astype(np.uint8)
    weight, effective = weighed(squared, asked)
    one_by_one, expected = weighed(squared.astype(np.float64), asked)
    np.testing.assert_allclose(weight, one_by_one, rtol=1e-9)
    assert effective == pytest.approx(expected, rel=1e-9)
    assert effective == pytest.approx(effective_samples(weight), rel=1e-12)

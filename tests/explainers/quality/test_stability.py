"""Stability: a smooth explanation is stable, a random one is not."""

import numpy as np
import pytest

from fairwitness.explainers.quality.stability import shaken

from .conftest import exact, noise


def test_linear_values_move_as_far_as_the_row(made):
    found = shaken(made(), exact)
    assert found.max_sensitivity().shape == (40,)
    small, large = shaken(made(), exact, step=0.05), shaken(made(), exact, step=0.5)
    assert small.explained.mean() < 0.3 * large.explained.mean()


def test_an_explanation_that_jumps_is_caught(made):
    calm, wild = shaken(made(), exact), shaken(made(noise), noise)
    for measure in ("max_sensitivity", "relative_input_stability", "relative_output_stability"):
        assert np.median(getattr(wild, measure)()) > 2 * np.median(getattr(calm, measure)()), measure


def test_what_does_not_change_is_perfectly_stable(made):
    def same(rows, background, seed=0):
        said = exact(rows, background)
        return type(said)(np.ones(rows.shape), said.base_values, said.outputs, said.columns)

    assert shaken(made(same), same).max_sensitivity() == pytest.approx(np.zeros(40))

"""Other seeds and other backgrounds: exact values do not move with the seed, and a small background moves them."""

import numpy as np
import pytest

from fairwitness.explainers.quality.base import Examined
from fairwitness.explainers.quality.reruns import Reruns, with_other_backgrounds, with_other_seeds

from .conftest import exact, frame, linear, noise


def test_exact_values_do_not_depend_on_the_seed(made):
    found = with_other_seeds(made(), exact)
    assert found.relative_spread() == pytest.approx(np.zeros(40), abs=1e-12)
    assert (found.top_flips() == 0).all()


def test_noise_does(made):
    found = with_other_seeds(made(noise), noise, repeats=6)
    assert found.relative_spread().mean() == pytest.approx(1.2, abs=0.15)  # sd / mean |z| = 1.25 of a normal
    assert found.top_flips(1).mean() == pytest.approx(0.8, abs=0.12)  # 4 of 5 columns are others


def test_a_small_background_moves_the_values_more():
    X = frame(30, 1)

    def spread(size):
        background = frame(size, 2)
        examined = Examined(linear, X, background, exact(X, background), 0)
        return with_other_backgrounds(examined, exact, repeats=8).relative_spread().mean()

    assert spread(10) == pytest.approx(spread(1000) * 10, rel=0.5)


def test_a_spread_of_nothing_is_none():
    found = Reruns(np.zeros((2, 3)), np.zeros((4, 2, 3)))
    assert found.relative_spread().tolist() == [0, 0]

"""One draw: by its seed, column by column, and never at the ends of a distribution."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest

from fairwitness.explainers.lime.sampling import RAREST, Draw, unknown

BACKGROUND = np.arange(30.0).reshape(10, 3)


@given(seed=st.integers(0, 2**32 - 1), samples=st.integers(2, 60))
def test_a_seed_is_a_draw_and_one_row_is_left_for_the_explained_one(seed, samples):
    draw, again = (Draw.of(BACKGROUND, samples, seed) for _ in range(2))
    for name in ("picks", "rare", "levels", "noise"):
        assert (getattr(draw, name) == getattr(again, name)).all()
        assert getattr(draw, name).shape == (samples - 1, 3)
    assert ((draw.levels > 0) & (draw.levels < 1)).all()
    assert np.isfinite(draw.noise).all()


def test_another_seed_is_another_draw():
    assert (Draw.of(BACKGROUND, 50, 1).picks != Draw.of(BACKGROUND, 50, 2).picks).any()


def test_values_are_those_of_their_column_each_as_likely():
    values = Draw.of(BACKGROUND, 20_001, 0).values(BACKGROUND)
    for place in range(3):
        found, counts = np.unique(values[:, place], return_counts=True)
        assert found.tolist() == BACKGROUND[:, place].tolist()
        np.testing.assert_allclose(counts, 2000, atol=5 * np.sqrt(1800))


def test_columns_are_drawn_by_themselves():
    picks = Draw.of(BACKGROUND, 20_001, 0).picks
    assert abs(np.corrcoef(picks.T) - np.eye(3)).max() < 0.03


def test_noise_is_standard_normal():
    assert kstest(Draw.of(BACKGROUND, 5000, 3).noise.ravel(), "norm").pvalue > 1e-3


@pytest.mark.parametrize(("rows", "share"), [(9, 0.1), (5000, RAREST)])
def test_what_no_background_row_has_is_drawn_seldom(rows, share):
    rare = Draw.of(np.zeros((rows, 2)), 20_001, 0).rare
    assert rare.mean() == pytest.approx(share, abs=0.005)


def test_unknown_codes_are_those_that_no_background_row_has():
    codes, background = np.array([[0, 3], [1, 1]]), np.array([[0, 1, 2], [2, 2, 2]])
    assert unknown(codes, background).tolist() == [[False, True], [True, True]]

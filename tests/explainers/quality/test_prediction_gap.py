"""PGI and PGU: what really matters moves the output, what does not leaves it."""

import numpy as np
import pytest

from fairwitness.errors import ExplanationError
from fairwitness.explainers.quality.base import Examined
from fairwitness.explainers.quality.prediction_gap import gap_on_important, gap_on_unimportant

from .conftest import exact, frame, linear, noise


def test_a_right_explanation_beats_noise(made):
    right, wrong = made(), made(noise)
    assert gap_on_important(right).mean() > 1.5 * gap_on_important(wrong).mean()
    assert gap_on_unimportant(right).mean() < 0.8 * gap_on_unimportant(wrong).mean()


def test_nothing_is_left_to_move_where_all_columns_count_as_important(made):
    assert np.array_equal(gap_on_unimportant(made(), top=5), np.zeros(40))


def test_the_gap_of_one_column_is_its_mean_distance_from_the_background():
    X, background = frame(10, 1), frame(300, 2)

    def one(rows):
        return 3.0 * rows["big"].to_numpy()

    said = exact(X, background)
    found = gap_on_important(Examined(one, X, background, said, 0), top=1, draws=4000)
    told = np.abs(said.values).argmax(axis=1) == 0
    brute = 3 * np.abs(X["big"].to_numpy()[:, None] - background["big"].to_numpy()[None]).mean(axis=1)
    assert told.sum() >= 5
    np.testing.assert_allclose(found[told], brute[told], rtol=0.1)
    assert (found[~told] == 0).all()


@pytest.mark.parametrize("top", [0, 6])
def test_a_top_that_is_no_number_of_columns_is_refused(made, top):
    with pytest.raises(ExplanationError, match="from 1 to 5"):
        gap_on_important(made(), top=top)


def test_the_same_seed_gives_the_same_gaps(made):
    assert np.array_equal(gap_on_important(made(seed=5)), gap_on_important(made(seed=5)))
    assert linear(frame(2, 0)).shape == (2,)

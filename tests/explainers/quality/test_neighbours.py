"""Near rows: between real cells, whole numbers whole, categories that exist."""

import numpy as np
import pandas as pd
import pytest

from fairwitness.explainers.base import Explanation
from fairwitness.explainers.quality.base import Examined
from fairwitness.explainers.quality.neighbours import distances, neighbours


def test_they_are_near_and_could_be_real(made):
    examined = made()
    near = neighbours(examined, 5)
    frame = examined.codec.decode(near)
    assert set(frame["town"]) <= {"A", "B", "C"}
    assert frame["none"].dtype == examined.rows["none"].dtype
    own = np.repeat(examined.coded, 5, axis=0)
    random = examined.coded_background[np.arange(200) % 200]
    assert distances(examined, near, own).mean() < 0.4 * distances(examined, random, own).mean()
    assert (distances(examined, near, own) > 0).mean() > 0.9


def test_correlated_columns_move_together(made):
    examined = made()
    frame = examined.codec.decode(neighbours(examined, 5))
    assert np.corrcoef(frame["big"], frame["twin"])[0, 1] > 0.97


@pytest.mark.parametrize("step", [0.0, 1.0])
def test_a_step_of_none_stays_and_a_whole_step_is_a_background_row(made, step):
    examined = made()
    near = neighbours(examined, 2, step)
    goal = np.repeat(examined.coded, 2, axis=0)[:, None] if step == 0 else examined.coded_background[None]
    assert np.isclose(near[:, None, :], goal).all(axis=2).any(axis=1).all()


def test_missing_numbers_stay_missing_and_are_far_from_known_ones():
    X = pd.DataFrame({"a": [np.nan, 1.0], "b": [0.0, 1.0]})
    background = pd.DataFrame({"a": [0.0, 2.0, np.nan], "b": [0.0, 1.0, 2.0]})
    said = Explanation(np.zeros((2, 2)), np.zeros(2), np.zeros(2), ("a", "b"))
    examined = Examined(lambda rows: np.zeros(len(rows)), X, background, said)
    assert np.isnan(neighbours(examined, 4)[:4, 0]).all()
    far = distances(examined, examined.coded[:1], np.array([[np.nan, 2.0], [1.0, 0.0]]))
    np.testing.assert_allclose(far, [0.5, 0.5])

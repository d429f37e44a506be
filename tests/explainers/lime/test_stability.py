"""Stability is the share of top columns that another draw leaves there."""

import numpy as np
import pytest

from fairwitness.explainers.lime.stability import stability, top


@pytest.mark.parametrize(("columns", "kept"), [(1, 1), (3, 1), (8, 4), (10, 5), (50, 5)])
def test_how_many_are_looked_at(columns, kept):
    assert top(columns) == kept


def test_weights_that_no_part_moves_stay():
    assert stability(np.arange(20.0).reshape(2, 10), np.zeros((2, 10, 25))).tolist() == [1, 1]


def test_equal_weights_stay_by_chance_alone():
    influences = np.random.default_rng(0).normal(size=(300, 10, 25))
    found = stability(np.zeros((300, 10)), influences)
    assert found.mean() == pytest.approx(0.5, abs=0.02)  # 5 of 10, at random


def test_it_is_the_share_over_real_draws():
    random = np.random.default_rng(1)
    truth, spread = np.array([3, 2, 1.2, 1.0, 0.8, 0.1]), 0.3
    again = np.abs(truth + spread * random.normal(size=(4000, 6)))
    first = np.argsort(-again, axis=1)[:, :3]
    expected = np.mean([len({0, 1, 2} & set(row)) / 3 for row in first])
    influences = random.normal(size=(400, 6, 25)) * spread / 5  # 25 parts add up to the spread
    found = stability(np.tile(truth, (400, 1)), influences).mean()
    assert found == pytest.approx(expected, abs=0.02)


def test_rows_do_not_mind_each_other():
    random = np.random.default_rng(2)
    values, influences = random.normal(size=(130, 12)), random.normal(size=(130, 12, 25))
    whole = stability(values, influences)
    assert (stability(values[100:101], influences[100:101]) == whole[100:101]).all()
    assert ((whole >= 0) & (whole <= 1)).all()

from __future__ import annotations

import numpy as np
import pytest

from fairwitness.audits.thresholds.grid import Grid


@pytest.mark.parametrize(
    ("levels", "declared", "found"),
    [
        ([0.2, 0.9], None, Grid(0.0, 1.0, 0.01, 2)),
        ([1.0, 2.0, 10.0], 5.0, Grid(1.0, 10.0, 1.0, 0)),
        ([300.5, 850.0], 620.0, Grid(300.0, 855.0, 10.0, 0)),
        ([0.001, 0.004], None, Grid(0.001, 0.004, 0.00005, 5)),
        ([7.0], None, Grid(6.0, 8.0, 1.0, 0)),
        ([0.3], None, Grid(0.0, 1.0, 0.01, 2)),
        ([1.0, 5.0], 7.0, Grid(1.0, 7.0, 1.0, 0)),
    ],
)
def test_the_slider_has_round_steps_that_hold_every_score(levels, declared, found) -> None:
    grid = Grid.of(np.array(levels), declared)
    assert grid.low <= min(levels)
    assert grid.high >= max(levels)
    assert grid.step == pytest.approx(found.step) or grid == found
    if declared is not None:
        assert grid.low <= declared <= grid.high


@pytest.mark.parametrize("given", ["", "half", "nan", "inf", "1.01", "-1", "0,5"])
def test_what_is_no_threshold_is_a_sentence(given: str) -> None:
    grid = Grid(0.0, 1.0, 0.01, 2)
    assert grid.parsed(given) is None
    said = grid.problem(given)
    assert said is not None
    assert "from 0.00 to 1.00" in said
    assert f"'{given}'" in said


def test_of_thresholds_that_were_counted_the_nearest_is_known() -> None:
    grid = Grid.counted(np.array([0.0, 0.005, 0.0072, 0.01]), 0.005)
    assert (grid.low, grid.high, grid.digits) == (0.0, 0.01, 3)
    assert [grid.nearest(one) for one in (-1.0, 0.0059, 0.0071, 0.3)] == [0.0, 0.005, 0.0072, 0.01]
    assert grid.knows(0.0072)
    assert not grid.knows(0.0071)
    assert Grid(0.0, 1.0, 0.01, 2).nearest(0.123) == 0.123
    assert Grid(0.0, 1.0, 0.01, 2).knows(0.123)


def test_a_threshold_between_two_steps_is_one() -> None:
    grid = Grid(0.0, 1.0, 0.01, 2)
    assert grid.parsed("0.4375") == 0.4375
    assert grid.problem("0.4375") is None
    assert grid.problem(None) is None


def test_a_curve_has_every_score_if_they_are_few_and_the_declared_threshold() -> None:
    few = np.array([1.0, 2.0, 3.0])
    assert Grid.of(few).points(few, 2.5) == (1.0, 2.0, 2.5, 3.0)
    many = np.random.default_rng(0).random(1_000)
    points = Grid.of(np.sort(many)).points(np.sort(many), 0.123)
    assert len(points) == 82
    assert 0.123 in points
    assert points == tuple(sorted(points))

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fairwitness.audits.counts.ladder import Ladder


@pytest.mark.parametrize(
    ("ends", "step", "first", "last"),
    [
        ((0.03, 0.98), 0.005, 0.0, 1.0),
        ((0.0, 0.0), 0.005, 0.0, 1.0),
        ((1.0, 10.0), 0.05, 1.0, 10.0),
        ((300.5, 850.0), 2.0, 300.0, 850.0),
        ((-2.0, 2.0), 0.02, -2.0, 2.0),
        ((0.5, 0.52), 0.0001, 0.5, 0.52),
        ((7.0, 7.0), 0.001, 7.0, 7.0),
        ((0.0, 1e9), 5e6, 0.0, 1e9),
    ],
)
def test_the_steps_are_round_and_reach_from_end_to_end(ends, step: float, first: float, last: float) -> None:
    found = Ladder.of(*ends)
    assert found.step == pytest.approx(step)
    assert (found.values[0], found.values[-1]) == (first, last)


def test_a_threshold_is_the_number_that_a_person_writes() -> None:
    assert Ladder.of(0.0, 1.0).values.tolist() == [float(f"{k * 5 / 1000:.3f}") for k in range(201)]


@given(st.floats(-1e15, 1e15), st.floats(1e-9, 1e15))
@example(-1.9, 1e-9)
def test_there_are_a_few_hundred_thresholds_that_rise_and_hold_every_score(low: float, span: float) -> None:
    high = low + span
    values = Ladder.of(low, high).values
    assert 1 <= len(values) <= 302
    assert (np.diff(values) > 0).all()
    assert values[0] <= low
    assert values[-1] >= high

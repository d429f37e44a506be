"""Overall figures of two records: what is a change, what is noise, and what is no figure."""

from __future__ import annotations

from math import hypot

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fairwitness
from fairwitness.audits.record.figures import Estimate
from fairwitness.audits.versions.overall import _change, _limits, overall_changes

pytestmark = pytest.mark.usefixtures("still_meter")
shares = st.floats(0, 1, allow_nan=False)


def estimate(
    value: float | None, low: float | None, high: float | None, metric: str = "accuracy"
) -> Estimate:
    return Estimate(
        metric=metric, attribute=None, group=None, value=value, low=low, high=high, confidence=0.95,
        method="clopper_pearson", n=100, successes=None, rows=100, estimable=value is not None, judged=True,
        reason=None if value is not None else "no case",
    )  # fmt: skip


def test_limits_are_those_of_zou_and_donner() -> None:
    found = _limits(estimate(0.6, 0.5, 0.7), estimate(0.8, 0.75, 0.84))
    assert found == pytest.approx((0.2 - hypot(0.05, 0.1), 0.2 + hypot(0.04, 0.1)))


@pytest.mark.parametrize(
    ("metric", "rise"),
    [
        ("accuracy", "better"),
        ("false_positive_rate", "worse"),
        ("root_mean_squared_error", "worse"),
        ("selection_rate", "higher"),
        ("base_rate", "higher"),
    ],
)
def test_what_a_rise_is_called_depends_on_the_measure(metric: str, rise: str) -> None:
    low, high = estimate(0.2, 0.15, 0.25, metric), estimate(0.6, 0.55, 0.65, metric)
    opposite = {"better": "worse", "worse": "better", "higher": "lower"}
    assert _change(low, high).direction == rise
    assert _change(high, low).direction == opposite[rise]


def test_a_figure_that_does_not_exist_is_no_change_of_zero() -> None:
    found = _change(estimate(None, None, None), estimate(0.5, 0.4, 0.6))
    assert (found.change, found.low, found.direction) == (None, None, "not_estimable")


@given(st.tuples(shares, shares, shares), st.tuples(shares, shares, shares))
def test_turned_round_the_change_has_the_other_sign(one: tuple[float, ...], two: tuple[float, ...]) -> None:
    (a_low, a, a_high), (b_low, b, b_high) = sorted(one), sorted(two)
    there = _change(estimate(a, a_low, a_high), estimate(b, b_low, b_high))
    back = _change(estimate(b, b_low, b_high), estimate(a, a_low, a_high))
    assert (there.change, there.low, there.high) == pytest.approx(
        (-(back.change or 0), -(back.high or 0), -(back.low or 0))
    )
    assert {there.direction, back.direction} in ({"better", "worse"}, {"noise"})


def test_an_audit_beside_itself_shows_no_change_and_one_of_worse_decisions_does() -> None:
    draw = np.random.default_rng(3)
    frame = pd.DataFrame({"sex": draw.choice(["f", "m"], 2000), "y": draw.integers(0, 2, 2000)})
    frame["good"] = np.where(draw.random(2000) < 0.9, frame.y, 1 - frame.y)
    frame["bad"] = np.where(draw.random(2000) < 0.6, frame.y, 1 - frame.y)
    good, bad = (
        fairwitness.audit(frame.y, frame[name], sensitive_features=frame[["sex"]]) for name in ("good", "bad")
    )
    assert {one.direction for one in overall_changes(good, good)} == {"noise"}
    changed = {one.metric: one for one in overall_changes(good, bad)}
    assert changed["accuracy"].direction == "worse"
    assert changed["accuracy"].change == pytest.approx(-0.3, abs=0.05)
    assert changed["base_rate"].direction == "noise"


def test_right_more_often_about_another_question_is_not_better() -> None:
    frame = pd.DataFrame({"sex": ["f", "m"] * 500, "y": [0, 1, 1, 0] * 250, "bad": [0, 0, 1, 1] * 250})
    records = [
        fairwitness.audit(frame[target].rename(target), frame[said], sensitive_features=frame[["sex"]])
        for target, said in (("y", "bad"), ("bad", "bad"), ("y", "y"))
    ]
    one, other, same = records
    directions = {
        judged: {change.metric: change.direction for change in overall_changes(*pair, judged=judged)}
        for pair, judged in (((one, same), True), ((one, same), False))
    }
    assert directions[True]["accuracy"] == "better"
    assert directions[False]["accuracy"] == "higher"
    elsewhere = {change.metric: change.direction for change in overall_changes(one, other)}
    assert elsewhere["accuracy"] == "higher"
    assert set(elsewhere.values()) <= {"higher", "lower", "noise"}

"""Accumulated local effects against closed forms, and against partial dependence where columns go together."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.errors import ExplanationError
from fairwitness.explainers.effects.ale import accumulated_local_effects as ale
from fairwitness.explainers.effects.partial_dependence import partial_dependence


def rows(count=80, seed=0):
    draw = np.random.default_rng(seed)
    a = draw.normal(size=count)
    return pd.DataFrame(
        {"a": a, "b": a + 0.1 * draw.normal(size=count), "c": draw.choice(["p", "q", "r"], count)}
    )


@settings(max_examples=40)
@given(
    st.lists(st.integers(-4, 9), min_size=2, max_size=60).filter(lambda values: len(set(values)) > 1),
    st.floats(-3, 3),
    st.integers(2, 30),
)
def test_of_a_linear_model_it_is_the_slope_times_the_distance_from_the_mean_exactly(values, slope, grid):
    X = pd.DataFrame({"a": np.array(values, dtype=float), "b": np.arange(len(values))})
    found = ale(lambda frame: slope * frame.a - frame.b, X, "a", grid=grid)
    assert found.curves[0].values == pytest.approx(slope * (found.points - np.mean(values)), abs=1e-9)
    assert found.curves[0].standard_errors == pytest.approx(0, abs=1e-9)
    assert sum(found.counts) == len(values)
    assert min(found.counts) > 0


def test_of_an_additive_model_it_is_the_columns_own_part_up_to_a_constant():
    X = rows(400)
    found = ale(lambda frame: np.exp(frame.a) + 7 * frame.b**3, X, "a")
    shape = found.curves[0].values - np.exp(found.points)
    assert shape == pytest.approx(np.full(len(shape), shape[0]))


def test_where_columns_go_together_it_stays_near_the_rows_and_partial_dependence_does_not():
    """Apley and Zhu's point: a model that is wild away from the data, where nobody is, looks wild in the PDP alone."""
    draw = np.random.default_rng(0).uniform(-2, 2, (2, 2000))
    X = pd.DataFrame({"a": draw[0], "b": draw[0] + draw[1] / 10})
    model = lambda frame: np.where(np.abs(frame.a - frame.b) < 0.6, frame.a, frame.a + 10 * frame.a**2)  # noqa: E731
    truth = ale(model, X, "a")
    assert np.abs(truth.curves[0].values - (truth.points - X.a.mean())).max() < 0.05
    apart = partial_dependence(model, X, "a")
    assert np.abs(apart.curves[0].values - apart.points).max() > 5


def test_of_a_product_with_its_own_copy_the_effect_is_half_the_square():
    """f = a b with b = a: the local slope of a is b = a, so the effect is a^2 / 2, and not a^2 or 0."""
    draw = np.random.default_rng(1).uniform(-1, 1, 20_000)
    found = ale(lambda frame: frame.a * frame.b, pd.DataFrame({"a": draw, "b": draw}), "a", grid=60)
    expected = found.points**2 / 2 - np.mean(draw**2) / 2
    assert np.abs(found.curves[0].values - expected).max() < 0.002


def test_every_curve_has_the_mean_0_over_its_own_rows():
    X = rows(200)
    found = ale(lambda frame: np.sin(3 * frame.a) * frame.b, X, "a", groups=X.c)
    for curve in found.curves:
        own = X.a if curve.group is None else X.a[X.c == curve.group]
        known = ~np.isnan(curve.values)
        assert np.interp(own, found.points[known], curve.values[known]).mean() == pytest.approx(0, abs=0.02)
    assert np.interp(X.a, found.points, found.curves[0].values).mean() == pytest.approx(0, abs=1e-12)


def test_a_group_is_drawn_where_it_has_rows_only():
    X = pd.DataFrame({"a": np.arange(100.0), "g": ["low"] * 40 + ["high"] * 60})
    X.loc[10:25, "g"] = "high"  # a hole in the middle of the group
    found = ale(lambda frame: 2 * frame.a, X[["a"]], "a", grid=50, groups=X.g)
    low = next(curve for curve in found.curves if curve.group == "low")
    own = X.a[X.g == "low"]
    known = ~np.isnan(low.values)
    assert found.points[known].max() <= own.max() + 1
    assert low.values[known] == pytest.approx(2 * (found.points[known] - own.mean()))


def test_a_group_of_one_row_has_no_curve():
    found = ale(lambda frame: frame.a, rows(), "a", groups=["x", *["y"] * 79])
    assert np.isnan(found.curves[1].values).all()
    assert found.curves[1].rows == 1


def test_standard_errors_are_what_other_rows_would_change():
    """200 samples of the same kind: the spread of the curve at fixed edges against the error that each one states."""
    model = lambda frame: frame.a * frame.b  # noqa: E731
    ends, stated = [], []
    for seed in range(200):
        draw = np.random.default_rng(seed)
        X = pd.DataFrame({"a": np.tile(np.arange(5.0), 30), "b": draw.normal(1, 2, 150)})
        curve = ale(model, X, "a").curves[0]
        ends.append(curve.values[-1])
        stated.append(curve.standard_errors[-1])
    assert np.mean(stated) == pytest.approx(np.std(ends), rel=0.15)


def test_values_without_order_step_from_one_to_the_next():
    X = rows(90).assign(c=["p"] * 50 + ["q"] * 30 + ["r"] * 10)
    height = {"p": 1.0, "q": 4.0, "r": -2.0}
    found = ale(lambda frame: frame.c.map(height) + frame.a, X, "c", order="frequency")
    assert found.labels == ("p", "q", "r")
    assert found.counts == (50, 30, 10)
    mean = X.c.map(height).mean()
    assert found.curves[0].values == pytest.approx([height[name] - mean for name in "pqr"])
    assert "frequent" in found.order


def test_steps_between_values_are_means_over_the_rows_of_both():
    X = pd.DataFrame({"c": ["p", "p", "q"], "b": [1.0, 2.0, 6.0]})
    found = ale(lambda frame: frame.b * (frame.c == "q"), X, "c", order="frequency")
    assert np.diff(found.curves[0].values) == pytest.approx([3.0])
    assert found.curves[0].values @ np.array([2, 1]) == pytest.approx(0)


def test_standard_errors_of_values_count_a_row_in_both_its_steps():
    ends, stated = [], []
    weight = {"p": 0.0, "q": 1.0, "r": 3.0}
    for seed in range(200):
        draw = np.random.default_rng(seed)
        X = pd.DataFrame({"c": np.tile(["p", "q", "r"], 40), "b": draw.normal(1, 2, 120)})
        curve = ale(lambda frame: frame.b * frame.c.map(weight), X, "c", order="frequency").curves[0]
        ends.append(curve.values[-1])
        stated.append(curve.standard_errors[-1])
    assert np.mean(stated) == pytest.approx(np.std(ends), rel=0.15)


def test_missing_numbers_are_left_out_and_counted_and_missing_text_is_a_value():
    X = rows().assign(a=lambda frame: frame.a.where(frame.index > 4))
    found = ale(lambda frame: frame.a.fillna(0), X, "a")
    assert found.missing == 5
    assert sum(found.counts) == 75
    text = ale(lambda frame: frame.c.isna() * 1.0, X.assign(c=X.c.where(X.index > 9)), "c")
    assert "missing" in text.labels


def test_what_cannot_be_drawn_is_refused_in_a_sentence():
    with pytest.raises(ExplanationError, match="`order` must be"):
        ale(lambda frame: frame.a, rows(), "c", order="size")
    with pytest.raises(ExplanationError, match="two different known values"):
        ale(lambda frame: frame.a, rows().assign(a=0.0), "a")

"""Partial dependence against closed forms: the slope of a linear model, brute force, and the curves of single rows."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.errors import ExplanationError, UnknownNameError
from fairwitness.explainers.effects import coded
from fairwitness.explainers.effects.partial_dependence import partial_dependence


def rows(count=60, seed=0):
    draw = np.random.default_rng(seed)
    a = draw.normal(size=count)
    return pd.DataFrame(
        {
            "a": a,
            "b": a + draw.normal(size=count),
            "c": draw.choice(["p", "q", "r"], count),
            "n": range(count),
        }
    )


@given(st.floats(-5, 5), st.floats(-5, 5))
def test_of_a_linear_model_it_is_a_line_with_its_slope(slope, other):
    X = rows()
    found = partial_dependence(lambda frame: slope * frame.a + other * frame.b + 1, X, "a")
    line = slope * found.points + other * X.b.mean() + 1
    assert found.curves[0].values == pytest.approx(line, abs=1e-9)


def test_of_a_product_the_slope_is_the_mean_of_the_other_factor():
    X = rows()
    found = partial_dependence(lambda frame: frame.a * frame.b, X, "a")
    assert found.curves[0].values == pytest.approx(found.points * X.b.mean())
    assert found.ice == pytest.approx(np.outer(X.b, found.points))


def test_it_is_the_mean_over_rows_with_the_column_set_in_each():
    X = rows(12)
    model = lambda frame: np.sin(frame.a) * (frame.c == "q") + frame.n  # noqa: E731
    found = partial_dependence(model, X, "c", groups=X.a > 0)
    assert found.labels == ("p", "q", "r")
    assert found.counts == tuple((X.c == label).sum() for label in "pqr")
    for curve in found.curves:
        chosen = X if curve.group is None else X[(X.a > 0).astype(str) == curve.group]
        assert curve.rows == len(chosen)
        expected = [model(chosen.assign(c=label)).mean() for label in "pqr"]
        assert curve.values == pytest.approx(expected)


def test_standard_errors_are_those_of_the_mean_over_rows():
    X = rows()
    found = partial_dependence(lambda frame: frame.b + 0 * frame.a, X, "a")
    assert found.curves[0].standard_errors == pytest.approx(np.full(len(found.points), X.b.sem()))
    (one,) = partial_dependence(lambda frame: frame.a, X, "a", groups=["x", *["y"] * 59]).curves[1:2]
    assert np.isnan(one.standard_errors).all()


def test_centred_curves_start_at_nothing_and_lose_what_rows_differ_by_alone():
    X = rows()
    found = partial_dependence(lambda frame: 3 * frame.a + 100 * frame.b, X, "a", centred=True)
    assert found.ice[:, 0] == pytest.approx(0)
    assert found.curves[0].standard_errors == pytest.approx(0, abs=1e-9)
    assert found.curves[0].values == pytest.approx(3 * (found.points - found.points[0]))


def test_points_are_values_that_occur_and_keep_their_type():
    seen = []

    def model(frame):
        seen.append(frame.n)
        return frame.a

    X = rows()
    found = partial_dependence(model, X, "n", grid=5)
    assert set(found.points) <= set(X.n)
    assert (found.points[0], found.points[-1]) == (0, 59)
    assert sum(found.counts) == 60
    assert all(column.dtype == X.n.dtype for column in seen)


def test_a_missing_value_is_no_point_and_its_row_counts():
    X = rows().assign(a=lambda frame: frame.a.where(frame.n > 9))
    found = partial_dependence(lambda frame: frame.a + frame.b, X, "a")
    assert found.missing == 10
    assert not np.isnan(found.points).any()
    assert found.curves[0].values == pytest.approx(found.points + X.b.mean())


def test_the_model_is_asked_in_bounded_calls_and_answers_the_same(monkeypatch):
    X, sizes = rows(), []

    def model(frame):
        sizes.append(len(frame))
        return frame.a * frame.b

    whole = partial_dependence(model, X, "a").curves[0].values
    monkeypatch.setattr(coded, "BATCH_ROWS", 37)
    sizes.clear()
    assert partial_dependence(model, X, "a").curves[0].values == pytest.approx(whole)
    assert max(sizes) == 37
    assert sum(sizes) == 60 * 20


def test_what_cannot_be_drawn_is_refused_in_a_sentence():
    X = rows()
    with pytest.raises(UnknownNameError, match="aa"):
        partial_dependence(lambda frame: frame.a, X, "aa")
    with pytest.raises(ExplanationError, match="two different known values"):
        partial_dependence(lambda frame: frame.a, X.assign(a=1.0), "a")
    with pytest.raises(ExplanationError, match="`grid` must be a whole number from 2"):
        partial_dependence(lambda frame: frame.a, X, "a", grid=1)
    with pytest.raises(ExplanationError, match="one group for each of 60 rows"):
        partial_dependence(lambda frame: frame.a, X, "a", groups=["x"])
    with pytest.raises(ExplanationError, match="finite number"):
        partial_dependence(lambda frame: frame.a * np.nan, X, "a")

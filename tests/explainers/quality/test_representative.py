"""A background picked to hide a column is caught, one drawn at random is not, and a small one says nothing."""

import numpy as np
import pandas as pd
import pytest

from fairwitness.errors import ExplanationError
from fairwitness.explainers.quality.representative import OUTPUT, likeness

from .conftest import frame, linear


def groups_of(rows):
    return np.where(rows["small"] > 0, "men", "women").astype(object)


def test_a_background_picked_by_the_output_is_caught():
    rows = frame(2000, 1)
    groups = groups_of(rows)
    picked = np.flatnonzero((groups == "men") | (linear(rows) > 1))
    chosen = rows.iloc[np.random.default_rng(0).choice(picked, 200, replace=False)]
    women, men = reversed(likeness(linear, rows, chosen, groups, groups_of(chosen)))
    assert (women.group, men.group) == ("women", "men")
    assert women.says == "fires"
    assert women.column in {OUTPUT, "big", "twin"}
    assert men.says == "clear"


def test_a_category_that_is_left_out_is_caught():
    rows = frame(1000, 1)
    chosen = rows[rows["town"] != "A"].iloc[:150]
    found = likeness(linear, rows, chosen, np.full(1000, "all", object), np.full(150, "all", object))
    assert found[0].says == "fires"
    assert found[0].column == "town"
    assert found[0].distance == pytest.approx((rows["town"] == "A").mean(), abs=0.05)


def test_backgrounds_drawn_at_random_are_hardly_ever_blamed():
    rows = frame(600, 1)
    groups = groups_of(rows)
    random = np.random.default_rng(0)
    blamed = 0
    for _ in range(100):
        drawn = random.choice(600, 100, replace=False)
        found = likeness(linear, rows, rows.iloc[drawn], groups, groups[drawn])
        blamed += any(one.says == "fires" for one in found)
    assert blamed <= 3


def test_few_background_rows_say_nothing():
    rows = frame(100, 1)
    found = likeness(linear, rows, rows.iloc[:19], np.full(100, "a", object), np.full(19, "a", object))
    assert found[0].says == "inconclusive"
    assert found[0].p_value is None


def test_missing_numbers_are_a_value():
    rows = pd.DataFrame({"a": np.r_[np.full(100, np.nan), np.arange(100.0)]})
    found = likeness(
        lambda frame: np.zeros(len(frame)),
        rows,
        rows.iloc[100:160],
        np.full(200, "all", object),
        np.full(60, "all", object),
    )
    assert found[0].says == "fires"


def test_lengths_must_fit():
    rows = frame(30, 1)
    with pytest.raises(ExplanationError, match="Every row must have a group"):
        likeness(linear, rows, rows, np.full(29, "a", object), np.full(30, "a", object))

import numpy as np
import pandas as pd
import pytest

from fairwitness.errors import ExplanationError
from fairwitness.explainers import Explanation
from fairwitness.explainers.effects.by_group import importance_by_group

VALUES = np.array([[1.0, -2.0], [-3.0, 0.0], [5.0, 2.0]])


def made(values=VALUES):
    return Explanation(values, np.zeros(len(values)), values.sum(axis=1), ("a", "b"))


def test_all_rows_first_then_each_group():
    found = importance_by_group(made(), ["x", "x", "y"])
    assert [(one.column, one.group, one.rows, one.mean) for one in found] == [
        ("a", None, 3, 3.0),
        ("b", None, 3, pytest.approx(4 / 3)),
        ("a", "x", 2, 2.0),
        ("b", "x", 2, 1.0),
        ("a", "y", 1, 5.0),
        ("b", "y", 1, 2.0),
    ]
    assert found[-1].low is found[-1].standard_error is None


def test_over_all_rows_it_is_the_explanations_own_importance():
    found = importance_by_group(made())
    own = made().importance()
    assert [one.mean for one in found] == pytest.approx([one.mean for one in own])
    assert [one.standard_error for one in found] == pytest.approx([one.standard_error for one in own])


def test_the_interval_holds_the_true_mean_19_times_in_20():
    inside = 0
    for seed in range(400):
        values = np.random.default_rng(seed).uniform(-1, 1, (30, 2))
        inside += (one := importance_by_group(made(values))[0]).low <= 0.5 <= one.high
    assert 0.92 * 400 <= inside <= 0.98 * 400


def test_what_does_not_fit_is_refused():
    with pytest.raises(ExplanationError, match="one group for each of 3 rows"):
        importance_by_group(made(), pd.Series(["x"]))
    with pytest.raises(ExplanationError, match="`confidence`"):
        importance_by_group(made(), confidence=2)

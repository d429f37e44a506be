"""The shallow tree: exact where the model is one, and a minority's poor fit that the overall figure hides."""

import numpy as np
import pandas as pd
import pytest

from fairwitness.errors import ExplanationError
from fairwitness.explainers.quality.surrogate import surrogate_tree

from .conftest import frame


def test_a_tree_is_told_by_a_tree():
    found = surrogate_tree(lambda rows: np.where(rows["big"] > 0, 1.0, 0.0), frame(400, 1))
    assert found.r2() > 0.95
    assert found.agreement().mean() > 0.98
    assert found.unexplained().mean() == pytest.approx(1 - found.r2())


def test_noise_is_told_by_nothing():
    random = np.random.default_rng(0)
    assert surrogate_tree(lambda rows: random.normal(size=len(rows)), frame(600, 1)).r2() < 0.1


def test_a_minoritys_fit_is_its_own():
    rows = frame(1000, 1)
    minority = np.arange(1000) < 150
    rows["minority"] = minority

    def model(frame):
        odd = np.sin(8 * frame["small"].to_numpy())
        return np.where(frame["minority"], odd, 3.0 * (frame["big"].to_numpy() > 0))

    found = surrogate_tree(model, rows)
    assert found.r2(~minority) > 0.9
    assert found.r2(minority) < 0.4
    assert found.r2() > 0.75, "which hides it"


def test_a_constant_model_has_no_r2():
    found = surrogate_tree(lambda rows: np.ones(len(rows)), frame(20, 1))
    assert found.r2() is None
    assert np.isnan(found.unexplained()).all()


def test_too_few_rows_are_refused():
    with pytest.raises(ExplanationError, match="at least 4"):
        surrogate_tree(lambda rows: np.zeros(len(rows)), pd.DataFrame({"a": [1, 2, 3]}))

"""Shapley values against closed forms and against the definition, computed by brute force."""

import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Options
from fairwitness.explainers.shap_values import ShapValues

WIDE = [f"x{place}" for place in range(11)]


def shap_of(predict, X, background, **options):
    return ShapValues().explain(predict, X, background, Options(**{"check_rows": 0} | options))


def frame(rows, columns, seed=0):
    return pd.DataFrame(np.random.default_rng(seed).normal(size=(rows, len(columns))), columns=columns)


def brute_force(predict, row, background):
    """The definition: untold columns take the values of each row of the background, over all coalitions."""
    names = list(background.columns)

    def worth(told):
        hybrid = background.copy()
        for name in told:
            cells = [row[name].iloc[0]] * len(hybrid)
            hybrid[name] = pd.Series(cells, index=hybrid.index, dtype=hybrid[name].dtype)
        return float(np.mean(predict(hybrid)))

    values = []
    for name in names:
        rest = [other for other in names if other != name]
        value = 0.0
        for size in range(len(rest) + 1):
            weight = math.factorial(size) * math.factorial(len(rest) - size) / math.factorial(len(names))
            value += weight * sum(worth((*c, name)) - worth(c) for c in combinations(rest, size))
        values.append(value)
    return np.array(values)


@pytest.mark.parametrize("columns", [list("abcd"), WIDE], ids=["few", "many"])
def test_linear_model_has_a_closed_form(columns):
    X, background = frame(3, columns), frame(40, columns, seed=1)
    beta = np.linspace(-2, 3, len(columns))
    found = shap_of(lambda f: f.to_numpy() @ beta + 5, X, background)
    truth = beta * (X - background.mean()).to_numpy()
    np.testing.assert_allclose(found.values, truth, atol=1e-8)
    assert found.additivity_residual < 1e-10
    if found.standard_errors is not None:
        assert found.standard_errors.max() < 1e-8


def mixed(rows, seed):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "age": rng.integers(20, 60, rows),
            "race": rng.choice(["a", "b", "c", "d", "e"], rows),
            "member": rng.random(rows) > 0.5,
            "pay": np.where(rng.random(rows) < 0.3, np.nan, rng.normal(size=rows)),
            "grade": pd.Categorical(rng.choice(["lo", "mid", "hi"], rows), ["lo", "mid", "hi"], ordered=True),
        }
    )


def odd_model(f):
    race = f["race"].map({"a": 1.0, "b": -2.0, "c": 0.5, "d": 3.0, "e": 0.0}).to_numpy()
    pay = f["pay"].fillna(7.0).to_numpy()
    return (
        race * f["age"].to_numpy() / 10
        + f["member"].to_numpy() * pay * race
        + f["grade"].cat.codes.to_numpy() ** 2
    )


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000))
def test_one_player_a_column_by_brute_force(seed):
    X, background = mixed(2, seed), mixed(6, seed + 1)
    found = shap_of(odd_model, X, background)
    assert found.meta["engine"] == "fairwitness.coalitions"
    assert found.meta["exact"] is True
    assert found.standard_errors is None
    for place in range(len(X)):
        truth = brute_force(odd_model, X.iloc[[place]].reset_index(drop=True), background)
        np.testing.assert_allclose(found.values[place], truth, atol=1e-8)


def test_values_that_shap_takes_for_equal_are_told_apart():
    X = pd.DataFrame({"tiny": [2e-9], "stamp": [1_600_000_500]})
    background = pd.DataFrame({"tiny": [1e-9, 1e-9], "stamp": [1_600_000_000, 1_600_000_000]})
    found = shap_of(lambda f: f["tiny"].to_numpy() * 1e9 + f["stamp"].to_numpy() - 1.6e9, X, background)
    np.testing.assert_allclose(found.values, [[1.0, 500.0]], atol=1e-6)


def products(f):
    x = f.to_numpy()
    return np.tanh(x[:, 0] * x[:, 1] * x[:, 2]) + np.sin(x[:, 3] * x[:, 4]) * x[:, 5] + x[:, 6] * x[:, 7] ** 2


def test_dummy_symmetry_base_and_additivity():
    X, background = frame(4, WIDE), frame(30, WIDE, seed=1)
    X["x1"], background["x1"] = X["x0"], background["x0"]
    found = shap_of(lambda f: f["x0"] + f["x1"] + f["x2"] * f["x3"], X, background)
    np.testing.assert_allclose(found.values[:, 4:], 0, atol=1e-12)
    np.testing.assert_allclose(found.values[:, 0], found.values[:, 1], atol=1e-12)
    truth = (background["x0"] + background["x1"] + background["x2"] * background["x3"]).mean()
    np.testing.assert_allclose(found.base_values, truth, atol=1e-12)
    assert found.meta["additivity_residual"] < 1e-12
    assert found.meta["base_value_definition"] == "mean output over the background"


@pytest.mark.parametrize("columns", [list("ab"), WIDE], ids=["few", "many"])
def test_a_background_of_500_rows_is_used_whole(columns):
    background = frame(500, columns, seed=1)
    background.iloc[137, 0] = 10_000.0
    X = frame(1, columns)
    seen = set()

    def predict(f):
        seen.update(f["x0" if "x0" in f else "a"])
        return f.iloc[:, 0] * 1.0

    found = shap_of(predict, X, background)
    assert set(background.iloc[:, 0]) <= seen
    assert found.values[0, 0] == pytest.approx(X.iloc[0, 0] - background.iloc[:, 0].mean(), abs=1e-8)
    assert found.meta["background_rows"] == 500


def test_the_same_seed_is_the_same_to_the_bit_and_rows_do_not_mind_each_other():
    X, background = frame(6, WIDE), frame(25, WIDE, seed=1)
    before = np.random.get_state()[1].copy()
    whole = shap_of(products, X, background, seed=3, n_samples=60)
    assert (np.random.get_state()[1] == before).all()
    assert (shap_of(products, X, background, seed=3, n_samples=60).values == whole.values).all()
    assert (shap_of(products, X, background, seed=4, n_samples=60).values != whole.values).any()
    part = shap_of(products, X.iloc[[4, 1]], background, seed=3, n_samples=60)
    np.testing.assert_allclose(part.values, whole.values[[4, 1]], atol=1e-12)


def test_missing_values_reach_the_model_as_missing():
    X = pd.DataFrame({"a": [np.nan, 1.0], "b": [None, "u"]})
    background = pd.DataFrame({"a": [2.0, np.nan, 3.0], "b": ["u", "v", None]})
    found = shap_of(lambda f: 2.0 * f["a"].isna() + 5.0 * f["b"].isna(), X, background)
    np.testing.assert_allclose(found.values, [[2 * 2 / 3, 5 * 2 / 3], [-2 / 3, -5 / 3]], atol=1e-12)


def test_a_row_like_all_of_the_background_gets_nothing():
    background = pd.DataFrame({"a": [1, 1], "b": ["u", "u"]})
    found = shap_of(lambda f: f["a"] * 2, background.iloc[:1], background)
    assert found.values.tolist() == [[0, 0]]
    assert found.base_values.tolist() == [2]


def test_a_model_that_does_not_repeat_itself_is_refused():
    rng = np.random.default_rng(0)
    X = frame(2, WIDE)
    with pytest.raises(ExplanationError, match="same answer to the same row"):
        shap_of(lambda f: rng.normal(size=len(f)), X, frame(5, WIDE, seed=1))


def test_nothing_is_printed(capfd):
    shap_of(products, frame(2, WIDE), frame(5, WIDE, seed=1))
    assert capfd.readouterr() == ("", "")


def test_a_second_engine_explains_a_few_rows_again():
    X, background = frame(5, WIDE), frame(12, WIDE, seed=1)
    found = shap_of(products, X, background, check_rows=2, n_samples=400)
    assert (found.meta["second_engine"], found.meta["second_engine_rows"]) == ("shap.PermutationExplainer", 2)
    error = found.meta["second_engine_standard_error"]
    assert 0 < found.meta["second_engine_difference"] < 6 * error
    assert found.seconds["second_engine"] > 0
    off = shap_of(products, X, background, n_samples=400)
    assert (off.meta["second_engine"], off.meta["no_second_engine"]) == (None, "switched off")


def test_the_meta_says_why_this_engine():
    found = shap_of(lambda f: f["a"] * 1.0, frame(1, list("ab")), frame(5, list("ab"), seed=1))
    assert "the model is asked about coalitions" in found.meta["engine_reason"]

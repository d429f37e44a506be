"""CatBoost's own values in this process: they are Shapley values, of the label explained and of a person's columns."""

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from fairwitness.errors import ExplanationError
from fairwitness.explainers import explain
from fairwitness.explainers.engines.catboost import EXPONENTS, LABELS, NUMBERS, Trained, read_catboost

catboost = pytest.importorskip("catboost")

RNG = np.random.default_rng(1)
X = pd.DataFrame(
    {
        "pay": RNG.normal(size=160),
        "job": RNG.choice(["a", "b", "c"], 160),
        "town": RNG.choice(["u", "v", "w", "x"], 160),
        "idle": RNG.normal(size=160),
    }
)
SCORE = X["pay"] * (X["job"] == "a") + (X["town"] == "u")
TWO, THREE = np.where(SCORE > 0.3, "yes", "no"), np.digitize(SCORE, [-0.1, 0.6])
SETTINGS = {"iterations": 10, "depth": 3, "verbose": False, "allow_writing_files": False, "thread_count": 1}
TEXTS = SETTINGS | {"cat_features": ["job", "town"]}
KINDS = [
    ("CatBoostRegressor", SCORE, "score"),
    ("CatBoostClassifier", TWO, "margin"),
    ("CatBoostClassifier", THREE, "margin"),
]
PARAMETERS = {
    "Tweedie": "Tweedie:variance_power=1.5",
    "Huber": "Huber:delta=1",
    "Lq": "Lq:q=2",
    "Expectile": "Expectile:alpha=0.3",
    "Focal": "Focal:focal_alpha=0.5;focal_gamma=2",
}


@pytest.mark.parametrize(("kind", "y", "scale"), KINDS)
def test_values_add_up_to_the_models_own_sum(kind, y, scale):
    model = getattr(catboost, kind)(**TEXTS).fit(X, y)
    found = explain(model, X.iloc[:5])
    assert found.meta["engine"] == "catboost.get_feature_importance"
    assert found.meta["catboost_version"] == catboost.__version__
    assert found.meta["scale"] == scale
    assert found.meta["no_second_engine"] == "no other engine reads CatBoost trees"
    raw = np.asarray(model.predict(X.iloc[:5], prediction_type="RawFormulaVal"))
    np.testing.assert_allclose(found.outputs, raw[:, -1] if raw.ndim == 2 else raw)
    assert found.additivity_residual < 1e-6
    assert np.abs(found.values[:, 3]).max() <= np.abs(found.values).max() / 2


@pytest.mark.parametrize(("kind", "y", "scale"), KINDS)
def test_against_a_background_as_every_coalition_has_it(kind, y, scale):
    model = getattr(catboost, kind)(**TEXTS).fit(X, y)
    wanted = "margin" if scale == "margin" else "auto"
    found = explain(model, X.iloc[:4], background=X.iloc[:30], scale=wanted, check_rows=4)
    assert found.meta["engine"] == "catboost.get_feature_importance"
    assert found.meta["base_value_definition"] == "mean output over the background"
    assert found.meta["second_engine"] == "fairwitness.coalitions"
    assert found.meta["second_engine_difference"] < 1e-9
    raw = np.asarray(model.predict(X.iloc[:30], prediction_type="RawFormulaVal")).reshape(30, -1)
    np.testing.assert_allclose(found.base_values, raw[:, -1].mean())


@pytest.mark.parametrize("loss", sorted(NUMBERS | EXPONENTS | LABELS))
def test_every_loss_that_is_said_to_work_does(loss):
    multi = loss.startswith("Multi")
    chance = 1 / (1 + np.exp(-SCORE))
    y = THREE if multi else chance if loss == "CrossEntropy" else TWO if loss in LABELS else np.exp(SCORE)
    model = catboost.CatBoost(TEXTS | {"loss_function": PARAMETERS.get(loss, loss)}).fit(X, y)
    own = read_catboost(model, tuple(X.columns), None)
    assert own.trained.loss == loss
    assert own.against_rows
    found = own.values(X.iloc[:2], X.iloc[:1])  # a single row has a target of one value
    np.testing.assert_allclose(found.sum(axis=1), own.answer(X.iloc[:2]), atol=1e-9)
    asked = explain(own.answer, X.iloc[:2], background=X.iloc[:1], check_rows=0)
    np.testing.assert_allclose(found[:, :-1], asked.values, atol=1e-9)


@pytest.mark.parametrize("positive", ["no", "yes"])
def test_the_label_that_is_explained(positive):
    model = catboost.CatBoostClassifier(**TEXTS).fit(X, TWO)
    own = read_catboost(model, tuple(X.columns), positive)
    chance = model.predict_proba(X)[:, list(model.classes_).index(positive)]
    np.testing.assert_allclose(1 / (1 + np.exp(-own.answer(X))), chance)
    assert read_catboost(model, tuple(X.columns), "perhaps") is None


@pytest.mark.parametrize("policy", ["Lossguide", "Depthwise"])
def test_trees_that_are_not_symmetric_are_asked(policy):
    model = catboost.CatBoostRegressor(**TEXTS, grow_policy=policy).fit(X, SCORE)
    found = explain(model, X.iloc[:2], background=X.iloc[:20])
    assert found.meta["engine"] == "fairwitness.coalitions"
    with pytest.raises(ExplanationError, match="its inside cannot be read"):
        explain(model, X.iloc[:2])


def test_deep_trees_are_not_compared_with_a_background_by_the_library():
    model = catboost.CatBoostRegressor(**TEXTS | {"depth": 9, "iterations": 2}).fit(X, SCORE)
    found = explain(model, X.iloc[:2], background=X.iloc[:20])
    assert found.meta["engine"] == "fairwitness.coalitions"
    assert "no engine reads it against a background" in found.meta["engine_reason"]
    assert explain(model, X.iloc[:2]).meta["engine"] == "catboost.get_feature_importance"


def test_at_the_end_of_a_pipeline_that_leaves_columns_apart():
    before = make_column_transformer((OrdinalEncoder(), ["town", "job"]), (StandardScaler(), ["pay"]))
    model = make_pipeline(before, catboost.CatBoostRegressor(**SETTINGS)).fit(X, SCORE)
    found = explain(model, X.iloc[:4], background=X.iloc[:30], check_rows=4)
    assert found.meta["engine"] == "catboost.get_feature_importance"
    assert found.meta["second_engine_difference"] < 1e-9
    assert found.columns == tuple(X.columns)
    assert (found.values[:, 3] == 0).all()
    alone = explain(model, X.iloc[:4])
    assert alone.meta["engine"] == "catboost.get_feature_importance"
    np.testing.assert_allclose(alone.outputs, model.predict(X.iloc[:4]))


def test_at_the_end_of_a_pipeline_that_makes_several_columns_of_one_it_is_asked():
    before = make_column_transformer((OneHotEncoder(), ["job"]), ("passthrough", ["pay"]))
    model = make_pipeline(before, catboost.CatBoostRegressor(**SETTINGS)).fit(X, SCORE)
    found = explain(model, X.iloc[:2], background=X.iloc[:20])
    assert found.meta["engine"] == "fairwitness.coalitions"


@pytest.mark.parametrize("params", ["", "[]", "{", '{"tree_learner_options": {"depth": "deep"}}'])
def test_a_file_that_does_not_say_how_it_was_trained(params):
    found = Trained.of(params)
    assert not found.adds_up
    assert not found.against_rows

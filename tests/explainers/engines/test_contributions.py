"""CatBoost's own values: they add up to its own sum, for the label explained."""

import numpy as np
import pandas as pd
import pytest

from fairwitness.explainers import explain

catboost = pytest.importorskip("catboost")

RNG = np.random.default_rng(1)
X = pd.DataFrame(
    {"pay": RNG.normal(size=120), "job": RNG.choice(["a", "b"], 120), "idle": RNG.normal(size=120)}
)
SCORE = X["pay"] * (X["job"] == "a")
SETTINGS = {
    "iterations": 10,
    "depth": 3,
    "verbose": False,
    "cat_features": ["job"],
    "allow_writing_files": False,
}


@pytest.mark.parametrize(
    ("kind", "y", "scale"),
    [
        ("CatBoostRegressor", SCORE, "score"),
        ("CatBoostClassifier", np.where(SCORE > 0, "yes", "no"), "margin"),
        ("CatBoostClassifier", np.digitize(SCORE, [-0.3, 0.3]), "margin"),
    ],
)
def test_values_add_up_to_the_models_own_sum(kind, y, scale):
    model = getattr(catboost, kind)(**SETTINGS).fit(X, y)
    found = explain(model, X.iloc[:5])
    assert found.meta["engine"] == "catboost.get_feature_importance"
    assert found.meta["scale"] == scale
    assert found.meta["no_second_engine"] == "no other engine reads CatBoost's trees"
    raw = np.asarray(model.predict(X.iloc[:5], prediction_type="RawFormulaVal"))
    np.testing.assert_allclose(found.outputs, raw[:, -1] if raw.ndim == 2 else raw)
    assert found.additivity_residual < 1e-6
    assert np.abs(found.values[:, 2]).max() <= np.abs(found.values).max() / 2


def test_with_a_background_it_is_asked():
    model = catboost.CatBoostRegressor(**SETTINGS).fit(X, SCORE)
    found = explain(model, X.iloc[:2], background=X.iloc[:30])
    assert found.meta["engine"] == "fairwitness.coalitions"
    assert "no engine reads it against a background" in found.meta["engine_reason"]

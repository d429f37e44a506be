"""What is read of a model answers as the model, and its explanation is exact, in the columns a person knows."""

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.ensemble import (
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeRegressor

from fairwitness.errors import ExplanationError
from fairwitness.explainers import explain
from fairwitness.explainers.reading import read

RNG = np.random.default_rng(6)
ROWS = 160
X = pd.DataFrame(
    {
        "pay": RNG.normal(size=ROWS),
        "job": RNG.choice(["cook", "baker", "smith"], ROWS),
        "debt": RNG.normal(size=ROWS),
        "idle": RNG.normal(size=ROWS),
    }
)
Y = np.where(X["pay"] * (X["job"] == "cook") - X["debt"] + RNG.normal(size=ROWS) / 3 > 0, "yes", "no")
NUMBER = X["pay"] * (X["job"] == "cook") - X["debt"]
COLUMNS = tuple(X.columns)


def piped(estimator, y=Y):
    columns = make_column_transformer((OneHotEncoder(), ["job"]), (StandardScaler(), ["pay", "debt"]))
    return make_pipeline(columns, estimator).fit(X, y)


FOREST = piped(RandomForestClassifier(8, max_depth=4, random_state=0))
BOOSTED = piped(GradientBoostingClassifier(n_estimators=8, random_state=0))
HISTOGRAMS = piped(HistGradientBoostingClassifier(max_iter=8, random_state=0))
TREES = piped(ExtraTreesRegressor(5, max_depth=4, random_state=0), NUMBER)


@pytest.mark.parametrize(
    ("model", "scale"),
    [(FOREST, "probability"), (BOOSTED, "margin"), (HISTOGRAMS, "margin"), (TREES, "score")],
)
def test_against_a_background_as_every_coalition_has_it(model, scale):
    wanted = "margin" if scale == "margin" else "auto"
    found = explain(model, X.iloc[:3], background=X.iloc[:40], scale=wanted)
    assert found.meta["engine"] == "fairwitness.trees.interventional"
    assert found.meta["scale"] == scale
    assert found.columns == COLUMNS
    assert (found.values[:, 3] == 0).all()
    answer = {
        "probability": lambda frame: model.predict_proba(frame)[:, 1],
        "margin": getattr(model, "decision_function", None),
        "score": model.predict,
    }[scale]
    asked = explain(answer, X.iloc[:3], background=X.iloc[:40])
    assert asked.meta["engine"] == "fairwitness.coalitions"
    np.testing.assert_allclose(found.values, asked.values, atol=1e-10)
    np.testing.assert_allclose(found.base_values, asked.base_values, atol=1e-10)
    np.testing.assert_allclose(found.outputs, answer(X.iloc[:3]), atol=1e-10)
    assert found.meta["second_engine"] == "fairwitness.coalitions"
    assert found.meta["second_engine_difference"] < 1e-9


@pytest.mark.parametrize("model", [FOREST, BOOSTED, HISTOGRAMS, TREES])
def test_without_a_background_by_the_paths(model):
    found = explain(model, X.iloc[:3])
    assert found.meta["engine"] == "fairwitness.trees.path_dependent"
    assert found.additivity_residual < 1e-9
    assert (found.values[:, 3] == 0).all()
    assert found.meta["second_engine"] == "fairwitness.trees.enumerated"
    assert found.meta["second_engine_rows"] == 3
    assert found.meta["second_engine_difference"] < 1e-12
    assert found.meta["background_rows"] == 0


def test_splits_by_category_are_checked_too():
    data = X.assign(job=X["job"].astype("category"))
    model = HistGradientBoostingClassifier(max_iter=8, random_state=0).fit(data, Y)
    found = explain(model, data.iloc[:3])
    assert found.meta["second_engine"] == "fairwitness.trees.enumerated"
    assert found.meta["second_engine_difference"] < 1e-12


def test_shap_checks_what_is_plain():
    numbers = X[["pay", "debt", "idle"]]
    model = DecisionTreeRegressor(max_depth=4, random_state=0).fit(numbers, NUMBER)
    for background in (None, numbers.iloc[:50]):
        found = explain(model, numbers.iloc[:5], background=background)
        assert found.meta["second_engine"] == "shap.TreeExplainer"
        assert found.meta["second_engine_rows"] == 3
        assert found.meta["second_engine_difference"] < 1e-6


@pytest.mark.parametrize("positive", ["yes", "no"])
def test_the_label_that_is_explained(positive):
    for model in (FOREST, BOOSTED):
        found = read(model, COLUMNS, positive)
        place = list(model.classes_).index(positive)
        answer = found.answer(X)
        chance = answer if found.scale == "probability" else 1 / (1 + np.exp(-answer))
        np.testing.assert_allclose(chance, model.predict_proba(X)[:, place], atol=1e-10)


def test_a_linear_model_at_the_end_of_a_pipeline():
    model = piped(LogisticRegression())
    found = explain(model, X.iloc[:3], background=X.iloc[:40], scale="margin")
    assert found.meta["engine"] == "fairwitness.linear"
    asked = explain(model.decision_function, X.iloc[:3], background=X.iloc[:40])
    np.testing.assert_allclose(found.values, asked.values, atol=1e-10)


def test_a_probability_of_margins_is_asked_for():
    found = explain(HISTOGRAMS, X.iloc[:2], background=X.iloc[:20])
    assert found.meta["engine"] == "fairwitness.coalitions"
    assert "its own sum is a margin" in found.meta["engine_reason"]


def test_neighbours_are_asked():
    neighbours = piped(KNeighborsClassifier())
    assert read(neighbours, COLUMNS, "yes") is None
    with pytest.raises(ExplanationError, match="Got None instead"):
        explain(neighbours, X)


def test_a_model_is_read_once_however_often_it_is_explained(monkeypatch):
    from fairwitness.explainers import reading
    from fairwitness.explainers.base import Asked, Options, load_explainer

    times, real = [], reading.read
    monkeypatch.setattr(reading, "read", lambda *given: times.append(1) or real(*given))
    explain(FOREST, X.iloc[:2])
    assert len(times) == 1
    model = Asked(lambda frame: FOREST.predict_proba(frame)[:, 1], FOREST, "probability")
    for rows in (2, 3):
        options = Options(scale="probability", positive="yes")
        load_explainer("shap").explain(model, X.iloc[:rows], X.iloc[:20], options)
    assert len(times) == 2

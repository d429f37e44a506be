"""`explain`, as a person calls it."""

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from fairwitness.errors import ExplanationError, UnknownNameError
from fairwitness.explainers import Explanation, explain
from fairwitness.explainers.lime import LimeOptions

RNG = np.random.default_rng(2)
X = pd.DataFrame({"pay": RNG.normal(size=60), "race": RNG.choice(["a", "b", "c"], 60)})
Y = np.where(X["pay"] + (X["race"] == "a") + RNG.normal(size=60) / 2 > 0.3, "yes", "no")


@pytest.fixture(scope="module")
def pipeline():
    columns = make_column_transformer((OneHotEncoder(), ["race"]), remainder="passthrough")
    return make_pipeline(columns, LogisticRegression()).fit(X, Y)


@pytest.mark.parametrize(("method", "used"), [("auto", "shap"), ("shap", "shap"), ("lime", "lime")])
def test_a_pipeline_is_explained_in_raw_columns(pipeline, method, used):
    found = explain(pipeline, X.iloc[:2], background=X, method=method, n_samples=300)
    assert isinstance(found, Explanation)
    assert found.columns == ("pay", "race")
    assert (found.meta["method"], found.meta["scale"], found.meta["positive"]) == (used, "probability", "yes")
    np.testing.assert_allclose(found.outputs, pipeline.predict_proba(X.iloc[:2])[:, 1])


def test_matrices_and_models_of_matrices():
    matrix = X[["pay"]].assign(more=1.0).to_numpy()
    model = LogisticRegression().fit(matrix, Y)
    found = explain(model, matrix[:2], background=matrix)
    assert found.columns == ("x0", "x1")
    assert (found.values[:, 1] == 0).all()


def test_what_may_be_chosen_about_lime_is_done_and_said(pipeline):
    chosen = LimeOptions(discretize=False, local=True, kernel_width="local")
    found = explain(pipeline, X.iloc[:2], background=X, method="lime", n_samples=300, lime=chosen)
    assert (found.meta["local"], found.meta["kernel_width"]) == (True, "local")
    assert (found.effective_samples < 100).all()
    with pytest.raises(ExplanationError, match="`lime` must come with method='lime'"):
        explain(pipeline, X, background=X, lime=chosen)


def test_without_a_background_it_says_how_to_get_one(pipeline):
    with pytest.raises(ExplanationError, match=r"Got None instead.*X_train.sample\(200"):
        explain(pipeline, X)


def test_unknown_methods_have_a_nearest_name(pipeline):
    with pytest.raises(UnknownNameError, match=r"no explainer named 'shapp'\. Did you mean 'shap'\?"):
        explain(pipeline, X, background=X, method="shapp")


def test_mismatched_background(pipeline):
    with pytest.raises(ExplanationError, match=r"none named 'race'\. Did you mean 'races'\?"):
        explain(pipeline, X, background=X.rename(columns={"race": "races"}))

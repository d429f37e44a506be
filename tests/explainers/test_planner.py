"""The engine that fits: by what can be read, what is compared with, and what is shared out."""

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression, PoissonRegressor

from fairwitness.errors import ExplanationError
from fairwitness.explainers import explain
from fairwitness.explainers.base import Asked, Options
from fairwitness.explainers.engines import Question
from fairwitness.explainers.inputs import as_predict, checked
from fairwitness.explainers.planner import choose

RNG = np.random.default_rng(1)
X = pd.DataFrame(RNG.normal(size=(80, 3)), columns=["pay", "age", "debt"])
Y = np.where(X["pay"] - X["debt"] + RNG.normal(size=80) > 0, "yes", "no")


def chosen(model, scale, background=X, **options):
    predict, positive = as_predict(model)
    options = Options(scale=scale, positive=positive, **options)
    return choose(Question(checked(predict), X.iloc[:4], background, options), predict)


@pytest.mark.parametrize(
    ("model", "scale", "engine"),
    [
        (LogisticRegression().fit(X, Y), "margin", "fairwitness.linear"),
        (LogisticRegression().fit(X, Y), "probability", "fairwitness.coalitions"),
        (LinearRegression().fit(X, X["pay"]), "score", "fairwitness.linear"),
        (PoissonRegressor().fit(X, X["pay"].abs()), "score", "fairwitness.coalitions"),
        (lambda frame: frame["pay"], "score", "fairwitness.coalitions"),
    ],
)
def test_which_engine(model, scale, engine):
    assert chosen(model, scale).engine.name == engine


def test_a_reason_is_given():
    said = chosen(LogisticRegression().fit(X, Y), "probability").why
    assert "its own sum is a margin, and a probability is to be explained" in said
    assert "can be read" in chosen(LogisticRegression().fit(X, Y), "margin").why


def test_what_is_misread_is_asked():
    model = LogisticRegression().fit(X, Y)
    other = LogisticRegression().fit(X, Y)
    other.coef_ = -other.coef_
    predict, _ = as_predict(model)
    lying = Asked(predict.predict, other, "probability")
    options = Options(scale="margin", positive="yes")
    found = choose(Question(checked(lying), X.iloc[:4], X, options), lying)
    assert found.engine.name == "fairwitness.coalitions"
    assert "misses its answers by up to" in found.why


def test_without_a_background_it_says_what_it_needs():
    with pytest.raises(ExplanationError, match=r"Got None instead.*X_train.sample\(200"):
        chosen(LogisticRegression().fit(X, Y), "margin", background=None)


@pytest.mark.parametrize("positive", ["yes", "no"])
def test_the_margin_of_a_linear_classifier(positive):
    model = LogisticRegression().fit(X, Y)
    place = list(model.classes_).index(positive)
    asked = Asked(lambda frame: model.predict_proba(frame)[:, place], model, "probability")
    options = Options(scale="margin", positive=positive)
    choice = choose(Question(checked(asked), X.iloc[:4], X, options), asked)
    found = choice.engine.shares(choice.question)
    sign = 1 if positive == "yes" else -1
    truth = sign * model.coef_[0] * (X.iloc[:4] - X.mean()).to_numpy()
    np.testing.assert_allclose(found.values, truth, atol=1e-12)
    np.testing.assert_allclose(found.outputs, sign * model.decision_function(X.iloc[:4]))
    assert found.residual < 1e-10


def test_log_odds_of_what_can_only_be_asked():
    model = LogisticRegression().fit(X, Y)
    read = explain(model, X.iloc[:3], background=X, scale="margin")
    hidden = lambda frame: model.predict_proba(frame)[:, 1]  # noqa: E731
    hidden.scale = "probability"
    asked = explain(hidden, X.iloc[:3], background=X, scale="margin")
    np.testing.assert_allclose(asked.values, read.values, atol=1e-10)
    assert (read.meta["engine"], asked.meta["engine"]) == ("fairwitness.linear", "fairwitness.coalitions")
    assert read.meta["second_engine"] == "fairwitness.coalitions"
    assert read.meta["second_engine_difference"] < 1e-10


def test_a_certain_probability_has_no_log_odds():
    sure = lambda frame: (frame["pay"] > 0) * 1.0  # noqa: E731
    sure.scale = "probability"
    with pytest.raises(ExplanationError, match="0 or 1 for"):
        explain(sure, X.iloc[:3], background=X, scale="margin")


def test_a_score_is_no_probability():
    with pytest.raises(ExplanationError, match="only where the model gives one"):
        explain(LinearRegression().fit(X, X["pay"]), X, background=X, scale="probability")


def test_the_margin_of_one_of_several_labels():
    three = np.digitize(X["pay"], [-0.5, 0.5])
    model = HistGradientBoostingClassifier(max_iter=5).fit(X, three)
    found = explain(model, X.iloc[:3], background=X, scale="margin")
    assert found.meta["engine"] == "fairwitness.trees.interventional"
    np.testing.assert_allclose(found.outputs, model.decision_function(X.iloc[:3])[:, 2], atol=1e-10)


def test_a_margin_of_several_labels_that_was_misread_is_asked():
    three = np.digitize(X["pay"], [-0.5, 0.5])
    model, other = (HistGradientBoostingClassifier(max_iter=k).fit(X, three) for k in (5, 9))
    lying = Asked(lambda frame: model.predict_proba(frame)[:, 2], other, "probability")
    options = Options(scale="margin", positive="2")
    found = choose(Question(checked(lying), X.iloc[:30], X, options), lying)
    assert found.engine.name == "fairwitness.coalitions"
    assert "misses its answers" in found.why


def test_what_is_misread_only_in_the_background_is_asked_too():
    model = LinearRegression().fit(X, X["pay"] - X["debt"])
    asked = Asked(lambda frame: model.predict(frame) + (frame["age"] > 50), model)
    strange = X.assign(age=X["age"] + 100)
    for background, engine in ((X, "fairwitness.linear"), (strange, "fairwitness.coalitions")):
        question = Question(checked(asked), X.iloc[:4], background, Options(scale="score"))
        assert choose(question, asked).engine.name == engine

"""Boosters from files, explained from inside: through the loaders, in the columns a person knows."""

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject import load_model
from fairwitness.explainers.base import Asked, Options, load_explainer
from fairwitness.explainers.reading import read

xgboost = pytest.importorskip("xgboost")
lightgbm = pytest.importorskip("lightgbm")

RNG = np.random.default_rng(2)
ROWS = 200
PEOPLE = pd.DataFrame(
    {
        "job": pd.Categorical(RNG.choice(["cook", "baker", "smith"], ROWS)),
        "pay": np.where(RNG.random(ROWS) < 0.1, np.nan, RNG.normal(size=ROWS)),
        "age": RNG.integers(18, 70, ROWS).astype(float),
    }
)
HIRED = (np.nan_to_num(PEOPLE["pay"]) * (PEOPLE["job"] == "cook") + PEOPLE["age"] / 70 > 0.5) * 1
SETTINGS = {"n_estimators": 8, "max_depth": 3, "random_state": 0}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("boosters")
    xgboost.XGBClassifier(**SETTINGS, enable_categorical=True).fit(PEOPLE, HIRED).save_model(made / "x.json")
    lgb = lightgbm.LGBMClassifier(**SETTINGS, verbose=-1, min_data_per_group=5).fit(PEOPLE, HIRED)
    lgb.booster_.save_model(made / "l.txt")
    return made


@pytest.mark.parametrize("file", ["x.json", "l.txt"])
@pytest.mark.parametrize("positive", ["refused", "hired"])
def test_the_trees_in_a_file_answer_as_the_model(folder, file, positive):
    model = load_model(ModelSource(path=file, classes=("refused", "hired")), folder)
    text = PEOPLE.assign(job=PEOPLE["job"].astype(str))  # as a CSV has it
    found = read(model.inside, tuple(text.columns), model.own_label(positive))
    chance = 1 / (1 + np.exp(-found.answer(text)))
    np.testing.assert_allclose(chance, model.scores(text, positive), atol=1e-6)
    other = text[["age", "job", "pay"]]
    again = read(model.inside, tuple(other.columns), model.own_label(positive))
    np.testing.assert_allclose(again.answer(other), found.answer(text))


@pytest.mark.parametrize("file", ["x.json", "l.txt"])
def test_an_explanation_from_inside_is_that_of_questions(folder, file):
    model = load_model(ModelSource(path=file), folder)
    text = PEOPLE.assign(job=PEOPLE["job"].astype(str))
    options = Options(scale="margin", positive="1")
    predict = Asked(lambda frame: model.scores(frame, "1"), model.inside, "probability", model.own_label("1"))
    inside = load_explainer("shap").explain(predict, text.iloc[:3], text.iloc[:40], options)
    hidden = Asked(predict.predict, None, "probability")
    asked = load_explainer("shap").explain(hidden, text.iloc[:3], text.iloc[:40], options)
    assert inside.meta["engine"] == "fairwitness.trees.interventional"
    assert asked.meta["engine"] == "fairwitness.coalitions"
    np.testing.assert_allclose(inside.values, asked.values, atol=1e-5)

"""Trees of XGBoost and LightGBM: what is read answers as the library does, to the last bit that it keeps."""

import numpy as np
import pandas as pd
import pytest

from fairwitness.errors import ExplanationError
from fairwitness.explainers.trees.read.lightgbm import read_lightgbm
from fairwitness.explainers.trees.read.xgboost import read_xgboost

xgboost = pytest.importorskip("xgboost")
lightgbm = pytest.importorskip("lightgbm")

RNG = np.random.default_rng(7)
ROWS = 400
X = RNG.normal(size=(ROWS, 5))
X[RNG.random((ROWS, 5)) < 0.15] = np.nan
X[:, 4] = RNG.integers(0, 6, ROWS)
MIXED = pd.DataFrame(X, columns=list("abcde")).assign(
    job=pd.Categorical(
        RNG.choice([f"job {k:02}" for k in range(70)], ROWS), [f"job {k:02}" for k in range(70)]
    )
)
MIXED.loc[::17, "job"] = np.nan
NUMBER = np.nan_to_num(X[:, 0]) * 2 + np.nan_to_num(X[:, 1] * X[:, 2]) + (X[:, 4] > 2)
LABEL = np.where(NUMBER > 0.5, "yes", "no")
THREE = np.digitize(NUMBER, [-0.5, 1.0])
SMALL = {"n_estimators": 12, "max_depth": 4, "random_state": 0}


def answers(bare, data):
    return bare.ensemble.predict(bare.prepare(data))[:, 0]


def edges(bare, data):
    """Rows whose values are exactly at thresholds, and one step of a 32-bit number to either side."""
    found = np.repeat(data[:1], 0, axis=0)
    ensemble = bare.ensemble
    for node in np.flatnonzero(ensemble.left >= 0)[:60]:
        row = np.repeat(data[:1], 3, axis=0)
        at = np.float32(ensemble.threshold[node])
        row[:, ensemble.feature[node]] = [
            at,
            np.nextafter(at, np.float32(9)),
            np.nextafter(at, np.float32(-9)),
        ]
        found = np.vstack([found, row])
    return found


XGB = [
    ("binary", "XGBClassifier", {}, (LABEL == "yes") * 1),
    ("dart", "XGBClassifier", {"booster": "dart", "rate_drop": 0.5}, (LABEL == "yes") * 1),
    ("forest", "XGBRFClassifier", {}, (LABEL == "yes") * 1),
    ("number", "XGBRegressor", {}, NUMBER),
    ("poisson", "XGBRegressor", {"objective": "count:poisson"}, np.abs(NUMBER)),
    ("pruned", "XGBRegressor", {"gamma": 2.0, "base_score": 3.5}, NUMBER),
    ("lossguide", "XGBRegressor", {"grow_policy": "lossguide", "max_leaves": 9}, NUMBER),
]


@pytest.mark.parametrize(("kind", "options", "y"), [case[1:] for case in XGB], ids=[case[0] for case in XGB])
def test_xgboost(kind, options, y):
    model = getattr(xgboost, kind)(**SMALL | options).fit(X, y)
    bare = read_xgboost(model, None)
    rows = np.vstack([X, edges(bare, X), np.full((1, 5), np.nan)])
    margin = model.predict(rows, output_margin=True)
    np.testing.assert_allclose(answers(bare, rows), margin, rtol=2e-6, atol=2e-6)
    assert bare.scale == ("score" if kind == "XGBRegressor" and "objective" not in options else "margin")


@pytest.mark.parametrize("label", [0, 1, 2])
def test_xgboost_of_three_labels(label):
    model = xgboost.XGBClassifier(**SMALL).fit(X, THREE)
    bare = read_xgboost(model, str(label))
    np.testing.assert_allclose(answers(bare, X), model.predict(X, output_margin=True)[:, label], atol=2e-6)


def test_xgboost_categories_and_values_it_has_never_seen():
    model = xgboost.XGBRegressor(**SMALL, enable_categorical=True, max_cat_to_onehot=3).fit(MIXED, NUMBER)
    bare = read_xgboost(model, None)
    assert (bare.ensemble.category_start >= 0).any()
    np.testing.assert_allclose(answers(bare, MIXED), model.predict(MIXED), atol=2e-6)


def test_xgboost_stops_where_it_predicts():
    model = xgboost.XGBRegressor(n_estimators=60, max_depth=2, early_stopping_rounds=2, random_state=0)
    model.fit(
        X[:200], NUMBER[:200], eval_set=[(X[200:], NUMBER[200:] + RNG.normal(size=200) * 3)], verbose=False
    )
    assert model.best_iteration < model.get_booster().num_boosted_rounds() - 1
    np.testing.assert_allclose(answers(read_xgboost(model, None), X), model.predict(X), atol=2e-6)


def test_xgboost_of_two_labels_turned_round():
    model = xgboost.XGBClassifier(**SMALL).fit(X, (LABEL == "yes") * 1)
    np.testing.assert_allclose(answers(read_xgboost(model, "0"), X), -answers(read_xgboost(model, "1"), X))
    assert read_xgboost(model, "maybe") is None


def test_a_bare_booster_and_what_has_no_trees():
    data = xgboost.DMatrix(X, NUMBER)
    booster = xgboost.train({"max_depth": 3}, data, 5)
    np.testing.assert_allclose(answers(read_xgboost(booster, None), X), booster.predict(data), atol=2e-6)
    linear = xgboost.train({"booster": "gblinear"}, xgboost.DMatrix(np.nan_to_num(X), NUMBER), 3)
    assert read_xgboost(linear, None) is None
    several = xgboost.XGBRegressor(n_estimators=3, multi_strategy="multi_output_tree", tree_method="hist")
    assert read_xgboost(several.fit(X, np.column_stack([NUMBER, NUMBER])), None) is None


LGB = [
    ("binary", "LGBMClassifier", {}, LABEL),
    ("zero", "LGBMClassifier", {"zero_as_missing": True}, LABEL),
    ("no missing", "LGBMRegressor", {"use_missing": False}, NUMBER),
    ("forest", "LGBMRegressor", {"boosting_type": "rf", "bagging_freq": 1, "bagging_fraction": 0.6}, NUMBER),
    ("dart", "LGBMRegressor", {"boosting_type": "dart"}, NUMBER),
    ("poisson", "LGBMRegressor", {"objective": "poisson"}, np.abs(NUMBER)),
]


@pytest.mark.parametrize(("kind", "options", "y"), [case[1:] for case in LGB], ids=[case[0] for case in LGB])
def test_lightgbm(kind, options, y):
    model = getattr(lightgbm, kind)(**SMALL | {"verbose": -1} | options).fit(X, y)
    bare = read_lightgbm(model, "yes" if y is LABEL else None)
    rows = np.vstack([X, edges(bare, X), np.full((1, 5), np.nan), np.zeros((1, 5))])
    raw = bare.scale == "margin"  # raw answers of a forest are not averaged, and its predictions are
    np.testing.assert_allclose(answers(bare, rows), model.predict(rows, raw_score=raw), atol=1e-12)
    assert bare.scale == ("score" if kind == "LGBMRegressor" and "objective" not in options else "margin")


@pytest.mark.parametrize("label", [0, 1, 2])
def test_lightgbm_of_three_labels(label):
    model = lightgbm.LGBMClassifier(**SMALL, verbose=-1).fit(X, THREE)
    found = answers(read_lightgbm(model, str(label)), X)
    np.testing.assert_allclose(found, model.predict(X, raw_score=True)[:, label], atol=1e-12)


def test_lightgbm_categories():
    model = lightgbm.LGBMRegressor(**SMALL, verbose=-1, min_data_per_group=5, cat_smooth=1).fit(MIXED, NUMBER)
    bare = read_lightgbm(model, None)
    assert (bare.ensemble.category_start >= 0).any()
    other = MIXED.iloc[::-1].assign(job=MIXED["job"].cat.remove_unused_categories())
    np.testing.assert_allclose(answers(bare, other), model.predict(other), atol=1e-12)


def test_lightgbm_covers_are_those_of_its_own_contributions():
    model = lightgbm.LGBMRegressor(**SMALL, verbose=-1).fit(X, NUMBER)
    ensemble = read_lightgbm(model, None).ensemble
    leaves = ensemble.left < 0
    weights = ensemble.cover[leaves] / ROWS
    base = (weights[:, None] * ensemble.value[leaves]).sum()
    assert base == pytest.approx(model.predict(X, pred_contrib=True)[0, -1])


def test_lightgbm_of_linear_leaves_is_not_a_sum_of_numbers():
    filled = np.nan_to_num(X)
    model = lightgbm.LGBMRegressor(**SMALL, verbose=-1, linear_tree=True).fit(filled, NUMBER)
    assert read_lightgbm(model, None) is None


def test_xgboost_recodes_categories_as_it_does_itself():
    model = xgboost.XGBRegressor(**SMALL, enable_categorical=True, max_cat_to_onehot=3).fit(MIXED, NUMBER)
    bare = read_xgboost(model, None)
    fewer = MIXED[MIXED["job"].isin(["job 03", "job 40", "job 69"])].copy()
    fewer["job"] = (
        fewer["job"].cat.remove_unused_categories().cat.reorder_categories(["job 69", "job 03", "job 40"])
    )
    np.testing.assert_allclose(answers(bare, fewer), model.predict(fewer), atol=2e-6)
    new = fewer.assign(job=fewer["job"].cat.rename_categories({"job 03": "pilot"}))
    with pytest.raises(ExplanationError, match="Got 'pilot', which it has never seen"):
        answers(bare, new)


def test_xgboost_of_a_number_that_means_missing():
    model = xgboost.XGBRegressor(**SMALL, missing=0.0).fit(np.nan_to_num(X), NUMBER)
    rows = np.nan_to_num(X)
    np.testing.assert_allclose(answers(read_xgboost(model, None), rows), model.predict(rows), atol=2e-6)


def test_xgboost_that_answers_with_margins():
    model = xgboost.XGBClassifier(**SMALL, objective="binary:logitraw", base_score=0.7).fit(
        X, (LABEL == "yes") * 1
    )
    bare = read_xgboost(model, None)
    np.testing.assert_allclose(answers(bare, X), model.predict(X, output_margin=True), atol=2e-6)
    assert bare.scale == "margin"


def test_lightgbm_that_asks_about_a_column_in_two_ways():
    first = lightgbm.LGBMRegressor(**SMALL, verbose=-1, zero_as_missing=True).fit(X, NUMBER)
    second = lightgbm.LGBMRegressor(**SMALL, verbose=-1, use_missing=False)
    second.fit(np.nan_to_num(X), NUMBER, init_model=first)
    assert read_lightgbm(second, None) is None

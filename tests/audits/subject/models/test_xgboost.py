import json

import numpy as np
import pandas as pd
import pytest

from fairwitness.errors import ModelError

xgb = pytest.importorskip("xgboost")
NUMBERS = ["income", "age"]
MIXED = [*NUMBERS, "job"]


def coded(people):
    return people[MIXED].assign(job=people.job.astype("category"))


@pytest.mark.parametrize("suffix", ["json", "ubj"])
@pytest.mark.parametrize("booster", ["gbtree", "dart", "gblinear"])
def test_a_classifier_gives_exactly_the_same_numbers(suffix, booster, people, tmp_path, load, same_audit):
    X, y = people[NUMBERS], (people.outcome == "yes").astype(int)
    fitted = xgb.XGBClassifier(n_estimators=6, booster=booster).fit(X, y)
    fitted.save_model(tmp_path / f"m.{suffix}")
    model = load(f"m.{suffix}", classes=["no", "yes"])
    assert model.expects == ("income", "age")
    assert model.signature.versions == {"xgboost": xgb.__version__}
    expected = (
        fitted.get_booster().predict(xgb.DMatrix(X)).astype(float)
    )  # of dart, the estimator's own differ
    np.testing.assert_array_equal(model.scores(people[["sex", "age", "income"]], "yes"), expected)
    np.testing.assert_allclose(expected, fitted.predict_proba(X)[:, 1], rtol=1e-6)
    told = np.where(fitted.predict(X) == 1, "yes", "no"), expected
    same_audit(people, NUMBERS, {"path": f"m.{suffix}", "classes": ["no", "yes"]}, told)


@pytest.mark.parametrize("suffix", ["json", "ubj"])
def test_categories_are_coded_as_the_file_says_whatever_the_data_has(
    suffix, people, tmp_path, load, same_audit
):
    X, y = coded(people), people.grade.map({"high": 0, "low": 1, "middle": 2})
    fitted = xgb.XGBClassifier(n_estimators=8, enable_categorical=True, max_cat_to_onehot=1).fit(X, y)
    fitted.save_model(tmp_path / f"m.{suffix}")
    model = load(f"m.{suffix}", classes=["high", "low", "middle"])
    assert model.signature.inputs[2].categories == ("cook", "nurse", "pilot")
    assert model.signature.inputs[2].refuses_others
    pilots = people[people.job == "pilot"]
    expected = fitted.predict_proba(X)[people.job == "pilot", 1].astype(float)
    np.testing.assert_array_equal(model.scores(pilots[MIXED], "low"), expected)
    told = np.array(["high", "low", "middle"])[fitted.predict(X)], None
    source = {"path": f"m.{suffix}", "classes": ["high", "low", "middle"]}
    same_audit(people, MIXED, source, told, target="grade", task="multiclass")
    with pytest.raises(
        ModelError, match=r"'job' must hold only values .* Got 'pilott', .* Did you mean 'pilot'\?"
    ):
        model.predict(people[MIXED].head(1).assign(job="pilott"))
    gone = people[MIXED].head(2).assign(job=[None, "cook"])
    raw = X.head(2).assign(job=pd.Categorical([None, "cook"], categories=["cook", "nurse", "pilot"]))
    np.testing.assert_array_equal(model.scores(gone, "low"), fitted.predict_proba(raw)[:, 1].astype(float))


def test_codes_whose_values_the_file_does_not_have(people, tmp_path, load):
    X = pd.DataFrame({"age": people.age, "job": people.job.astype("category").cat.codes})
    data = xgb.DMatrix(
        X.to_numpy(float),
        people.outcome == "yes",
        feature_names=list(X),
        feature_types=["float", "c"],
        enable_categorical=True,
    )
    fitted = xgb.train({"objective": "binary:logistic"}, data, 5)
    fitted.save_model(tmp_path / "m.json")
    np.testing.assert_array_equal(load("m.json").scores(X, "1"), fitted.predict(data).astype(float))
    with pytest.raises(ModelError, match=r"reads numbers only\. The column 'job' holds 'cook'"):
        load("m.json").scores(X.assign(job="cook"), "1")


@pytest.mark.parametrize("objective", ["binary:logitraw", "binary:hinge", "multi:softmax"])
def test_margins_and_labels(objective, people, tmp_path, load):
    y = (people.outcome == "yes").astype(int)
    several = {"num_class": 2} if objective.startswith("multi") else {}
    data = xgb.DMatrix(people[NUMBERS], y)
    fitted = xgb.train({"objective": objective, **several}, data, 5)
    fitted.save_model(tmp_path / "m.json")
    model, told = load("m.json"), fitted.predict(data)
    if objective == "binary:logitraw":
        np.testing.assert_allclose(model.scores(people[NUMBERS], "1"), 1 / (1 + np.exp(-told.astype(float))))
        told = told > 0
    assert [str(label) for label in model.predict(people[NUMBERS])] in (
        [str(int(label)) for label in told],
        [str(float(label)) for label in told],
    )
    assert model.has_scores == (objective != "binary:hinge")


def test_the_rounds_that_early_stopping_kept_are_used(people, tmp_path, load):
    X, y = people[NUMBERS], (people.outcome == "yes").astype(int)
    fitted = xgb.XGBClassifier(n_estimators=200, early_stopping_rounds=3, learning_rate=0.5)
    fitted.fit(X[:150], y[:150], eval_set=[(X[150:], y[150:])], verbose=0)
    assert fitted.best_iteration < fitted.get_booster().num_boosted_rounds() - 1
    fitted.save_model(tmp_path / "m.json")
    np.testing.assert_array_equal(load("m.json").scores(X, "1"), fitted.predict_proba(X)[:, 1].astype(float))


@pytest.mark.parametrize("objective", ["reg:squarederror", "count:poisson", "reg:gamma"])
def test_numbers(objective, people, tmp_path, load, same_audit):
    X = people[NUMBERS].assign(age=people.age.where(people.age > 30))
    fitted = xgb.XGBRegressor(n_estimators=5, objective=objective).fit(X, people.amount)
    fitted.save_model(tmp_path / "m.json")
    found = load("m.json", "regression").predict(X)
    np.testing.assert_array_equal(found, fitted.predict(X).astype(float))
    told = fitted.predict(X).astype(float), None
    frame = people.assign(age=X.age)
    same_audit(frame, NUMBERS, {"path": "m.json"}, told, target="amount", task="regression")


def test_columns_without_names_go_by_their_order(people, tmp_path, load):
    X = people[NUMBERS].to_numpy(float)
    fitted = xgb.XGBClassifier(n_estimators=3).fit(X, people.outcome == "yes")
    fitted.save_model(tmp_path / "m.json")
    model = load("m.json")
    assert (model.expects, model.signature.width) == (None, 2)
    np.testing.assert_array_equal(
        model.scores(people[NUMBERS], "1"), fitted.predict_proba(X)[:, 1].astype(float)
    )
    with pytest.raises(ModelError, match=r"reads 2 columns by their order\. Got 3"):
        model.predict(people[MIXED])


@pytest.mark.parametrize(("objective", "why"), [("rank:ndcg", "ranks rows"), ("survival:cox", "time until")])
def test_what_decides_about_nobody(objective, why, people, tmp_path, load):
    data = xgb.DMatrix(people[NUMBERS], people.age // 20)
    data.set_group([len(people)])
    xgb.train({"objective": objective}, data, 2).save_model(tmp_path / "m.json")
    with pytest.raises(ModelError, match=rf"objective '{objective}'\. It .*{why}.*Audit a column"):
        load("m.json")


def test_an_objective_of_ones_own_needs_the_plans_word(people, tmp_path, load):
    data = xgb.DMatrix(people[NUMBERS], people.outcome == "yes")
    xgb.train({}, data, 2, obj=lambda told, data: (told - data.get_label(), np.ones_like(told))).save_model(
        tmp_path / "m.json"
    )
    text = json.loads((tmp_path / "m.json").read_text())
    text["learner"]["objective"] = {"name": "mine"}
    (tmp_path / "own.json").write_text(json.dumps(text))
    with pytest.raises(ModelError, match=r"not known here \('mine'\): name them under `model\.output`"):
        load("own.json")


def test_the_plans_word_may_not_contradict_the_file(people, tmp_path, load):
    xgb.XGBClassifier(n_estimators=2).fit(people[NUMBERS], people.outcome == "yes").save_model(
        tmp_path / "m.json"
    )
    with pytest.raises(
        ModelError, match=r"must be what its objective 'binary:logistic' says: probability\. Got logit"
    ):
        load("m.json", output="logit")
    with pytest.raises(ModelError, match=r"must name its 2 labels"):
        load("m.json", classes=["a", "b", "c"])


def test_explanations_ask_the_model(people, tmp_path, audited):
    y = (people.outcome == "yes").astype(int)
    xgb.XGBClassifier(n_estimators=5, enable_categorical=True).fit(coded(people), y).save_model(
        tmp_path / "m.ubj"
    )
    record = audited(
        people,
        roles={"features": MIXED},
        model={"path": "m.ubj", "classes": ["no", "yes"]},
        keep={"EXPL001"},
        explain={"rows": 15, "background": 15, "cases": ["1"]},
    )
    assert {feature.column for feature in record.explanations.importance.features} == set(MIXED)
    assert {case.method for case in record.explanations.cases} == {"shap", "lime"}

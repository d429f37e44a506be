import numpy as np
import pandas as pd
import pytest

from fairwitness.errors import ModelError

lgb = pytest.importorskip("lightgbm")
NUMBERS = ["income", "age"]
MIXED = [*NUMBERS, "job"]
QUIET = {"verbose": -1, "num_leaves": 8, "min_data_per_group": 5, "min_child_samples": 5}


def coded(people):
    return people[MIXED].assign(job=people.job.astype("category"))


@pytest.mark.parametrize("suffix", ["txt", "lgb"])
@pytest.mark.parametrize("kind", ["gbdt", "dart", "rf", "linear"])
def test_a_classifier_gives_exactly_the_same_numbers(suffix, kind, people, tmp_path, load, same_audit):
    X, y = people[NUMBERS].astype(float), (people.outcome == "yes").astype(int)
    more = {"linear_tree": True} if kind == "linear" else {"boosting_type": kind}
    more |= {"subsample": 0.5, "subsample_freq": 1} if kind == "rf" else {}
    fitted = lgb.LGBMClassifier(n_estimators=6, **QUIET, **more).fit(X, y)
    text = fitted.booster_.model_to_string()
    (tmp_path / f"m.{suffix}").write_text(text)
    model = load(f"m.{suffix}", classes=["no", "yes"])
    assert model.expects == ("income", "age")
    expected = fitted.predict_proba(X)[:, 1]
    np.testing.assert_array_equal(model.scores(people[["sex", "age", "income"]], "yes"), expected)
    told = np.where(fitted.predict(X) == 1, "yes", "no"), expected
    same_audit(people, NUMBERS, {"path": f"m.{suffix}", "classes": ["no", "yes"]}, told)


def test_categories_are_coded_as_the_file_says_whatever_the_data_has(people, tmp_path, load, same_audit):
    X, names = coded(people), ["high", "low", "middle"]
    fitted = lgb.LGBMClassifier(n_estimators=8, **QUIET).fit(X, people.grade.map(names.index))
    fitted.booster_.save_model(tmp_path / "m.txt")
    model = load("m.txt", classes=names)
    assert model.signature.inputs[2].categories == ("cook", "nurse", "pilot")
    assert not model.signature.inputs[2].refuses_others
    pilots = people.job == "pilot"
    np.testing.assert_array_equal(
        model.scores(people[pilots][MIXED], "low"), fitted.predict_proba(X)[pilots, 1]
    )
    strange = pd.DataFrame({"income": [3.0, 3.0], "age": [40, 40], "job": ["judge", None]})
    told = fitted.predict_proba(strange.assign(job=strange.job.astype("category")))
    np.testing.assert_array_equal(model.scores(strange, "low"), told[:, 1])
    labels = np.array(names)[fitted.predict(X)], None
    same_audit(people, MIXED, {"path": "m.txt", "classes": names}, labels, target="grade", task="multiclass")


def test_a_value_that_the_model_never_saw_is_in_the_notes(people, tmp_path, audited):
    y = (people.outcome == "yes").astype(int)
    lgb.LGBMClassifier(n_estimators=3, **QUIET).fit(coded(people), y).booster_.save_model(tmp_path / "m.txt")
    record = audited(
        people.assign(job=people.job.where(people.index > 3, "judge")),
        roles={"features": MIXED},
        model={"path": "m.txt", "classes": ["no", "yes"]},
    )
    assert any("1 that it has never seen, such as 'judge'" in note for note in record.subject.notes)


def test_codes_whose_values_the_file_does_not_have(people, tmp_path, load):
    X = pd.DataFrame({"age": people.age.astype(float), "job": people.job.astype("category").cat.codes})
    y = (people.outcome == "yes").astype(int)
    fitted = lgb.train({"objective": "binary", **QUIET}, lgb.Dataset(X, y, categorical_feature=["job"]), 5)
    fitted.save_model(tmp_path / "m.txt")
    np.testing.assert_array_equal(load("m.txt").scores(X, "1"), fitted.predict(X))
    with pytest.raises(ModelError, match=r"reads numbers only\. The column 'job' holds 'cook'"):
        load("m.txt").scores(X.assign(job="cook"), "1")


@pytest.mark.parametrize("objective", ["regression", "poisson", "regression_l1", "tweedie"])
def test_numbers(objective, people, tmp_path, load, same_audit):
    X = people[NUMBERS].assign(age=people.age.where(people.age > 30))
    fitted = lgb.LGBMRegressor(n_estimators=5, objective=objective, **QUIET).fit(X, people.amount)
    fitted.booster_.save_model(tmp_path / "m.txt")
    np.testing.assert_array_equal(load("m.txt", "regression").predict(X), fitted.predict(X))
    told = fitted.predict(X), None
    frame = people.assign(age=X.age)
    same_audit(frame, NUMBERS, {"path": "m.txt"}, told, target="amount", task="regression")


def test_one_against_all_is_brought_to_a_sum_of_one(people, tmp_path, load):
    codes = people.grade.map(["high", "low", "middle"].index)
    fitted = lgb.LGBMClassifier(n_estimators=5, objective="multiclassova", **QUIET).fit(
        people[NUMBERS], codes
    )
    fitted.booster_.save_model(tmp_path / "m.txt")
    told = fitted.predict_proba(people[NUMBERS])
    answer = load("m.txt").answer(people[NUMBERS])
    np.testing.assert_allclose(answer.probabilities, told / told.sum(axis=1, keepdims=True))
    assert answer.labels.tolist() == fitted.predict(people[NUMBERS]).tolist()


def test_only_the_best_rounds_are_in_the_file_and_order_counts_without_names(people, tmp_path, load):
    X, y = people[NUMBERS].to_numpy(float), (people.outcome == "yes").astype(int)
    fitted = lgb.LGBMClassifier(n_estimators=200, learning_rate=0.5, **QUIET)
    fitted.fit(
        X[:150], y[:150], eval_X=X[150:], eval_y=y[150:], callbacks=[lgb.early_stopping(3, verbose=False)]
    )
    fitted.booster_.save_model(tmp_path / "m.txt")
    model = load("m.txt")
    assert (model.expects, model.signature.width) == (None, 2)
    np.testing.assert_array_equal(model.scores(people[NUMBERS], "1"), fitted.predict_proba(X)[:, 1])


def test_what_ranks_decides_about_nobody(people, tmp_path, load):
    data = lgb.Dataset(people[NUMBERS], people.age // 20, group=[len(people)])
    lgb.train({"objective": "lambdarank", **QUIET}, data, 2).save_model(tmp_path / "m.txt")
    with pytest.raises(ModelError, match=r"objective 'lambdarank'\. It ranks rows.*Audit a column"):
        load("m.txt")


def test_an_objective_of_ones_own_needs_the_plans_word(people, tmp_path, load):
    data = lgb.Dataset(people[NUMBERS], (people.outcome == "yes").astype(int))

    def own(told, data):
        return told - data.get_label(), np.ones_like(told)

    fitted = lgb.train({"objective": own, **QUIET}, data, 2)
    fitted.save_model(tmp_path / "m.txt")
    with pytest.raises(
        ModelError, match=r"not known here \('(none|custom)'\): name them under `model\.output`"
    ):
        load("m.txt")
    told = 1 / (1 + np.exp(-fitted.predict(people[NUMBERS])))
    np.testing.assert_allclose(load("m.txt", output="logit").scores(people[NUMBERS], "1"), told)


def test_explanations_ask_the_model(people, tmp_path, audited):
    y = (people.outcome == "yes").astype(int)
    lgb.LGBMClassifier(n_estimators=5, **QUIET).fit(coded(people), y).booster_.save_model(tmp_path / "m.txt")
    record = audited(
        people,
        roles={"features": MIXED},
        model={"path": "m.txt", "classes": ["no", "yes"]},
        keep={"EXPL001"},
        explain={"rows": 15, "background": 15, "cases": ["1"]},
    )
    assert {feature.column for feature in record.explanations.importance.features} == set(MIXED)
    assert {case.method for case in record.explanations.cases} == {"shap", "lime"}

import json
from contextlib import suppress

import numpy as np
import pytest

from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject.models import load_model
from fairwitness.errors import ModelError

cb = pytest.importorskip("catboost")
NUMBERS = ["income", "age"]
MIXED = [*NUMBERS, "job"]
QUIET = {"verbose": 0, "allow_writing_files": False, "thread_count": 2, "iterations": 6, "depth": 3}


def fitted_on(people, target="outcome", **more):
    return cb.CatBoostClassifier(**QUIET, cat_features=["job"], **more).fit(people[MIXED], people[target])


@pytest.mark.parametrize(("suffix", "kind"), [("cbm", "cbm"), ("json", "json")])
def test_a_classifier_with_text_gives_exactly_the_same_numbers(
    suffix, kind, people, tmp_path, load, same_audit
):
    fitted = fitted_on(people)
    fitted.save_model(str(tmp_path / f"m.{suffix}"), format=kind)
    model = load(f"m.{suffix}")
    assert (model.format, model.expects, model.classes) == (
        "catboost",
        ("income", "age", "job"),
        ("no", "yes"),
    )
    assert [column.kind for column in model.signature.inputs] == ["number", "number", "text"]
    assert model.signature.versions == {"catboost": cb.__version__}
    expected = fitted.predict_proba(people[MIXED])[:, 1]
    found = model.scores(people[["job", "sex", "age", "income"]], "yes")
    np.testing.assert_allclose(found, expected, rtol=0 if kind == "cbm" else 1e-14)
    told = fitted.predict(people[MIXED]), found
    same_audit(people, MIXED, {"path": f"m.{suffix}"}, told)
    new = people[MIXED].head(2).assign(job="judge")
    np.testing.assert_allclose(model.scores(new, "yes"), fitted.predict_proba(new)[:, 1], rtol=1e-14)
    with pytest.raises(ModelError, match=r"'job' must hold a category in every row.*missing in 1 of 2 rows"):
        model.predict(people[MIXED].head(2).assign(job=[None, "cook"]))
    with pytest.raises(ModelError, match="reads the column 'age', which is not there"):
        model.predict(people[["income", "job"]])


@pytest.mark.parametrize("objective", ["MultiClass", "MultiClassOneVsAll"])
def test_several_classes(objective, people, tmp_path, load, same_audit):
    fitted = fitted_on(people, "grade", loss_function=objective)
    fitted.save_model(str(tmp_path / "m.cbm"))
    if objective == "MultiClassOneVsAll":
        answer = load("m.cbm").answer(people[MIXED])
        told = fitted.predict_proba(people[MIXED])
        np.testing.assert_allclose(answer.probabilities, told)
        assert answer.labels.tolist() == fitted.predict(people[MIXED]).ravel().tolist()
        return
    told = fitted.predict(people[MIXED]).ravel(), None
    same_audit(people, MIXED, {"path": "m.cbm"}, told, target="grade", task="multiclass")


def test_whole_numbers_as_labels_take_the_plans_names_and_as_categories_their_text(people, tmp_path, load):
    X = people[["income", "age"]].assign(age=people.age // 10)
    fitted = cb.CatBoostClassifier(**QUIET, cat_features=["age"]).fit(
        X, (people.outcome == "yes").astype(int)
    )
    fitted.save_model(str(tmp_path / "m.cbm"))
    model = load("m.cbm", classes=["no", "yes"])
    expected = fitted.predict_proba(X)[:, 1]
    np.testing.assert_array_equal(model.scores(X, "yes"), expected)
    np.testing.assert_array_equal(model.scores(X.assign(age=X.age.astype(float)), "yes"), expected)
    assert set(model.predict(X)) == {"no", "yes"}


def test_the_files_own_threshold_decides(people, tmp_path, load):
    fitted = fitted_on(people)
    fitted.set_probability_threshold(0.2)
    fitted.save_model(str(tmp_path / "m.cbm"))
    model = load("m.cbm")
    assert model.predict(people[MIXED]).tolist() == fitted.predict(people[MIXED]).tolist()
    assert (model.predict(people[MIXED]) == "yes").tolist() == (
        model.scores(people[MIXED], "yes") > 0.2
    ).tolist()


@pytest.mark.parametrize("objective", ["RMSE", "Poisson", "Quantile", "Tweedie:variance_power=1.5"])
def test_numbers(objective, people, tmp_path, load, same_audit):
    X = people[NUMBERS].assign(age=people.age.where(people.age > 30))
    fitted = cb.CatBoostRegressor(**QUIET, loss_function=objective).fit(X, people.amount)
    fitted.save_model(str(tmp_path / "m.cbm"))
    np.testing.assert_array_equal(load("m.cbm", "regression").predict(X), fitted.predict(X))
    told = fitted.predict(X), None
    frame = people.assign(age=X.age)
    same_audit(frame, NUMBERS, {"path": "m.cbm"}, told, target="amount", task="regression")


def test_columns_without_names_go_by_their_order(people, tmp_path, load):
    X = people[NUMBERS].to_numpy(float)
    fitted = cb.CatBoostClassifier(**QUIET).fit(X, people.outcome)
    fitted.save_model(str(tmp_path / "m.cbm"))
    model = load("m.cbm")
    assert (model.expects, model.signature.width) == (None, 2)
    np.testing.assert_array_equal(model.scores(people[NUMBERS], "yes"), fitted.predict_proba(X)[:, 1])
    with pytest.raises(ModelError, match=r"reads 2 columns by their order\. Got 3"):
        model.predict(people[MIXED])


@pytest.mark.parametrize(
    ("objective", "why"), [("YetiRank", "ranks rows"), ("MultiRMSE", "several things at once")]
)
def test_what_no_decision_is(objective, why, people, tmp_path, load):
    y = people[["amount", "age"]] if objective == "MultiRMSE" else people.age // 20
    data = cb.Pool(
        people[NUMBERS], y, group_id=None if objective == "MultiRMSE" else np.zeros(len(people), int)
    )
    cb.train(data, {**QUIET, "loss_function": objective}).save_model(str(tmp_path / "m.cbm"))
    with pytest.raises(ModelError, match=rf"objective '{objective}'\. It .*{why}"):
        load("m.cbm")


def test_a_json_file_that_is_cut_off(people, tmp_path, load):
    fitted_on(people).save_model(str(tmp_path / "m.json"), format="json")
    whole = (tmp_path / "m.json").read_text()
    (tmp_path / "m.json").write_text(whole[:-200])
    with pytest.raises(
        ModelError, match=r"must be a whole CatBoost model\. It is not: it ends in the middle"
    ):
        load("m.json", format="catboost")
    (tmp_path / "m.json").write_text(json.dumps({"oblivious_trees": []}))
    with pytest.raises(ModelError, match="it has no `features_info`"):
        load("m.json")


def test_explanations_ask_the_model(people, tmp_path, audited):
    fitted_on(people).save_model(str(tmp_path / "m.cbm"))
    record = audited(
        people,
        roles={"features": MIXED},
        model={"path": "m.cbm"},
        keep={"EXPL001"},
        explain={"rows": 15, "background": 15, "cases": ["1"]},
    )
    assert {feature.column for feature in record.explanations.importance.features} == set(MIXED)
    assert {case.method for case in record.explanations.cases} == {"shap", "lime"}


@pytest.mark.slow
def test_a_damaged_file_harms_only_the_process_it_is_read_in(people, tmp_path):
    """CatBoost's parser ends with a segmentation fault on some of these; in this process that would end the audit."""
    cb.CatBoostClassifier(**QUIET).fit(people[["age", "income"]], people.outcome).save_model(
        tmp_path / "m.cbm"
    )
    whole = bytearray((tmp_path / "m.cbm").read_bytes())
    random = np.random.default_rng(4)
    for _ in range(8):
        damaged = whole.copy()
        for place in random.integers(8, len(whole), 40):
            damaged[place] = random.integers(256)
        (tmp_path / "d.cbm").write_bytes(damaged)
        with suppress(ModelError):
            load_model(ModelSource(path="d.cbm"), tmp_path).close()

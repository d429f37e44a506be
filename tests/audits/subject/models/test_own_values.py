"""CatBoost in a process of its own explained by its library, over a person's columns: in audits too."""

import pickle

import numpy as np
import pytest

from fairwitness.explainers.base import Asked, Options, load_explainer

cb = pytest.importorskip("catboost")
MIXED = ["income", "age", "job"]
QUIET = {"verbose": 0, "allow_writing_files": False, "iterations": 6, "depth": 3, "cat_features": ["job"]}
ENGINE = "catboost.get_feature_importance, in a process of its own"


@pytest.fixture
def hosted(people, tmp_path, load):
    """A model fitted on `MIXED`, saved and loaded, and the one in this process."""

    def made(kind, target, name="m.cbm", task="binary", given=None, **more):
        columns = given or MIXED
        fitted = getattr(cb, kind)(**QUIET | more).fit(people[columns], people[target])
        if name.endswith(".pkl"):
            (tmp_path / name).write_bytes(pickle.dumps(fitted))
        else:
            fitted.save_model(str(tmp_path / name))
        return fitted, load(name, task, **({"run_code": True} if name.endswith(".pkl") else {}))

    return made


def asked(model, positive=None):
    """The model as an audit asks it."""
    if positive is None:
        return Asked(model.predict, inside=model.inside)
    label = model.own_label(positive)
    return Asked(lambda frame: model.scores(frame, positive), model.inside, "probability", label)


@pytest.mark.parametrize(
    ("name", "target", "positive"),
    [("m.cbm", "outcome", "no"), ("m.cbm", "grade", "low"), ("m.pkl", "outcome", "yes")],
)
def test_the_margin_of_a_label(name, target, positive, people, hosted):
    fitted, model = hosted("CatBoostClassifier", target, name)
    rows = people[MIXED].iloc[:4]
    options = Options(scale="margin", positive=positive)
    for background in (None, people[MIXED].iloc[:40]):
        found = load_explainer("shap").explain(asked(model, positive), rows, background, options)
        assert found.meta["engine"] == ENGINE
        assert found.meta["catboost_version"] == cb.__version__
        assert "their own library explains" in found.meta["engine_reason"]
        raw = np.asarray(fitted.predict(rows, prediction_type="RawFormulaVal")).reshape(4, -1)
        place = list(fitted.classes_).index(positive)
        own = raw[:, place] if raw.shape[1] > 1 else raw[:, 0] * (1 if place else -1)
        np.testing.assert_allclose(found.outputs, own)
        if background is not None:
            assert found.meta["second_engine"] == "fairwitness.coalitions"
            assert found.meta["second_engine_difference"] < 1e-9
    model.close()


def test_columns_in_another_order_and_others_beside_them(people, hosted):
    _, model = hosted("CatBoostRegressor", "amount", task="regression")
    mixed = people[["sex", "job", "age", "income"]]
    found = load_explainer("shap").explain(asked(model), mixed.iloc[:4], mixed.iloc[:30], Options())
    assert found.meta["engine"] == ENGINE
    assert found.meta["second_engine_difference"] < 1e-9
    assert (found.values[:, 0] == 0).all()
    assert np.abs(found.values[:, 1:]).max(axis=0).all()
    model.close()


def test_columns_without_names(people, tmp_path, load):
    numbers = people[["income", "age"]]
    fitted = cb.CatBoostRegressor(**QUIET | {"cat_features": None}).fit(numbers.to_numpy(), people["amount"])
    fitted.save_model(str(tmp_path / "m.cbm"))
    model = load("m.cbm", "regression")
    found = load_explainer("shap").explain(asked(model), numbers.iloc[:4], numbers.iloc[:30], Options())
    assert found.meta["engine"] == ENGINE
    assert found.meta["second_engine_difference"] < 1e-9
    model.close()


def test_labels_that_the_plan_calls_otherwise(people, tmp_path, load):
    fitted = cb.CatBoostClassifier(**QUIET).fit(people[MIXED], (people["outcome"] == "yes").astype(int))
    fitted.save_model(str(tmp_path / "m.cbm"))
    model = load("m.cbm", classes=["no", "yes"])
    options = Options(scale="margin", positive="no")
    rows = people[MIXED].iloc[:4]
    found = load_explainer("shap").explain(asked(model, "no"), rows, people[MIXED].iloc[:30], options)
    assert found.meta["engine"] == ENGINE
    np.testing.assert_allclose(found.outputs, -fitted.predict(rows, prediction_type="RawFormulaVal"))
    model.close()


def test_trees_that_are_not_symmetric_are_asked(people, hosted):
    _, model = hosted("CatBoostRegressor", "amount", task="regression", grow_policy="Lossguide")
    mixed = people[MIXED]
    found = load_explainer("shap").explain(asked(model), mixed.iloc[:2], mixed.iloc[:20], Options())
    assert found.meta["engine"] == "fairwitness.coalitions"
    model.close()


def test_an_audits_certificate_names_the_engine(people, tmp_path, audited):
    fitted = cb.CatBoostRegressor(**QUIET).fit(people[MIXED], people["amount"])
    fitted.save_model(str(tmp_path / "m.cbm"))
    record = audited(
        people,
        "amount",
        "regression",
        {"EXPL001"},
        model={"path": "m.cbm"},
        roles={"features": MIXED},
        explain={"rows": 20, "background": 30},
    )
    said = record.explanations.importance.certificate
    assert (said.engine, said.second_engine) == (ENGINE, "fairwitness.coalitions")
    assert said.versions["catboost"] == cb.__version__
    assert said.second_engine_difference < 1e-9
    assert said.additivity_residual < 1e-9

"""Folders that MLflow itself wrote, loaded without it."""

import operator
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.plan.source import LEVELS
from fairwitness.audits.subject.models import load_model
from fairwitness.audits.subject.models.base import format_of, model_sha256
from fairwitness.audits.subject.models.outputs import Floats
from fairwitness.errors import ConsentError, ModelError, UntrustedTypeError

X = pd.DataFrame({"age": [20.5, 30, 40, 50, 60, 70] * 5, "job": ["baker", "cook", "smith"] * 10})
Y = np.array(["no", "no", "yes", "yes", "yes", "no"] * 5)
NUMBERS = pd.DataFrame({"a": np.arange(40.0) % 7, "b": np.arange(40.0) % 3})
LABELS = (NUMBERS["a"] > 3).astype(int)


def pipeline(last: object, target: object) -> object:
    encoded = make_column_transformer((OneHotEncoder(), ["job"]), remainder="passthrough")
    return make_pipeline(encoded, last).fit(X, target)


def saved(
    folder: Path, model: object, flavour: str = "sklearn", rows: pd.DataFrame = X, **given: object
) -> Path:
    """Save a model with MLflow, signature and all."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what MLflow and its packages deprecate is not ours
        import importlib

        import mlflow.models

        given.setdefault("signature", mlflow.models.infer_signature(rows))
        library = importlib.import_module(f"mlflow.{flavour}")
        path = folder / "model"
        if model is None:
            library.save_model(path, pip_requirements=[], **given)
        else:
            library.save_model(model, path, pip_requirements=[], **given)
    return folder / "model"


def skops(folder: Path, model: object, **given: object) -> Path:
    import skops.io

    trusted = skops.io.get_untrusted_types(data=skops.io.dumps(model))
    return saved(folder, model, serialization_format="skops", skops_trusted_types=trusted, **given)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("last", [LogisticRegression(), RandomForestClassifier(5, random_state=0)])
def test_scikit_learn_saved_as_skops_needs_no_consent(tmp_path, last):
    model = pipeline(last, Y)
    folder = skops(tmp_path, model)
    found = load_model(ModelSource(path="model"), tmp_path)
    assert (found.format, found.sha256, found.isolation) == ("mlflow", model_sha256(folder), None)
    assert (found.type, found.classes, found.expects) == (type(last).__name__, ("no", "yes"), ("age", "job"))
    assert [column.kind for column in found.signature.inputs] == ["number", "text"]
    assert set(found.signature.versions) == {"scikit-learn"}
    answer = found.answer(X)
    np.testing.assert_array_equal(answer.probabilities, model.predict_proba(X))
    assert answer.labels.tolist() == model.predict(X).tolist()


@pytest.mark.filterwarnings("ignore")
def test_numbers(tmp_path):
    model = pipeline(LinearRegression(), np.arange(30.0))
    skops(tmp_path, model)
    found = load_model(ModelSource(path="model"), tmp_path, "regression")
    np.testing.assert_array_equal(found.predict(X), model.predict(X))


@pytest.mark.filterwarnings("ignore")
def test_the_folders_own_list_of_trusted_types_is_not_believed(tmp_path):
    from sklearn.preprocessing import FunctionTransformer

    model = make_pipeline(FunctionTransformer(operator.neg), LogisticRegression()).fit(NUMBERS, LABELS)
    folder = skops(tmp_path, model, rows=NUMBERS)
    assert "operator.neg" in (folder / "MLmodel").read_text()
    with pytest.raises(UntrustedTypeError, match=r"'model\.skops' must hold only known types.*operator\.neg"):
        load_model(ModelSource(path="model"), tmp_path)


def boosted(name: str) -> tuple[object, Floats]:
    """A model of a library's own, and what it says of label 1."""
    if name == "xgboost":
        import xgboost

        trees = xgboost.XGBClassifier(n_estimators=3).fit(NUMBERS, LABELS)
        return trees, trees.predict_proba(NUMBERS)[:, 1]
    if name == "lightgbm":
        import lightgbm

        given = lightgbm.Dataset(NUMBERS, LABELS)
        booster = lightgbm.train({"objective": "binary", "verbose": -1, "min_data_in_leaf": 1}, given, 3)
        return booster, booster.predict(NUMBERS)
    if name == "catboost":
        import catboost

        model = catboost.CatBoostClassifier(iterations=3, verbose=0, allow_writing_files=False)
        model.fit(NUMBERS, LABELS)
        return model, model.predict_proba(NUMBERS)[:, 1]
    from skl2onnx import to_onnx

    linear = LogisticRegression().fit(NUMBERS.to_numpy(), LABELS)
    made = to_onnx(linear, NUMBERS.to_numpy(np.float32)[:1], options={"zipmap": False})
    return made, linear.predict_proba(NUMBERS.to_numpy())[:, 1]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["xgboost", "lightgbm", "catboost", "onnx"])
def test_a_librarys_own_file_in_the_folder_is_read_directly(tmp_path, name):
    model, expected = boosted(name)
    folder = saved(tmp_path, model, name, NUMBERS)
    found = load_model(ModelSource(path="model"), tmp_path)
    assert (found.format, found.sha256) == ("mlflow", model_sha256(folder))
    assert (found.isolation is None) == (name != "catboost")  # whose parser is shut in, without consent
    np.testing.assert_allclose(found.scores(NUMBERS, "1"), expected, atol=1e-6)
    found.close()


@pytest.mark.filterwarnings("ignore")
def test_a_pickle_in_the_folder_needs_consent_and_runs_shut_in(tmp_path):
    model = pipeline(LogisticRegression(), Y)
    folder = saved(tmp_path, model, serialization_format="cloudpickle")
    with pytest.raises(ConsentError, match=r"'model\.pkl' is a pickle.*sklearn"):
        load_model(ModelSource(path="model"), tmp_path)
    found = load_model(ModelSource(path="model", run_code=True), tmp_path)
    assert (found.format, found.sha256) == ("mlflow", model_sha256(folder))
    assert found.isolation in LEVELS
    assert [column.kind for column in found.signature.inputs] == ["number", "text"]
    np.testing.assert_array_equal(found.answer(X).probabilities, model.predict_proba(X))
    found.close()


@pytest.mark.filterwarnings("ignore")
def test_what_only_mlflow_can_load(mlflow, tmp_path):
    class Rule(mlflow.pyfunc.PythonModel):
        def predict(self, context, model_input, params=None):
            return np.where(model_input["age"] > 45, "yes", "no")

    saved(tmp_path, None, "pyfunc", python_model=Rule())
    with pytest.raises(
        ConsentError, match="'model' is an MLflow model of a flavour that only MLflow can load"
    ):
        load_model(ModelSource(path="model"), tmp_path)
    found = load_model(ModelSource(path="model", run_code=True), tmp_path)
    assert (found.format, found.classes, found.expects) == ("mlflow", None, ("age", "job"))
    assert found.predict(X).tolist() == np.where(X["age"] > 45, "yes", "no").tolist()
    found.close()


def test_a_flavour_that_nobody_knows(tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "MLmodel").write_text("flavors: {h2o: {data: x}}")
    with pytest.raises(
        ModelError, match=r"must name the flavour `python_function`, or one of sklearn.*It names 'h2o'"
    ):
        load_model(ModelSource(path="model"), tmp_path)


def test_wrong_folders(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match=r"or an MLflow folder\. Got the folder 'empty'"):
        load_model(ModelSource(path="empty"), tmp_path)
    with pytest.raises(ModelError, match=r"with the file MLmodel in it\. 'empty' has none"):
        load_model(ModelSource(path="empty", format="mlflow"), tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(ModelError, match=r"must be a folder\. 'file' is a file; name the folder it is in"):
        load_model(ModelSource(path="file", format="mlflow"), tmp_path)
    model = tmp_path / "model"
    model.mkdir()
    (model / "MLmodel").write_text("flavors: {sklearn: {pickled_model: ../../x.skops}}")
    assert format_of(ModelSource(path="model"), tmp_path).name == "mlflow"
    with pytest.raises(ModelError, match=r"names '\.\./\.\./x\.skops', which is not read"):
        load_model(ModelSource(path="model"), tmp_path)
    (model / "MLmodel").write_text("flavors: {sklearn: {pickled_model: x.skops}}")
    (model / "x.skops").write_text("x")
    with pytest.raises(ModelError, match=r"'x\.skops' must be a model saved with `skops"):
        load_model(ModelSource(path="model"), tmp_path)


@pytest.mark.parametrize("inside", ["", "model/"])
def test_a_folder_that_was_packed(inside, tmp_path):
    model = pipeline(LogisticRegression(), Y)
    root = saved(tmp_path, model)
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
        for file in sorted(root.rglob("*")):
            archive.write(file, f"{inside}{file.relative_to(root)}")
    loaded = load_model(ModelSource(path="packed.zip"), tmp_path)
    assert loaded.predict(X).tolist() == model.predict(X).tolist()
    assert loaded.format == "mlflow"
    assert loaded.sha256 == model_sha256(tmp_path / "packed.zip")


def packed(path: Path, name: str, content: bytes = b"x") -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("../MLmodel", b"x", r"must have names that stay inside it\. '\.\./MLmodel' does not"),
        ("/tmp/MLmodel", b"x", "must have names that stay inside it"),
        ("a\\..\\..\\MLmodel", b"x", "must have names that stay inside it"),
        ("MLmodel", b"0" * (200 << 20), "at most 500 times as large"),
        ("notes.txt", b"x", "holds no file MLmodel"),
    ],
    ids=["up", "absolute", "windows", "bomb", "something else"],
)
def test_an_archive_that_is_none_or_does_harm(name, content, message, tmp_path):
    packed(tmp_path / "m.zip", name, content)
    with pytest.raises(ModelError, match=message):
        load_model(ModelSource(path="m.zip"), tmp_path)
    assert not (tmp_path.parent / "MLmodel").exists()


def test_a_link_in_an_archive_leads_nowhere(tmp_path):
    (tmp_path / "secret").write_text("flavors: {}")
    link = zipfile.ZipInfo("MLmodel")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "m.zip", "w") as archive:
        archive.writestr(link, str(tmp_path / "secret"))
    with pytest.raises(ModelError, match="MLmodel"):
        load_model(ModelSource(path="m.zip"), tmp_path)

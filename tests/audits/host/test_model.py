import io
import os
import pickle
import subprocess
import sys
import time

import cloudpickle
import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from fairwitness.audits.host import HostOptions, capabilities, start_host
from fairwitness.audits.host import model as host_model
from fairwitness.errors import ModelError

ROWS = pd.DataFrame({"a": np.arange(60.0), "b": ["x", "y", "z"] * 20})
LABELS = ["no", "yes"] * 30


def fitted():
    encoded = ColumnTransformer([("w", OneHotEncoder(), ["b"])], remainder="passthrough")
    return make_pipeline(encoded, RandomForestClassifier(5, random_state=0)).fit(ROWS, LABELS)


def written(model, compress=0):
    out = io.BytesIO()
    joblib.dump(model, out, compress=compress)
    return out.getvalue()


WRITE = {
    "pickle": pickle.dumps,
    "cloudpickle": cloudpickle.dumps,
    "joblib": written,
    "joblib, zlib": lambda model: written(model, compress=3),
    "joblib, gzip": lambda model: written(model, compress=("gzip", 3)),
    "joblib, bz2": lambda model: written(model, compress=("bz2", 3)),
    "joblib, xz": lambda model: written(model, compress=("xz", 3)),
}


@pytest.mark.parametrize("write", WRITE.values(), ids=WRITE)
def test_the_same_answers_as_in_this_process(write, start):
    model = fitted()
    hosted = start(write(model))
    assert hosted.predict(ROWS).tolist() == model.predict(ROWS).tolist()
    np.testing.assert_array_equal(hosted.predict_proba(ROWS), model.predict_proba(ROWS))
    labels, probabilities = hosted.answer(ROWS)
    assert labels.tolist() == model.predict(ROWS).tolist()
    np.testing.assert_array_equal(probabilities, model.predict_proba(ROWS))
    signature = hosted.signature
    assert (signature.type, signature.columns, signature.classes) == (
        "RandomForestClassifier",
        ("a", "b"),
        ("no", "yes"),
    )
    assert signature.runs_with["scikit-learn"]
    assert hosted.isolation == capabilities().level


def test_numbers_that_are_predicted(start):
    model = LinearRegression().fit(ROWS[["a"]], np.arange(60.0) * 3)
    hosted = start(pickle.dumps(model))
    np.testing.assert_array_equal(hosted.predict(ROWS[["a"]]), model.predict(ROWS[["a"]]))
    assert not hosted.signature.has_scores


def test_a_class_of_the_persons_own_comes_with_cloudpickle(start):
    class Mine:
        classes_ = np.array([0, 1])

        def predict(self, X):
            return (X["a"] > 30).to_numpy().astype(int)

    found = start(cloudpickle.dumps(Mine())).predict(ROWS)
    assert found.sum() == 29


def test_many_rows_are_asked_in_pieces(start, monkeypatch):
    monkeypatch.setattr(host_model, "_QUESTION_BYTES", 16 * 7)
    model = fitted()
    hosted = start(pickle.dumps(model))
    assert hosted.predict(ROWS).tolist() == model.predict(ROWS).tolist()


def test_a_model_that_prints_does_not_garble_its_answers(start):
    class Loud:
        classes_ = np.array([0, 1])

        def predict(self, X):
            print("x" * 100_000)  # noqa: T201 - that is the point
            os.write(1, b"\x00\x00\x00\x02{}" * 1000)
            sys.stdout.flush()
            print("y" * 100_000, file=sys.stderr)  # noqa: T201
            return np.ones(len(X), dtype=int)

    hosted = start(cloudpickle.dumps(Loud()))
    for _ in range(5):
        assert hosted.predict(ROWS).tolist() == [1] * 60


def test_an_error_of_the_model_is_told_and_it_can_be_asked_again(start):
    class Picky:
        def predict(self, X):
            if "b" in X:
                raise KeyError("the column 'b'\nis not wanted")
            return X["a"].to_numpy()

    hosted = start(cloudpickle.dumps(Picky()))
    with pytest.raises(ModelError, match=r"^'model\.pkl' must answer\. It stopped with KeyError: .*$"):
        hosted.predict(ROWS)
    assert hosted.predict(ROWS[["a"]]).tolist() == ROWS["a"].tolist()


def test_what_is_no_model(start):
    with pytest.raises(
        ModelError,
        match=r"'model\.pkl' must hold a model with `predict`, for one decision\. It holds a dict, which has no `pre",
    ):
        start(pickle.dumps({"a": 1}))
    with pytest.raises(ModelError, match=r"must be loaded\. It stopped with"):
        start(b"no pickle at all")
    with pytest.raises(ModelError, match=r"for one decision\. It decides 2 things at once; audit a column"):
        start(pickle.dumps(RandomForestClassifier(2).fit(ROWS[["a"]], np.array([LABELS, LABELS[::-1]]).T)))


def test_a_package_that_is_not_there(start):
    data = b"\x80\x04\x8c\x0bno_such_pkg\x8c\x05Model\x93)\x81."
    with pytest.raises(
        ModelError,
        match=r"a package that its Python has not: No module named 'no_such_pkg'\. Name the",
    ):
        start(data)


def test_the_process_ends_with_the_model(start):
    hosted = start(pickle.dumps(fitted()))
    pid, scratch = hosted._process._child.pid, hosted._process.scratch
    assert scratch.stat().st_mode & 0o777 == 0o700
    hosted.close()
    hosted.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert not scratch.exists()


@pytest.mark.slow
def test_the_process_ends_with_its_parent(tmp_path):
    (tmp_path / "model.pkl").write_bytes(pickle.dumps(fitted()))
    code = (
        "import os, sys, signal; from pathlib import Path; from fairwitness.audits.host import *\n"
        f"m = start_host('pickled', [Path({str(tmp_path / 'model.pkl')!r})], {{}}, HostOptions('m'))\n"
        "print(m._process._child.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    pid = int(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stdout
    )
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    raise AssertionError("the child outlived its parent")


FUNCTIONS = """
import numpy as np

def labels(X):
    return np.where(X["a"] > 30, "yes", "no")

def probability(X):
    return X["a"].to_numpy() / 60

class Model:
    classes_ = np.array(["no", "yes"])

    def predict(self, X):
        return labels(X)

number = 5
"""


@pytest.mark.parametrize("where", ["scoring", "scoring.py"])
def test_functions_and_classes_of_the_persons_own(where, tmp_path):
    (tmp_path / "scoring.py").write_text(FUNCTIONS)

    def loaded(name, classes=None):
        given = {"call": f"{where}:{name}", "folder": str(tmp_path), "classes": classes}
        return start_host("function", [tmp_path], given, HostOptions(name))

    expected = np.where(ROWS["a"] > 30, "yes", "no").tolist()
    for name in ("labels", "Model"):
        model = loaded(name)
        assert model.predict(ROWS).tolist() == expected
        model.close()
    model = loaded("probability", ["no", "yes"])
    np.testing.assert_allclose(model.predict_proba(ROWS)[:, 1], ROWS["a"] / 60)
    assert model.predict(ROWS).tolist() == expected
    model.close()
    with pytest.raises(ModelError, match="`number` is of type int, which cannot be called"):
        loaded("number")
    with pytest.raises(ModelError, match="It stopped with AttributeError"):
        loaded("nothing")


def test_a_model_that_was_stopped_says_so_when_it_is_asked_again(start):
    hosted = start(pickle.dumps(fitted()))
    hosted.close()
    with pytest.raises(ModelError, match=r"ended before it answered: it has been stopped"):
        hosted.predict(ROWS)


def test_labels_stay_as_they_are(start):
    labels = np.array([">50K.", "/home/anna/x/"] * 30)
    model = RandomForestClassifier(3, random_state=0).fit(ROWS[["a"]], labels)
    hosted = start(pickle.dumps(model))
    assert hosted.signature.classes == ("/home/anna/x/", ">50K.")
    assert hosted.predict(ROWS[["a"]]).tolist() == model.predict(ROWS[["a"]]).tolist()

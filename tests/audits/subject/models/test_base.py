import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject.models.base import LoadedModel, load_model
from fairwitness.errors import ModelError, UnknownNameError

X = pd.DataFrame({"a": [0.0, 1.0, 2.0, 3.0], "b": [1.0, 0.0, 1.0, 0.0]})
Y = np.array([0, 0, 1, 1])
FITTED = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, Y)


class Odd:
    def __init__(self, labels=None, probabilities=None, error=None):
        self.labels, self.probabilities, self.error = labels, probabilities, error
        self.classes_ = np.array([0, 1])

    def predict(self, X):
        if self.error:
            raise self.error
        return self.labels

    def predict_proba(self, X):
        return self.probabilities


def test_what_a_model_says_of_itself():
    model = LoadedModel(FITTED, "skops")
    assert model.type == "LogisticRegression"
    assert model.classes == ("0", "1")
    assert model.expects == ("a", "b")
    assert model.has_scores
    silent = LoadedModel(object(), "python")
    assert (silent.classes, silent.expects, silent.has_scores) == (None, None, False)


def test_labels_and_probabilities_by_label():
    model = LoadedModel(FITTED, "skops")
    assert model.predict(X).tolist() == [0, 0, 1, 1]
    np.testing.assert_array_equal(model.scores(X, "0"), FITTED.predict_proba(X)[:, 0])
    with pytest.raises(ModelError, match=r"must know the label 'yes'. There are: '0', '1'"):
        model.scores(X, "yes")


@pytest.mark.parametrize(
    ("odd", "message"),
    [
        (Odd(labels=[1, 0]), r"one label for each of the 4 rows\. Got an array of shape \(2,\)"),
        (Odd(labels=np.zeros((4, 2))), r"shape \(4, 2\)"),
        (Odd(error=KeyError("c")), r"must accept the columns \['a', 'b'\]\. It stopped with: 'c'"),
        (Odd(error=ValueError("first\nsecond")), "stopped with: first$"),
        (Odd(error=RuntimeError()), "stopped with: RuntimeError$"),
    ],
)
def test_a_model_that_answers_oddly(odd, message):
    with pytest.raises(ModelError, match=message):
        LoadedModel(odd, "python").predict(X)


@pytest.mark.parametrize("probabilities", [np.ones((4, 3)), np.ones(4), np.full((4, 2), np.nan)])
def test_probabilities_that_are_none(probabilities):
    with pytest.raises(ModelError, match="must give 2 finite probabilities for each of the 4 rows"):
        LoadedModel(Odd(probabilities=probabilities), "python").scores(X, "1")


def test_an_unfitted_model():
    with pytest.raises(ModelError, match="not fitted"):
        LoadedModel(LogisticRegression(), "python").predict(X)


def test_files_that_are_no_model(tmp_path):
    (tmp_path / "model.skops").write_bytes(b"x")
    (tmp_path / "model.joblib").write_bytes(b"x")
    with pytest.raises(ModelError, match=r"'modle\.skops' does not exist\. Did you mean 'model\.skops'\?"):
        load_model(ModelSource(path="modle.skops"), tmp_path)
    with pytest.raises(ModelError, match="is a folder"):
        load_model(ModelSource(path="."), tmp_path)
    with pytest.raises(
        ModelError, match=r"known format \(\.skops.*Got 'model\.joblib'\. Without one, audit a column"
    ):
        load_model(ModelSource(path="model.joblib"), tmp_path)
    with pytest.raises(UnknownNameError, match=r"no model named 'scops'. Did you mean 'skops'"):
        load_model(ModelSource(path="model.joblib", format="scops"), tmp_path)
    with pytest.raises(ModelError, match=r"'model\.joblib' must be a model saved with `skops"):
        load_model(ModelSource(path="model.joblib", format="skops"), tmp_path)

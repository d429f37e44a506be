from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from fairwitness._registry import names
from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject.models.base import LoadedModel, load_model, model_format, model_sha256
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


def test_what_was_trained_on_an_array_is_given_one():
    model = LoadedModel(LogisticRegression().fit(X.to_numpy(), Y), "python")
    assert model.predict(X).tolist() == [0, 0, 1, 1]
    assert (model.expects, model.signature.width) == (None, 2)


def test_one_pass_gives_labels_and_probabilities():
    both = LoadedModel(FITTED, "skops").answer(X)
    assert both.labels.tolist() == [0, 0, 1, 1]
    np.testing.assert_array_equal(both.probability("1"), FITTED.predict_proba(X)[:, 1])
    with pytest.raises(ModelError, match="must know the label 'yes'"):
        both.probability("yes")


def test_a_model_that_can_answer_both_at_once_is_asked_once():
    asked = []

    def answer(rows):
        asked.append(len(rows))
        return FITTED.predict(rows), FITTED.predict_proba(rows)

    estimator = SimpleNamespace(answer=answer, predict_proba=None, classes_=np.array([0, 1]))
    assert LoadedModel(estimator, "host").answer(X).labels.tolist() == [0, 0, 1, 1]
    assert asked == [4]


def test_a_model_without_probabilities_gives_labels_alone():
    only = SimpleNamespace(predict=FITTED.predict, classes_=np.array([0, 1]))
    answer = LoadedModel(only, "python").answer(X)
    assert answer.probability("1") is None


def test_closing_lets_go_of_what_the_model_holds():
    closed = []
    LoadedModel(SimpleNamespace(close=lambda: closed.append(1)), "host").close()
    LoadedModel(FITTED, "python").close()
    assert closed == [1]


def test_the_hash_of_a_folder_is_that_of_its_names_and_files(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        (folder / "data").mkdir(parents=True)
        (folder / "MLmodel").write_text("x")
        (folder / "data" / "a").write_text("y")
    assert model_sha256(one) == model_sha256(two)
    (two / "data" / "a").rename(two / "data" / "b")
    assert model_sha256(one) != model_sha256(two)


def test_every_registered_format_says_what_it_is():
    for name in names("fairwitness.models"):
        found = model_format(name)
        assert found.name == name
        assert found.title
        assert isinstance(found.executes, bool)
        assert all(suffix == suffix.casefold() and suffix.startswith(".") for suffix in found.suffixes)
        assert all(found.recognises(Path(f"model{suffix.upper()}")) for suffix in found.suffixes)
        assert not found.recognises(Path("model.csv"))


def test_no_ending_belongs_to_two_formats():
    endings = [suffix for name in names("fairwitness.models") for suffix in model_format(name).suffixes]
    assert len(endings) == len(set(endings))


@pytest.mark.parametrize("name", names("fairwitness.models"))
def test_every_format_of_files_refuses_what_is_none_in_one_sentence(name, tmp_path):
    for suffix in model_format(name).suffixes:
        path = tmp_path / f"m{suffix}"
        path.write_bytes(b"Dear colleague,\nhere is the model.\n")
        with pytest.raises(ModelError, match=rf"'m\{suffix}'") as caught:
            load_model(ModelSource(path=path.name, format=name), tmp_path)
        assert "\n" not in str(caught.value)
        assert str(tmp_path) not in str(caught.value)


def test_an_unfitted_model():
    with pytest.raises(ModelError, match="not fitted"):
        LoadedModel(LogisticRegression(), "python").predict(X)


def test_files_that_are_no_model(tmp_path):
    (tmp_path / "model.skops").write_bytes(b"x")
    (tmp_path / "model.weights").write_bytes(b"x")
    with pytest.raises(ModelError, match=r"'modle\.skops' does not exist\. Did you mean 'model\.skops'\?"):
        load_model(ModelSource(path="modle.skops"), tmp_path)
    with pytest.raises(ModelError, match=r"or an MLflow folder\. Got the folder"):
        load_model(ModelSource(path="."), tmp_path)
    with pytest.raises(ModelError, match=r"must be a file\. '\.' is a folder; name the file in it"):
        load_model(ModelSource(path=".", format="skops"), tmp_path)
    (tmp_path / "empty.skops").touch()
    with pytest.raises(ModelError, match=r"'empty\.skops' is empty; save it again"):
        load_model(ModelSource(path="empty.skops"), tmp_path)
    with pytest.raises(
        ModelError, match=r"known format \(.*\.skops.*Got 'model\.weights'.*Without a model, audit a column"
    ):
        load_model(ModelSource(path="model.weights"), tmp_path)
    with pytest.raises(UnknownNameError, match=r"no model named 'scops'. Did you mean 'skops'"):
        load_model(ModelSource(path="model.weights", format="scops"), tmp_path)
    with pytest.raises(ModelError, match=r"'model\.weights' must be a model saved with `skops"):
        load_model(ModelSource(path="model.weights", format="skops"), tmp_path)

"""What comes from outside is refused in words that say what to do."""

import numpy as np
import pandas as pd
import pytest

from fairwitness.errors import ExplanationError
from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.inputs import (
    BATCH_ROWS,
    as_frame,
    as_predict,
    checked,
    fingerprint,
    matched,
    on_codes,
)

FRAME = pd.DataFrame({"age": [30, 40], "income": [1.0, 2.0]})


class Classifier:
    classes_ = np.array(["no", "yes"])

    def predict_proba(self, frame):
        return np.array([[0.9, 0.1], [0.2, 0.8]])

    def predict(self, frame):
        return np.array(["no", "yes"])


class Labels:
    classes_ = np.array(["no", "yes"])
    predict = Classifier.predict


class Regressor:
    def predict(self, frame):
        return frame[:, 0] if isinstance(frame, np.ndarray) else frame["age"]


def test_arrays_get_names():
    assert list(as_frame(np.ones((2, 3)), name="X").columns) == ["x0", "x1", "x2"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([[1, 2]], "must be a pandas DataFrame or a 2-D array of raw columns. Got list"),
        (np.ones(3), r"Got ndarray of shape \(3,\)"),
        (FRAME.iloc[:0], "Got 0 rows and 2 columns"),
        (FRAME[[]], "Got 2 rows and 0 columns"),
        (FRAME.set_axis(["a", "a"], axis=1), "Got 'a' twice"),
    ],
)
def test_what_is_not_a_frame(data, message):
    with pytest.raises(ExplanationError, match=message):
        as_frame(data, name="X")


def test_background_takes_the_order_of_the_columns():
    assert list(matched(FRAME, FRAME[["income", "age"]]).columns) == ["age", "income"]


def test_background_with_other_columns():
    with pytest.raises(ExplanationError, match=r"none named 'income'\. Did you mean 'incom'\?"):
        matched(FRAME, FRAME.rename(columns={"income": "incom"}))
    with pytest.raises(ExplanationError, match=r"Got 'agee' as well\. Did you mean 'age'\?"):
        matched(FRAME, FRAME.assign(agee=1))


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (np.ones((2, 2)), r"Got an array of shape \(2, 2\) instead. Return the column of the positive label"),
        (np.ones(3), r"Got an array of shape \(3,\)"),
        (np.array(["no", "yes"]), "Got .*'no'.* instead"),
        (np.array([0.5, np.nan]), "Got nan for row 1 instead"),
        (np.array([np.inf, 1]), "Got inf for row 0"),
    ],
)
def test_answers_that_are_not_one_number_a_row(answer, message):
    with pytest.raises(ExplanationError, match=message):
        checked(lambda frame: answer)(FRAME)


def test_a_column_of_answers_is_taken_and_a_failure_is_told():
    assert checked(lambda frame: [[1], [2]])(FRAME).tolist() == [1.0, 2.0]
    with pytest.raises(ExplanationError, match="It failed instead: KeyError: 'zip'"):
        checked(lambda frame: frame["zip"])(FRAME)


def test_predict_functions_of_models():
    predict, positive = as_predict(Classifier())
    assert isinstance(predict.inside, Classifier)
    assert (predict(FRAME).tolist(), predict.scale, positive) == ([0.1, 0.8], "probability", "yes")
    predict, positive = as_predict(Labels())
    assert (predict(FRAME).tolist(), predict.scale, positive) == ([0, 1], "score", "yes")
    predict, positive = as_predict(Regressor())
    assert (predict(FRAME).tolist(), predict.scale, positive) == ([30, 40], "score", None)
    predict, *_ = as_predict(Regressor(), matrix=True)
    assert predict(FRAME[["income"]]).tolist() == [1.0, 2.0]


def test_a_function_may_say_its_scale():
    def predict(frame):
        return frame["age"]

    assert as_predict(predict)[0].scale == "score"
    predict.scale = "probability"
    assert as_predict(predict)[0].scale == "probability"


@pytest.mark.parametrize(
    ("model", "message"), [("m.pkl", "Got str instead"), (Classifier, "pass a fitted instance")]
)
def test_what_is_not_a_model(model, message):
    if isinstance(model, type):
        model = type("Bare", (), {})
    with pytest.raises(ExplanationError, match=message):
        as_predict(model)


def test_fingerprint_sees_cells_names_and_order():
    same = fingerprint(FRAME.copy())
    assert same == fingerprint(FRAME)
    assert len(same) == 16
    others = [FRAME.rename(columns={"age": "a"}), FRAME.iloc[::-1], FRAME.assign(age=[30, 41])]
    assert len({same, *map(fingerprint, others)}) == 4
    assert fingerprint(pd.DataFrame({"x": pd.Series([1, "a", None], dtype=object)}))


def test_batches_are_bounded_and_joined_in_order():
    sizes = []

    def predict(frame):
        sizes.append(len(frame))
        return frame["x"].to_numpy()

    frame = pd.DataFrame({"x": np.arange(BATCH_ROWS + 5.0)})
    answers = on_codes(predict, ColumnCodec(frame, frame))(frame.to_numpy())
    assert sizes == [BATCH_ROWS, 5]
    assert (answers == frame["x"]).all()

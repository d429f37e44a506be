import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, softmax

from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject.models.outputs import Numbers, Probabilities, estimator_of
from fairwitness.errors import ModelError

X = pd.DataFrame({"a": [0.0, 1.0, 2.0]})
ONE = np.array([0.2, 0.7, 0.5])
THREE = np.array([[0.2, 0.3, 0.5], [0.6, 0.2, 0.2], [0.1, 0.8, 0.1]])


def source(**given):
    return ModelSource(path="m.onnx", **given)


def made(values, **given):
    return estimator_of(
        lambda X: values,
        source(**given),
        classes=3 if np.ndim(values) == 2 and np.shape(values)[1] == 3 else 2,
    )


@pytest.mark.parametrize("shape", [(3,), (3, 1)])
def test_one_output_is_the_probability_of_the_second_label(shape):
    model = made(ONE.reshape(shape), classes=("no", "yes"))
    np.testing.assert_allclose(model.predict_proba(X), np.column_stack([1 - ONE, ONE]))
    assert model.predict(X).tolist() == ["no", "yes", "no"]
    assert model.classes_.tolist() == ["no", "yes"]


def test_several_outputs_are_the_probabilities_of_as_many_labels():
    model = estimator_of(lambda X: THREE, source(), classes=3)
    assert model.predict(X).tolist() == [2, 0, 1]
    labels, probabilities = model.answer(X)
    assert labels.tolist() == [2, 0, 1]
    np.testing.assert_array_equal(probabilities, THREE)


def test_logits_become_probabilities():
    one = np.array([-800.0, 0.3, 800.0])
    np.testing.assert_allclose(made(one, output="logit").predict_proba(X)[:, 1], expit(one), atol=1e-300)
    many = THREE * 1000
    model = estimator_of(lambda X: many, source(output="logit"), classes=3)
    np.testing.assert_allclose(model.predict_proba(X), softmax(many, axis=1))


def test_numbers_stay_numbers_and_the_plans_word_goes_before_the_files():
    model = estimator_of(lambda X: [[5], [6], [7]], source(output="number"), output="probability")
    assert isinstance(model, Numbers)
    assert model.predict(X).tolist() == [5.0, 6.0, 7.0]
    assert isinstance(estimator_of(lambda X: ONE, source(), output="logit"), Probabilities)


@pytest.mark.parametrize(
    ("values", "given", "message"),
    [
        (ONE[:2], {}, r"one output for each of the 3 rows.*shape \(2,\)"),
        (THREE, {"classes": ("a", "b")}, r"2 outputs for each of the 3 rows.*shape \(3, 3\)"),
        (ONE * 10, {}, "must be probabilities. Got -1; say `model.output: logit`"),
        (np.array([0.1, np.nan, 0.2]), {}, "must be probabilities. Got nan"),
        (np.full((3, 2), 0.9), {}, "must add up to 1 in each row. Got 1.8"),
        (ONE[:2], {"output": "number"}, r"one output for each of the 3 rows. Got an array of shape \(2,\)"),
    ],
)
def test_outputs_that_are_not_what_they_should_be(values, given, message):
    model = made(values, **given)
    with pytest.raises(ModelError, match=message):
        model.predict(X)


def test_labels_or_their_places():
    told = made(np.array(["no", "yes", "no"]), output="label", classes=("no", "yes"))
    assert told.predict(X).tolist() == ["no", "yes", "no"]
    placed = made(np.array([0, 1, 1]), output="label", classes=("no", "yes"))
    assert placed.predict(X).tolist() == ["no", "yes", "yes"]
    with pytest.raises(ModelError, match=r"one of its classes \['no', 'yes'\], or with its place.*'2'"):
        made(np.array([0, 1, 2]), output="label", classes=("no", "yes")).predict(X)

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier

from fairwitness.audits.plan.model import ModelSource
from fairwitness.audits.subject.models.base import LoadedModel
from fairwitness.audits.subject.models.renamed import with_classes
from fairwitness.errors import ModelError

X = pd.DataFrame({"a": [0.0, 1.0, 2.0]})
MODEL = LoadedModel(DummyClassifier(strategy="prior").fit(X, [0, 1, 1]), "skops")


def named(*classes, model=MODEL):
    return with_classes(model, ModelSource(path="m.skops", classes=classes))


def test_numbers_get_the_names_that_the_plan_gives_them_in_their_order():
    model = named("denied", "approved")
    assert model.classes == ("denied", "approved")
    assert model.predict(X).tolist() == ["approved"] * 3
    np.testing.assert_allclose(model.scores(X, "approved"), 2 / 3)
    np.testing.assert_allclose(model.answer(X).probability("denied"), 1 / 3)


def test_the_models_own_names_need_none():
    assert named(0, 1) is MODEL
    assert with_classes(MODEL, ModelSource(path="m.skops")) is MODEL
    silent = LoadedModel(object(), "python")
    assert named("a", "b", model=silent) is silent


@pytest.mark.parametrize("classes", [("a", "b", "c"), (1, 2, 3)])
def test_another_number_of_names_is_refused(classes):
    with pytest.raises(ModelError, match=r"must name its 2 labels \['0', '1'\] in their order\. Got \["):
        named(*classes)


def test_names_are_not_given_to_labels_that_have_some():
    told = LoadedModel(DummyClassifier().fit(X, ["no", "yes", "yes"]), "skops")
    with pytest.raises(ModelError, match="must name its 2 labels"):
        named("denied", "approved", model=told)


def test_a_model_that_answers_both_at_once_is_still_asked_once():
    asked = []

    def answer(rows):
        asked.append(1)
        return MODEL.estimator.predict(rows), MODEL.estimator.predict_proba(rows)

    estimator = SimpleNamespace(
        answer=answer,
        predict=None,
        predict_proba=None,
        classes_=np.array([0, 1]),
        close=lambda: asked.append(2),
    )
    model = named("n", "y", model=LoadedModel(estimator, "host"))
    assert model.answer(X).labels.tolist() == ["y"] * 3
    model.close()
    assert asked == [1, 2]

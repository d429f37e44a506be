import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from fairwitness.audits.subject.models.signature import Input, Signature, signature_of

X = pd.DataFrame({"age": [1.0, 2.0, 3.0, 4.0], "income": [4.0, 3.0, 1.0, 1.0]})


def test_a_pipeline_says_what_its_last_step_is_and_what_it_reads():
    found = signature_of(
        make_pipeline(StandardScaler(), LogisticRegression()).fit(X, ["no", "no", "yes", "yes"])
    )
    assert found.type == "LogisticRegression"
    assert found.inputs == (Input("age", "number"), Input("income", "number"))
    assert found.columns == ("age", "income")
    assert (found.width, found.classes, found.has_scores) == (2, ("no", "yes"), True)


@pytest.mark.parametrize("model", [LinearSVC().fit(X, [0, 0, 1, 1]), LinearRegression().fit(X, [0, 0, 1, 1])])
def test_a_model_without_probabilities(model):
    assert not signature_of(model).has_scores


def test_a_model_trained_on_an_array_knows_how_many_columns_it_reads_and_no_names():
    found = signature_of(LinearRegression().fit(X.to_numpy(), np.arange(4)))
    assert (found.columns, found.width, found.classes) == (None, 2, None)


def test_what_says_nothing():
    assert signature_of(object()) == Signature("object")

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

from fairwitness.audits.subject.models.signature import Input, signature_of

X = pd.DataFrame({"age": [20.0, 30, 40, 50], "job": ["cook", "baker", "cook", None], "zip": [1, 2, 1, 2]})
Y = [0, 1, 0, 1]


def inputs(*branches, remainder="drop"):
    model = make_pipeline(ColumnTransformer(list(branches), remainder=remainder), LogisticRegression())
    return {column.name: column for column in signature_of(model.fit(X, Y)).inputs}


def words(**kind):
    return make_pipeline(SimpleImputer(strategy="constant", fill_value="none"), OneHotEncoder(**kind))


@pytest.mark.parametrize("job", [["job"], [1], [False, True, False], slice(1, 2), "job"])
def test_an_encoder_remembers_its_values_however_its_columns_were_chosen(job):
    branch = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-2)
    if isinstance(job, str):
        job = [job]
    assert inputs(("w", branch, job))["job"] == Input("job", "text", ("baker", "cook"))


def test_an_encoder_that_stops_at_what_it_does_not_know():
    found = inputs(("w", OneHotEncoder(), ["job"]), ("n", OneHotEncoder(handle_unknown="ignore"), ["zip"]))
    assert found["job"].refuses_others
    assert found["zip"] == Input("zip", None, ("1", "2"))


def test_what_imputes_first_passes_the_columns_on():
    found = inputs(("w", words(), ["job"]), ("n", make_pipeline(SimpleImputer(), StandardScaler()), ["age"]))
    assert found["age"] == Input("age", "number")
    assert found["zip"] == Input("zip")


def test_columns_chosen_by_their_type():
    found = inputs(("n", StandardScaler(), make_column_selector(dtype_include=np.number)))
    assert [found[name].kind for name in ("age", "job", "zip")] == ["number", None, "number"]


def test_a_model_without_a_pipeline_names_its_columns():
    model = RandomForestClassifier(2).fit(X[["age", "zip"]], Y)
    assert signature_of(model).inputs == (Input("age"), Input("zip"))

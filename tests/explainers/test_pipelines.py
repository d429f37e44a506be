"""Which raw column each column inside a pipeline is made of."""

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import ColumnTransformer, make_column_transformer
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.feature_selection import VarianceThreshold
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    KBinsDiscretizer,
    Normalizer,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    StandardScaler,
)

from fairwitness.explainers.pipelines import unwrap

RNG = np.random.default_rng(0)
X = pd.DataFrame(
    {
        "pay": np.where(RNG.random(60) < 0.2, np.nan, RNG.normal(size=60)),
        "job": RNG.choice(["cook", "baker", "smith"], 60),
        "age": RNG.normal(size=60),
        "town": RNG.choice(["x", "y"], 60),
        "same": 1.0,
        "note": RNG.choice(["good work", "bad work done", "none"], 60),
    }
)
Y = RNG.integers(0, 2, 60)
NUMBERS = ["pay", "age"]


def players(*steps, columns=X.columns):
    model = make_pipeline(*steps, LogisticRegression()).fit(X[list(columns)], Y)
    found = unwrap(model, list(columns))
    return None if found is None else found.players.tolist()


def test_dummies_belong_to_their_column():
    columns = make_column_transformer(
        (OneHotEncoder(), ["town", "job"]), (make_pipeline(SimpleImputer(), StandardScaler()), NUMBERS)
    )
    assert players(columns) == [3, 3, 1, 1, 1, 0, 2]


@pytest.mark.parametrize(
    ("steps", "columns", "found"),
    [
        ([SimpleImputer(add_indicator=True)], NUMBERS, [0, 1, 0]),
        ([OneHotEncoder(drop="first")], ["job", "town"], [0, 0, 1]),
        ([OneHotEncoder(min_frequency=0.4)], ["job", "town"], None),
        ([OrdinalEncoder(), StandardScaler()], ["job", "town"], [0, 1]),
        ([VarianceThreshold()], ["age", "same"], [0]),
        ([KBinsDiscretizer(3, quantile_method="linear")], ["age"], [0, 0, 0]),
        ([FunctionTransformer(np.abs, feature_names_out="one-to-one")], ["age", "same"], [0, 1]),
        ([FunctionTransformer()], ["age", "same"], [0, 1]),
    ],
)
def test_steps_that_are_followed(steps, columns, found):
    if found is None:  # how many are frequent depends on the data: the width tells
        got = players(*steps, columns=columns)
        assert sorted(got) == got
        assert set(got) == {0, 1}
    else:
        assert players(*steps, columns=columns) == found


def test_remainder_and_dropped_columns():
    columns = ColumnTransformer(
        [("gone", "drop", ["job", "note", "pay"]), ("code", OneHotEncoder(), ["town"])],
        remainder="passthrough",
    )
    assert players(columns) == [3, 3, 2, 4]


def test_words_of_one_column_are_that_columns():
    columns = make_column_transformer((CountVectorizer(), "note"), (StandardScaler(), ["age"]))
    found = players(columns)
    assert found[-1] == 2
    assert set(found[:-1]) == {5}


@pytest.mark.parametrize(
    "step", [PCA(2), PolynomialFeatures(2), Normalizer(), FunctionTransformer(lambda x: x[:, ::-1])]
)
def test_steps_that_mix_columns_end_it(step):
    model = make_pipeline(step, LogisticRegression()).fit(X[["age", "same"]].to_numpy(), Y)
    assert unwrap(model, ["age", "same"]) is None
    assert (
        unwrap(make_pipeline(PCA(1), LogisticRegression()).fit(X[["age"]], Y), ["age"]) or model
    ) is not None


def test_a_step_of_ones_own_may_do_as_it_likes():
    class Scaled(StandardScaler):
        pass

    assert players(Scaled(), columns=["age", "same"]) is None


def test_the_transform_is_what_the_estimator_takes():
    columns = make_column_transformer(
        (OneHotEncoder(), ["town"]), (StandardScaler(), ["age"]), sparse_threshold=1
    )
    model = make_pipeline(columns, LogisticRegression()).fit(X, Y)
    found = unwrap(model, list(X.columns))
    matrix = found.transform(X)
    np.testing.assert_allclose(found.estimator.decision_function(matrix), model.decision_function(X))
    assert isinstance(matrix, np.ndarray)


def test_what_is_no_pipeline_is_its_own_last_step():
    model = LogisticRegression().fit(X[["age"]], Y)
    found = unwrap(model, ["age"])
    assert found.estimator is model
    assert found.transform(X) is X

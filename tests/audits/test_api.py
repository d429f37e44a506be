"""The notebook's door: what is not in the tests of the public names."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier

import fairwitness
from fairwitness.errors import DataError


def test_pandas_rows_are_matched_by_their_index_and_arrays_by_their_place() -> None:
    draw = np.random.default_rng(0)
    rows = pd.DataFrame(
        {"y": draw.integers(0, 2, 200), "p": draw.integers(0, 2, 200), "g": draw.choice(["a", "b"], 200)}
    )
    straight = fairwitness.audit(rows.y, rows.p, sensitive_features=rows[["g"]])
    shuffled = fairwitness.audit(
        rows.y, rows.p.sample(frac=1, random_state=1), sensitive_features=rows[["g"]]
    )
    arrays = fairwitness.audit(rows.y.to_numpy(), rows.p.tolist(), sensitive_features=rows[["g"]])
    assert straight.estimates == shuffled.estimates == arrays.estimates


def test_pandas_rows_that_are_not_the_same_are_refused() -> None:
    rows = pd.DataFrame({"y": [0, 1] * 5, "g": ["a", "b"] * 5}, index=range(100, 110))
    with pytest.raises(
        DataError, match="index of `sensitive_features` must name the same rows as that of `y_true`"
    ):
        fairwitness.audit(rows.y, rows.y, sensitive_features=rows[["g"]].reset_index(drop=True))


def test_a_model_that_decides_otherwise_than_the_judged_column_is_noted() -> None:
    X = pd.DataFrame({"x": [0.0, 1.0] * 40})
    model = DummyClassifier(strategy="constant", constant=1).fit(X, [0, 1] * 40)
    plan = {"explain": {"rows": 2, "background": 2}}
    record = fairwitness.audit(
        [0, 1] * 40,
        [0, 1] * 40,
        sensitive_features=["a", "a", "b", "b"] * 20,
        features=X,
        model=model,
        plan=plan,
    )
    assert any("decides otherwise in 40 of 80 rows" in note for note in record.subject.notes)

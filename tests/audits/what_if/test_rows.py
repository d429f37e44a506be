"""Changed rows keep the types of their columns where these can hold the values, and touch nothing else."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.what_if.fields import fields_of
from fairwitness.audits.what_if.rows import Value, changed_rows, value_text
from fairwitness.audits.wording import Vocabulary
from fairwitness.errors import ExplanationError

WORDS = Vocabulary("people", "p", "n", "pp", "f", {})
X = pd.DataFrame(
    {
        "whole": [1, 2, 3],
        "real": [0.5, 1.5, np.nan],
        "truth": [True, False, True],
        "name": ["a", "b", None],
        "kind": pd.Categorical(["u", "v", "u"]),
        "count": pd.array([1, None, 3], dtype="Int64"),
        "day": pd.to_datetime(["2020-01-01", "2020-01-02", "2020-01-03"]),
        "hour": pd.to_datetime(["2020-01-01", "2020-01-02", "2020-01-03"], utc=True),
        "mixed": pd.Series([1, "1x", 2.5], dtype=object),
    }
)
FIELDS = fields_of(X, WORDS)


def changed(**values: Value) -> pd.DataFrame:
    return changed_rows(X, 0, FIELDS, [values])


def test_no_change_is_the_row_itself() -> None:
    found = changed_rows(X, 1, FIELDS, [{}, {}])
    pd.testing.assert_frame_equal(found, X.iloc[[1, 1]].reset_index(drop=True))


@pytest.mark.parametrize(
    ("column", "value", "dtype", "held"),
    [
        ("whole", 7.0, "int64", 7),
        ("whole", 7.5, "float64", 7.5),
        ("real", 2, "float64", 2.0),
        ("truth", "False", "bool", False),
        ("truth", "perhaps", "object", "perhaps"),
        ("name", "b", "object", "b"),
        ("name", "new", "object", "new"),
        ("kind", "v", "category", "v"),
        ("kind", "w", "object", "w"),
        ("count", 4.0, "Int64", 4),
        ("count", 4.5, "Float64", 4.5),
        ("day", date(2021, 5, 6), "datetime64[us]", pd.Timestamp(2021, 5, 6)),
        ("hour", date(2021, 5, 6), "datetime64[us, UTC]", pd.Timestamp(2021, 5, 6, tz="UTC")),
        ("mixed", "2.5", "object", 2.5),
    ],
)
def test_a_value_is_held_in_the_type_of_its_column_if_that_can(
    column: str, value: Value, dtype: str, held: object
) -> None:
    found = changed(**{column: value})
    expected = {"object", "str"} if dtype == "object" else {dtype}
    assert str(found[column].dtype) in expected
    assert found[column].iloc[0] == held
    others = [name for name in X if name != column]
    pd.testing.assert_frame_equal(found[others], X[others].iloc[[0]].reset_index(drop=True))


@pytest.mark.parametrize("column", list(X.columns))
def test_every_column_may_be_missing(column: str) -> None:
    assert pd.isna(changed(**{column: None})[column].iloc[0])


def test_each_row_has_its_own_changes() -> None:
    found = changed_rows(X, 0, FIELDS, [{"whole": 5}, {}, {"real": 9.0, "whole": 6}])
    assert found["whole"].tolist() == [5, 1, 6]
    assert found["real"].tolist() == [0.5, 0.5, 9.0]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, "12"])
def test_what_is_no_number_is_refused(value: Value) -> None:
    with pytest.raises(ExplanationError, match="must hold a finite number"):
        changed(whole=value)


def test_a_column_that_the_model_does_not_read_is_refused() -> None:
    with pytest.raises(ExplanationError, match="Did you mean 'whole'"):
        changed(hole=1.0)


def test_values_are_shown_as_a_person_reads_them() -> None:
    assert [value_text(one) for one in (None, 1200.0, 0.25, "a", date(2020, 1, 2))] == [
        "missing",
        "1,200",
        "0.25",
        "a",
        "2020-01-02",
    ]

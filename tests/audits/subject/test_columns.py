import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.subject.columns import first_text, floats, is_missing, is_nested, is_number, plain

NUMBERS = [
    pd.Series([1, 2, None]),
    pd.Series([1, 2, None], dtype="Int64"),
    pd.Series([1, 2, None], dtype="category"),
    pd.Series([1, 2, None], dtype="Int64").astype("category"),
    pd.Series([1, 2.0, None], dtype=object),
    pd.Series([1, 2, None], dtype="double[pyarrow]"),
]


@pytest.mark.parametrize("column", NUMBERS, ids=[str(column.dtype) for column in NUMBERS])
def test_numbers_are_numbers_in_any_type(column):
    assert is_number(plain(column))
    np.testing.assert_array_equal(floats(plain(column)), [1, 2, np.nan])


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(["1", "2"]),
        pd.Series(["a", None], dtype="category"),
        pd.Series([True, None], dtype="boolean"),
        pd.Series([True, False]),
        pd.Series([None, None], dtype=object),
        pd.Series([1, "a"], dtype=object),
    ],
)
def test_text_truth_and_nothing_are_no_numbers(column):
    assert not is_number(plain(column))


def test_the_first_thing_that_is_no_number():
    assert first_text(pd.Series(["0.1", None, "high"])) == (2, "high")
    assert first_text(pd.Series([0.5, True], dtype=object)) == (1, True)
    assert first_text(pd.Series(["1", "2"])) is None


@pytest.mark.parametrize(
    ("values", "nested"),
    [
        ([[1], None], True),
        ([{"a": 1}], True),
        ([np.array([1])], True),
        ([None, "a"], False),
        ([1, 2], False),
        ([], False),
    ],
)
def test_lists_and_records_are_no_values(values, nested):
    assert is_nested(pd.Series(values, dtype=None if values == [1, 2] else object)) == nested


@pytest.mark.parametrize("value", [None, np.nan, pd.NaT, pd.NA, np.datetime64("NaT")])
def test_what_is_no_value_is_missing(value: object) -> None:
    assert is_missing(value) is True


@pytest.mark.parametrize("value", [0, "", False, "nan", pd.Timestamp("2026-01-01"), np.float64(1)])
def test_what_is_a_value_is_not(value: object) -> None:
    assert is_missing(value) is False

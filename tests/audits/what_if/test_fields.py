"""Which kind of field a column gets, with the range that was observed and a step that suits it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.what_if.fields import MOST_CHOICES, Field, fields_of
from fairwitness.audits.wording import Vocabulary

WORDS = Vocabulary("people", "p", "n", "pp", "f", {"income": "Income, $"})


def field(values: object, name: str = "x") -> Field:
    return fields_of(pd.DataFrame({name: values}), WORDS)[0]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, 2, 3], "number"),
        ([1.5, None], "number"),
        (pd.Series([1, 2], dtype="Int64"), "number"),
        ([True, False], "choice"),
        (["a", "b"], "choice"),
        (pd.Categorical(["a", "b"]), "choice"),
        (pd.to_datetime(["2020-01-01", "2021-01-01"]), "date"),
        ([f"text {i}" for i in range(MOST_CHOICES + 1)], "text"),
        ([None, None], "choice"),
    ],
)
def test_every_column_has_a_field_of_its_kind(values: object, kind: str) -> None:
    assert field(values).kind == kind


def test_a_number_has_the_range_that_was_observed() -> None:
    found = field([12, 40, np.nan, 340], "income")
    assert (found.low, found.high, found.whole, found.missing) == (12, 340, True, 1)
    assert found.label == "Income, $"


@pytest.mark.parametrize(
    ("values", "step", "digits"),
    [
        (np.arange(0, 4), 1, 0),
        (np.arange(0, 100_000, 7), 100, 0),
        (np.linspace(0, 1, 101), 0.001, 3),
        (np.linspace(0, 500, 77), 1.0, 0),
        ([3.5, 3.5], 1.0, 0),
    ],
)
def test_about_a_hundred_steps_or_more_lead_through_the_middle(
    values: object, step: float, digits: int
) -> None:
    found = field(values)
    assert (found.step, found.digits) == (step, digits)


def test_choices_are_what_was_observed_as_text() -> None:
    assert field(["b", None, "a", "b"]).choices == ("a", "b")
    assert field([True, False, True]).choices == ("False", "True")


def test_sensitive_columns_are_marked() -> None:
    found = fields_of(pd.DataFrame({"sex": ["f", "m"], "x": [1, 2]}), WORDS, {"sex"})
    assert [one.sensitive for one in found] == [True, False]


@given(st.lists(st.floats(-1e12, 1e12) | st.none(), min_size=1, max_size=30))
def test_no_number_breaks_a_field(values: list[float | None]) -> None:
    found = field(pd.Series(values, dtype=float))
    assert found.step > 0
    assert 0 <= found.digits <= 6
    assert found.low is None or found.low <= (found.high or 0)

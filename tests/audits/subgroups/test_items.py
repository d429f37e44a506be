"""Columns become items, or are left out for a reason that is said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.plan import Sensitive
from fairwitness.audits.subgroups.items import MOST_VALUES, read_columns
from fairwitness.audits.subject.attributes import read_attribute

ROWS = 400
DRAW = np.random.default_rng(3)


def _items(column: object, name: str = "c") -> tuple[str, ...]:
    (one,) = read_columns(pd.DataFrame({name: column})).kept
    return one.values


def _reason(column: object) -> str:
    found = read_columns(pd.DataFrame({"c": column}))
    assert found.kept == ()
    (one,) = found.left_out
    assert one.column == "c"
    return one.reason


def test_categories_are_items_as_they_are() -> None:
    assert _items(["b", "a", "b"]) == ("a", "b")
    assert _items([True, False, True]) == ("False", "True")
    assert _items(pd.Categorical(["x", "y", "x"])) == ("x", "y")


def test_numbers_with_few_values_are_categories_and_others_quarters() -> None:
    assert _items([3, 1, 2, 1]) == ("1", "2", "3")
    values = np.arange(ROWS) / 2
    found = read_columns(pd.DataFrame({"c": values})).kept[0]
    assert found.values == (
        "under 49.875",
        "49.875 to under 99.75",
        "99.75 to under 149.625",
        "149.625 and over",
    )
    assert np.bincount(found.codes).tolist() == [100, 100, 100, 100]


def test_missing_is_an_item_of_its_own() -> None:
    found = read_columns(pd.DataFrame({"c": ["a", None, "b", None]})).kept[0]
    assert found.values == ("a", "b", "unknown")
    assert found.codes.tolist() == [0, 2, 1, 2]
    assert _items(["a", None]) == ("a", "unknown")  # one value and missing are two items


@pytest.mark.parametrize(
    ("column", "says"),
    [
        ([None] * ROWS, "it has no value"),
        (["x"] * ROWS, "all rows have the same value"),
        (pd.date_range("2020-01-01", periods=ROWS), "it holds dates"),
        (np.arange(ROWS) + 1000, "it numbers the rows"),
        (
            [f"person-{i}" for i in range(ROWS)],
            "nearly every row has a value of its own, as an id or a name has",
        ),
        ([f"the customer wrote again {i % 100}" for i in range(ROWS)], "it holds free text"),
        ([f"town {i % 60}" for i in range(ROWS)], f"it has more than {MOST_VALUES} values"),
        ([0.0] * 380 + [*range(1, 21)], "more than three in four of its numbers are the smallest one"),
        ([["a", "list"]] * ROWS, "its values cannot be told apart"),
    ],
)
def test_what_cannot_form_groups_is_left_out_for_a_reason(column: object, says: str) -> None:
    assert _reason(column) == says


@pytest.mark.parametrize(
    "column", [DRAW.permutation(10 * ROWS)[:ROWS], DRAW.normal(size=ROWS), np.arange(40)]
)
def test_numbers_that_do_not_count_rows_stay(column: np.ndarray) -> None:
    assert len(read_columns(pd.DataFrame({"c": column})).kept) == 1


def test_declared_attributes_keep_their_groups() -> None:
    column = pd.Series([10.0, 30.0, 50.0, None], name="age")
    age = read_attribute(Sensitive(name="age group", column="age", bins=(25.0,)), column, max_groups=50)
    alike = read_attribute(Sensitive(name="one"), pd.Series(["x"] * 4), max_groups=50)
    found = read_columns(pd.DataFrame({"b": list("xyxy")}), [age, alike])
    assert [one.name for one in found.kept] == ["age group", "b"]
    assert found.kept[0].values == ("under 25", "25 and over", "unknown")
    assert [(one.column, one.reason) for one in found.left_out] == [("one", "all rows have the same value")]


@given(st.permutations(["a", "b", "c", "d"]))
def test_the_order_of_columns_changes_nothing(order: list[str]) -> None:
    frame = pd.DataFrame(
        {"a": list("xyzx"), "b": [1, 2, 1, 2], "c": ["same"] * 4, "d": [None, "p", "q", "p"]}
    )
    one, two = read_columns(frame), read_columns(frame[order])
    assert one.left_out == two.left_out
    assert [(c.name, c.values, c.codes.tolist()) for c in one.kept] == [
        (c.name, c.values, c.codes.tolist()) for c in two.kept
    ]

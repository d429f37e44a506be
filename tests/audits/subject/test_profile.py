import dataclasses
import datetime as dt
import json
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.subject.profile import LOOKED_AT, profile
from fairwitness.audits.subject.splits import SHOWN_FROM


def one(*values, name="x", times=1):
    return profile(pd.DataFrame({name: list(values) * times}))[name]


def texts(count, form="{}"):
    return [form.format(number) for number in range(count)]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1.5, 2.5, None] * 30, "number"),
        ([*range(20)] * 9, "number"),
        ([0, 1] * 30, "category"),
        (["a", "b", None] * 30, "category"),
        ([True, False] * 30, "true or false"),
        ([7] * 60, "constant"),
        ([None] * 60, "empty"),
        (pd.to_datetime(["2024-01-01", "2024-01-02"] * 30), "date"),
        (["2024-01-01", "2024-01-02"] * 30, "date"),
        (["31.12.2020", "01.02.2021"] * 30, "date"),
        (texts(200, "K-{:05}"), "id-like"),
        ([*range(1000, 1200)], "id-like"),
        (texts(200, "He said that number {} was the right one for her."), "free text"),
        (texts(60) * 5, "text"),
        ([[1], [2]] * 30, "nested"),
        (pd.Categorical(["a", "b"] * 30), "category"),
    ],
)
def test_kinds(values, kind):
    assert profile(pd.DataFrame({"x": values}))["x"].kind == kind


def test_numbers_that_do_not_repeat_are_ids_only_if_they_are_called_so_or_go_up_by_one():
    values = [int(value) for value in np.random.default_rng(0).choice(10**6, 200, replace=False)]
    assert profile(pd.DataFrame({"income": values}))["income"].kind == "number"
    for name in ("id", "customer_id", "caseNumber", "userId", "PersonID"):
        assert profile(pd.DataFrame({name: values}))[name].kind == "id-like"
    assert profile(pd.DataFrame({"humid": np.linspace(0, 1, 200)}))["humid"].kind == "number"


def test_facts_of_numbers():
    found = one(*range(101), *range(101), None)
    assert found.numbers is not None
    assert (found.numbers.low, found.numbers.quartiles, found.numbers.high) == (0, (25, 50, 75), 100)
    assert (found.missing, found.distinct, found.rows) == (1, 101, 203)
    assert one(np.inf, 1.0, 2.5).numbers.high == 2.5
    assert one("a", "b").numbers is None


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        ([*range(20, 60), -99, -99], {"-99": 2}),
        ([*range(20, 60), 999], {"999": 1}),
        ([*range(20, 60), -1, -1], {"-1": 2}),
        ([*range(20, 60), 99], {}),
        ([*range(20, 100)], {}),
        ([*range(-20, 20), -9], {}),
        ([-1, 0, 1] * 9, {}),
        (["a", "?", "b", "?", "Unknown", "-"], {"?": 2, "Unknown": 1, "-": 1}),
        (["1", "2", "."], {".": 1}),
        ([True, False], {}),
    ],
)
def test_markers_are_suggested_and_never_applied(values, marks):
    found = one(*values)
    assert found.marks == marks
    assert found.missing == 0


def test_numbers_as_text_that_may_be_thousands_are_not_suggested_as_numbers():
    found = one("1.169", "999", "12.579", times=30)
    assert found.suggested is None
    assert "may set off thousands: take them out of the file" in found.remarks[0]


def test_numbers_and_dates_that_are_stored_as_text():
    found = one("1,5", "2", "?", "7", times=30)
    assert (found.kind, found.suggested) == ("category", "number")
    assert "numbers that are stored as text" in found.remarks[0]
    assert one("00501", "10001", times=30).suggested is None
    assert one("2024-05-01", "2024-05-02", times=30).suggested == "date"
    assert one("May 5", "June 7", times=30).suggested is None


def test_mixed_types_are_named_with_their_first_line():
    found = one(1, 2, "x", 3, "y")
    assert found.remarks == ("'x' holds numbers and, from line 4 on, text; say which under `data.types`.",)
    assert one(True, "x").remarks[0].startswith("'x' holds true and false and, from line 3 on, text")
    assert one(1, 2.5, None).remarks == ()
    assert one(dt.date(2024, 1, 1), "x").remarks


def test_frequent_values_are_shown_and_rare_ones_never():
    found = one(*["a"] * 20, *["b"] * SHOWN_FROM, *["rare"] * (SHOWN_FROM - 1))
    assert found.top == (("a", 20), ("b", SHOWN_FROM))


@given(
    st.lists(
        st.one_of(
            st.text(max_size=4), st.integers(-3, 3), st.floats(allow_nan=True), st.none(), st.booleans()
        ),
        min_size=1,
        max_size=60,
    )
)
def test_any_column_has_a_profile_without_a_rare_text(values):
    found = profile(pd.DataFrame({"x": pd.Series(values, dtype=object)}))["x"]
    assert found.missing == sum(pd.isna(value) for value in values)
    assert all(rows >= SHOWN_FROM for _, rows in found.top)


def test_it_holds_no_rows():
    secret = texts(300, "Ada Lovelace the {}th")
    frame = pd.DataFrame(
        {
            "name": secret,
            "note": [f"{name} lives in Ockham Park, next to the old mill" for name in secret],
            "n": 1,
        }
    )
    shown = json.dumps(dataclasses.asdict(profile(frame)), default=str)
    assert "Lovelace" not in shown
    assert "Ockham" not in shown


def test_of_many_rows_some_are_looked_at_and_it_is_said():
    frame = pd.DataFrame({"x": np.arange(LOOKED_AT * 2 + 1) % 7, "y": None})
    found = profile(frame)
    assert (found.rows, found.looked_at) == (LOOKED_AT * 2 + 1, -(-(LOOKED_AT * 2 + 1) // 3))
    assert found["y"].missing == found.rows
    assert found["x"].kind == "category"


@pytest.mark.slow
def test_a_million_rows_of_fifty_columns_take_seconds():
    draw = np.random.default_rng(0)
    numbers = {f"n{number}": draw.normal(size=1_000_000) for number in range(40)}
    words = {f"t{number}": pd.Series(draw.choice(["a", "b", "c"], 1_000_000)) for number in range(10)}
    frame = pd.DataFrame({**numbers, **words})
    start = time.perf_counter()
    assert len(profile(frame).columns) == 50
    assert time.perf_counter() - start < 20

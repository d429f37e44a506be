"""What was never observed is said: alone, and together where chance does not explain that no row has both."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.what_if.fields import fields_of
from fairwitness.audits.what_if.rows import Value, changed_rows
from fairwitness.audits.what_if.unseen import MOST_PAIRS, unseen
from fairwitness.audits.wording import Vocabulary

WORDS = Vocabulary("people", "p", "n", "pp", "f", {"income": "Income"})
N = 400
YOUNG = np.arange(N) < N // 2
X = pd.DataFrame(
    {
        "income": np.linspace(12, 340, N),
        "children": np.where(YOUNG, 0, 1 + np.arange(N) % 3),
        "status": np.where(YOUNG, "single", "married"),
        "region": np.array(["north", "south"])[np.arange(N) % 2],
    }
)
FIELDS = fields_of(X, WORDS)


def said(row: int = 0, **values: Value) -> tuple[str, ...]:
    return unseen(X, FIELDS, changed_rows(X, row, FIELDS, [values]), list(values))


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("income", 11.0, "No row has 'Income' under 12."),
        ("income", 341.0, "No row has 'Income' over 340."),
        ("income", None, "No row lacks a value in 'Income'."),
        ("children", 1.5, "Every row has a whole number in 'children'."),
        ("status", "widowed", "No row has 'widowed' in 'status'."),
    ],
)
def test_a_value_beyond_all_rows_is_said(column: str, value: Value, sentence: str) -> None:
    assert said(**{column: value}) == (sentence,)


def test_a_value_that_others_have_too_is_not() -> None:
    assert said(region="south") == ()
    assert said(income=13.0) == ()


def test_values_that_no_row_has_together_are_said() -> None:
    found = said(status="married")
    assert "'married' in 'status' together with 'children' of about 0; about 100 would" in " ".join(found)


def test_numbers_are_held_against_rows_near_them() -> None:
    found = said(row=N - 1, income=20.0)
    assert any("'Income' of about 20 together with 'married' in 'status'" in one for one in found)


def test_few_rows_prove_nothing() -> None:
    few = X.iloc[:: N // 8]
    case = changed_rows(few, 0, FIELDS, [{"status": "married"}])
    assert unseen(few, fields_of(few, WORDS), case, ["status"]) == ()


def test_only_the_first_pairs_are_said() -> None:
    wide = pd.DataFrame({f"c{i}": np.where(YOUNG, "x", "y") for i in range(9)})
    fields = fields_of(wide, WORDS)
    case = changed_rows(wide, 0, fields, [{"c0": "y"}])
    assert len(unseen(wide, fields, case, ["c0"])) == MOST_PAIRS


def test_unrelated_columns_are_rarely_said_to_exclude_each_other() -> None:
    draw = np.random.default_rng(0)
    free = pd.DataFrame(draw.normal(size=(400, 6)), columns=list("abcdef"))
    fields = fields_of(free, WORDS)
    warned = 0
    for row in range(60):
        case = changed_rows(free, row, fields, [{"a": float(free.a.iloc[-1 - row])}])
        warned += bool(unseen(free, fields, case, ["a"]))
    assert warned <= 3

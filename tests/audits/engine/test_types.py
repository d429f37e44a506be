"""Columns of text get the types that pandas finds, whatever the first rows look like."""

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tabled import table_of

from fairwitness.audits.engine import types
from fairwitness.audits.engine.numbers import Range
from fairwitness.audits.engine.types import Wanted, find_types
from fairwitness.audits.subject.datasets.csv import MISSING
from fairwitness.audits.subject.datasets.thousands import thousands_note

WORDS = ["1", "2.50", "-3e2", "+.5", "1_000", "1d", "True", "false", "x", " 7", " NA", "0,5", None]


def typed(scratch, decimal_comma=False, **columns):
    import pyarrow as pa

    table = table_of(**{name: pa.array(values, pa.string()) for name, values in columns.items()})
    return find_types(scratch, table, Wanted(decimal_comma))


def dtypes(found):
    return {name: str(dtype) for name, dtype in found.table.schema().items()}


@settings(max_examples=60)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8))
def test_types_and_values_are_those_of_pandas(scratch, words):
    text = "a|b\n" + "".join(f"{word or ''}|x\n" for word in words)
    column = pd.read_csv(
        io.StringIO(text), sep="|", keep_default_na=False, na_values=list(MISSING), skipinitialspace=True
    ).a
    found = typed(scratch, a=words)
    values = scratch.fetch(found.table)["a"]
    assert values.isna().tolist() == column.isna().tolist()
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        assert dtypes(found) == {"a": "float64"}
        np.testing.assert_array_equal(values.to_numpy(dtype=float), column.to_numpy(dtype=float))
    else:
        assert dtypes(found)["a"] in ("string", "boolean")
        assert [str(value) for value in values.dropna()] == [str(value) for value in column.dropna()]


@pytest.mark.parametrize(
    ("late", "dtype"), [("4", "float64"), ("x", "string"), ("1d", "string"), (" NA", "float64")]
)
def test_what_comes_late_decides_too(scratch, monkeypatch, late, dtype):
    monkeypatch.setattr(types, "_SAMPLE", 3)
    found = typed(scratch, a=["1", "2", "3", late], b=[None, None, None, late])
    assert dtypes(found) == {"a": dtype, "b": dtype}
    if late == " NA":
        assert scratch.fetch(found.table)["a"].isna().tolist() == [False, False, False, True]


def test_ranges_are_found_on_the_way(scratch):
    found = typed(scratch, a=["1", "-2.5", None], b=["x", "1", "2"], c=["inf", "3", "4"], d=[None] * 3)
    assert found.rows == 3
    assert found.ranges == {
        "a": Range(-2.5, 1.0, 3, missing=1),
        "c": Range(3.0, 4.0, 3, infinite=1),
        "d": Range(0.0, 0.0, 3, missing=3),
    }


def test_a_decimal_comma_only_where_it_may_be_one(scratch):
    columns = {"a": ["0,5", "1", None], "b": ["0,5", "1.5", "2"], "c": ["1", "2", "3"]}
    found = typed(scratch, decimal_comma=True, **columns)
    assert dtypes(found) == {"a": "float64", "b": "string", "c": "float64"}
    assert found.notes == ("The comma was read as the decimal mark in: 'a'.",)
    assert scratch.fetch(found.table)["a"].tolist()[:2] == [0.5, 1.0]
    assert dtypes(typed(scratch, **columns))["a"] == "string"


def test_thousands_are_noted_as_by_the_reader_of_rows(scratch, monkeypatch):
    monkeypatch.setattr(types, "_SAMPLE", 3)
    columns = {"a": ["1.169", "999", "12.579", None], "b": ["1.169", "2", "3", "0.5"], "c": ["1.5"] * 4}
    found = typed(scratch, **columns)
    assert [note for note in found.notes if "thousands" in note] == [thousands_note(["'a'"])]
    assert [thousands_note(["'a'"])] == list(typed(scratch, decimal_comma=True, a=["1,169", "2"]).notes[1:])


def test_it_takes_two_queries(scratch, monkeypatch):
    asked, fetch = [], type(scratch).fetch
    monkeypatch.setattr(type(scratch), "fetch", lambda self, query: asked.append(query) or fetch(self, query))
    typed(scratch, a=["1"], b=["x"])
    assert len(asked) == 2

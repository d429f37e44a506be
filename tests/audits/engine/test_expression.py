"""The one expression, and that its bins are those of the histogram in memory."""

import ibis
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tabled import table_of

from fairwitness.audits.engine.expression import Shape, bin_of, condensed
from fairwitness.audits.engine.quantities import Term

LOW_HIGH = st.tuples(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6)).map(
    lambda pair: (pair[0], pair[0] + pair[1])
)


def bins_in_memory(score, low, high, size=256):
    return np.clip(np.floor((score - low) * (size / (high - low))), 0, size - 1).astype(int)


@settings(max_examples=60)
@given(LOW_HIGH, st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_a_score_falls_into_the_bin_that_it_falls_into_in_memory(scratch, edges, shares):
    low, high = edges
    score = np.clip(np.array([low, high, *(low + share * (high - low) for share in shares)]), low, high)
    table = table_of(s=score)
    found = scratch.fetch(table.select(s=table.s, bin=bin_of(table.s, low, high)))
    assert found["bin"].tolist() == bins_in_memory(found["s"].to_numpy(), low, high).tolist()


@settings(max_examples=60)
@given(LOW_HIGH, st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=30))
def test_a_score_outside_falls_into_the_first_bin_or_the_last(scratch, edges, scores):
    low, high = edges
    table = table_of(s=[*scores, 1e300, -1e300])
    found = scratch.fetch(table.select(s=table.s, bin=bin_of(table.s, low, high, outside=True)))
    assert found["bin"].tolist() == bins_in_memory(found["s"].to_numpy(), low, high).tolist()


def test_a_score_on_an_edge_falls_into_the_upper_bin_and_the_highest_into_the_last(scratch):
    table = table_of(s=[0.0, 1 / 256, np.nextafter(1 / 256, 0), 0.5, 1.0])
    assert scratch.fetch(table.select(b=bin_of(table.s, 0.0, 1.0)))["b"].tolist() == [0, 1, 0, 128, 255]


def test_rows_are_told_apart_by_keys_bins_and_decision(scratch):
    table = table_of(k=["a", "a", "a", None], age=[20, 30, 35, 50], s=[0.1, 0.7, 0.5, 0.2])
    shape = Shape(("k",), {"age": (30.0,)}, ("s", 0.5))
    terms = [Term("score", table.s, 1.0, signed=False)]
    found = scratch.fetch(condensed(table, shape, terms, {"known": table.k.notnull()})).sort_values("r0")
    assert found[["k0", "c0", "r0", "decided", "n", "m0"]].fillna("-").to_numpy().tolist() == [
        ["a", 0, 20.0, 0, 1, 1],
        ["a", 1, 30.0, 1, 2, 2],
        ["-", 1, 50.0, 0, 1, 0],
    ]


def test_nan_and_null_are_one_cell(scratch):
    table = table_of(x=[1.0, float("nan"), None, float("nan")])
    found = scratch.fetch(condensed(table, Shape(("x",)), [], {}))
    assert sorted(found["n"]) == [1, 3]


def test_without_anything_to_tell_rows_apart_there_is_one_cell(scratch):
    table = table_of(s=[0.1, 0.7])
    assert scratch.fetch(condensed(table, Shape(()), [], {}))["n"].tolist() == [2]


@pytest.mark.parametrize("dialect", ["duckdb", "bigquery", "snowflake", "postgres"])
def test_the_expression_is_one_statement_in_other_dialects_too(dialect):
    table = ibis.table({"k": "string", "age": "int64", "s": "float64"}, name="rows")
    shape = Shape(("k",), {"age": (30.0,)}, ("s", 0.5), ("s", 0.0, 1.0))
    sql = ibis.to_sql(
        condensed(table, shape, [Term("score", table.s, 1.0, signed=True)], {}), dialect=dialect
    )
    assert sql.upper().count("GROUP BY") == 1

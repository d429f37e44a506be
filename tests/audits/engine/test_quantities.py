"""The bounds of what is summed hold to the last bit, and every sum has its name."""

import ibis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tabled import table_of

from fairwitness.audits.engine.numbers import Range
from fairwitness.audits.engine.quantities import SAME, Measured, terms

SCORES = ("score", "score_squared", "score_cubed", "score_fourth")
TABLE = ibis.table({"s": "float64", "w": "float64", "y": "float64"}, name="rows")
RANGES = {"s": Range(-2, 3, 9), "w": Range(0, 4, 9), "y": Range(1, 5, 9)}


def names(measured, powers=4):
    return [term.name for term in terms(TABLE, measured, RANGES, powers)]


def test_what_is_summed():
    assert names(Measured(None, None, None)) == []
    assert names(Measured(None, None, "w")) == ["weight", "weight_squared"]
    assert names(Measured("s", None, None), 2) == ["score", "score_squared"]
    assert names(Measured("s", None, None), 3) == list(SCORES[:3])
    assert names(Measured("s", None, None)) == list(SCORES)
    assert set(names(Measured("s", None, "w"))) == {
        *SCORES, "weight", "weight_squared", "w*score", "w2*score", "w2*score2", "w*score_squared",
        "w2*score_cubed", "w2*score_fourth",
    }  # fmt: skip
    regression = names(Measured("s", "y", "w"))
    assert not set(SAME) & set(regression)
    assert set(SAME.values()) <= set(regression)
    assert "squared_error_squared" in regression


@given(st.lists(st.tuples(*[st.floats(-50, 50)] * 2, st.floats(0, 9)), min_size=1, max_size=20))
@pytest.mark.parametrize("outcome", [None, "y"])
def test_no_value_is_beyond_its_bounds(scratch, outcome, rows):
    s, y, w = map(np.array, zip(*rows, strict=True))
    ranges = {name: Range(min(x), max(x), len(x)) for name, x in (("s", s), ("y", y), ("w", w))}
    table = table_of(s=s, y=y, w=w)
    found = terms(table, Measured("s", outcome, "w"), ranges, 4)
    values = scratch.fetch(table.select(**{f"t{place}": term.value for place, term in enumerate(found)}))
    for place, term in enumerate(found):
        column = values[f"t{place}"]
        assert column.abs().max() <= term.size
        assert term.signed or column.min() >= 0


def test_an_outcome_that_is_missing_has_no_error(scratch):
    table = table_of(s=[1.0, 2.0, 3.0], y=[0.5, None, np.nan])
    ranges = {"s": Range(1, 3, 3), "y": Range(0.5, 0.5, 3, missing=2)}
    error = next(term for term in terms(table, Measured("s", "y", None), ranges, 4) if term.name == "error")
    assert scratch.fetch(table.select(e=error.value))["e"].dropna().tolist() == [0.5]

"""Cells that the background does not reach are named, and no others."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.errors import ExplanationError
from fairwitness.explainers.outside import outside

BACKGROUND = pd.DataFrame({"n": [1.0, 5.0, np.nan], "c": ["u", "v", "u"], "full": [0.0, 1.0, 2.0]})


def test_numbers_are_outside_beyond_the_range_and_values_where_they_do_not_occur():
    rows = pd.DataFrame({"n": [0.9, 1.0, 3.3, 5.1], "c": ["u", "w", "v", "u"], "full": [0.0, 2.5, -1.0, 2.0]})
    assert outside(rows, BACKGROUND).tolist() == [
        [True, False, False],
        [False, True, True],
        [False, False, True],
        [True, False, False],
    ]


def test_missing_is_outside_where_none_is_missing():
    rows = pd.DataFrame({"n": [np.nan], "c": [None], "full": [np.nan]})
    assert outside(rows, BACKGROUND).tolist() == [[False, True, True]]


def test_of_an_empty_column_any_number_is_outside():
    background = pd.DataFrame({"void": [np.nan, np.nan]})
    assert outside(pd.DataFrame({"void": [1.0, np.nan]}), background).tolist() == [[True], [False]]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_no_row_of_the_background_is_outside_it(values):
    frame = pd.DataFrame({"x": values})
    assert not outside(frame, frame).any()


def test_columns_may_stand_in_another_order_but_must_be_the_same():
    rows = BACKGROUND.iloc[:1]
    assert not outside(rows, BACKGROUND[["full", "c", "n"]]).any()
    with pytest.raises(ExplanationError, match="none named 'c'"):
        outside(rows, BACKGROUND.drop(columns="c"))

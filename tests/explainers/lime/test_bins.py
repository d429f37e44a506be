"""Bins are lime's quartiles, with one more for what is missing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lime.discretize import QuartileDiscretizer

from fairwitness.explainers.columns import ColumnCodec
from fairwitness.explainers.lime.bins import Bins, conditions, quartiles


def bins_of(frame):
    codec = ColumnCodec(frame, frame)
    return Bins(codec, codec.encode(frame)), codec.encode(frame)


@given(st.lists(st.integers(-20, 20) | st.floats(-1e6, 1e6), min_size=1, max_size=40))
def test_the_codes_are_limes(values):
    column = np.array(values, dtype=float)
    bins, coded = bins_of(pd.DataFrame({"x": column}))
    lime = QuartileDiscretizer(column[:, None], [], ["x"])
    assert bins.codes(coded)[0].tolist() == lime.discretize(column[:, None])[:, 0].tolist()


def test_rows_beyond_the_background_are_in_the_outer_bins_as_in_lime():
    bins, _ = bins_of(pd.DataFrame({"x": np.arange(9.0)}))
    assert bins.codes(np.array([[-50.0], [50.0], [np.nan]])).tolist() == [[0, 3, 4]]


def test_a_cut_belongs_to_the_bin_below_it():
    bins, _ = bins_of(pd.DataFrame({"x": [0.0, 1.0, 2.0, 3.0, 4.0]}))
    assert bins.cuts[0].tolist() == [1, 2, 3]
    assert bins.codes(np.array([[1.0], [1.0 + 1e-12]])).tolist() == [[0, 1]]


def test_quartiles_of_each_column_without_what_is_missing():
    columns = np.column_stack(
        [np.arange(5.0), [1, 1, 1, 1, 9], [np.nan, 0, 1, 2, np.nan], np.full(5, np.nan)]
    )
    found = [cuts.tolist() for cuts in quartiles(columns)]
    assert found == [[1, 2, 3], [1], [0.5, 1, 1.5], []]
    assert quartiles(np.empty((4, 0))) == []


def test_columns_without_numbers_are_met_by_equality():
    frame = pd.DataFrame({"c": ["u", "v", None], "b": [True, False, True]})
    bins, coded = bins_of(frame)
    assert bins.cuts == {}
    codes = bins.codes(coded)
    assert bins.names(codes[:, 0]) == ("c=u", "b=True")
    assert bins.names(codes[:, 2]) == ("c=missing", "b=True")


@pytest.mark.parametrize(
    ("cuts", "said"),
    [
        ([], ["x is known", "x is missing"]),
        ([2.0], ["x <= 2", "x > 2", "x is missing"]),
        ([1.00001, 1.00002], ["x <= 1.00001", "1.00001 < x <= 1.00002", "x > 1.00002", "x is missing"]),
    ],
)
def test_every_bin_has_words_that_tell_it_apart(cuts, said):
    assert conditions("x", np.array(cuts)) == said


def test_many_categories_have_a_code_each():
    frame = pd.DataFrame({"c": [f"v{place}" for place in range(300)]})
    bins, coded = bins_of(frame)
    assert len(set(bins.codes(coded)[0].tolist())) == 300

import datetime
import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.subject.models.http.values import Batch, cells
from fairwitness.errors import ModelError


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (pd.Series([1, 2]), [1, 2]),
        (pd.Series([1.5, np.nan, np.inf]), [1.5, None, None]),
        (pd.Series([np.float32(0.1)], dtype="float32"), [float(np.float32(0.1))]),
        (pd.Series([True, False]), [True, False]),
        (pd.Series(["a", None]), ["a", None]),
        (pd.Series(["a", "b"], dtype="category"), ["a", "b"]),
        (pd.array([1, None], dtype="Int64"), [1, None]),
        (pd.array([True, None], dtype="boolean"), [True, None]),
        (pd.Series([datetime.date(2026, 1, 2)]), ["2026-01-02"]),
        (pd.to_datetime(pd.Series(["2026-01-02", None])), ["2026-01-02T00:00:00", None]),
        (pd.Series([1, "a", None, 2.5], dtype=object), [1, "a", None, 2.5]),
        (pd.Series([np.int64(3), np.bool_(True)], dtype=object), [3, True]),
    ],
)
def test_columns_as_json(column, expected):
    found = cells(pd.Series(column))
    assert found == expected
    assert [type(value) for value in found] == [type(value) for value in expected]
    json.dumps(found, allow_nan=False)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_no_digit_is_lost_on_the_way(values):
    assert json.loads(json.dumps(cells(pd.Series(values)))) == values


def test_labels_and_numbers():
    assert Batch(3, labels=True).read([1, "yes", True]).tolist() == [1, "yes", True]
    assert Batch(2, labels=True).read([1.0, 0.0]).tolist() == [1.0, 0.0]
    assert Batch(2).read([1, 0.5]).tolist() == [1.0, 0.5]
    assert Batch(2).read([[0.2], [0.3]]).tolist() == [0.2, 0.3]
    assert Batch(0).read([]).shape == (0,)


def test_several_numbers_for_each_row():
    assert Batch(2).read([[0.2, 0.8], [1, 0]]).tolist() == [[0.2, 0.8], [1.0, 0.0]]
    keyed = [{"yes": 0.8, "no": 0.2}, {"no": 1.0, "yes": 0.0}]
    assert Batch(2, classes=("no", "yes")).read(keyed).tolist() == [[0.2, 0.8], [1.0, 0.0]]
    assert Batch(1, classes=("0", "1")).read([{"1": 0.8, "0": 0.2}]).tolist() == [[0.2, 0.8]]
    assert Batch(2, labels=True).read([{"label": "yes"}, {"label": "no"}]).tolist() == ["yes", "no"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (None, "must send a list with an answer for each of the 2 rows. Got no list"),
        ({"0": 1}, "Got no list"),
        ("ab", "Got no list"),
        ([1], "Got 1 of them"),
        ([1, 2, 3], "Got 3 of them"),
        ([1, None], "row 102 of those asked about: null, which is no finite number|null, which is no number"),
        ([1, math.nan], "row 102 of those asked about: nan, which is no finite number"),
        ([math.inf, 1], "row 101 of those asked about: inf"),
        ([1, 10**400], "row 102 .*: 1000+, which is no finite number"),
        (["yes", "no"], "row 101 .*'yes', which is no number; if it is a label, say `output: label`"),
        ([True, False], "True, which is no number"),
        ([[0.1, 0.9], [0.1]], "row 102 .*: 1 answers, where the first row has 2"),
        ([[], []], "row 101 .*: nothing"),
        ([[[1]], [[1]]], "row 101 .*: a list, which is no number"),
        ([{"a": 1, "b": 2}, {"a": 1, "b": 2}], "the keys 'a', 'b', which are not its `model.classes`"),
        ([{}, {}], "row 101 .*: nothing"),
    ],
)
def test_answers_that_are_no_numbers(given, message):
    with pytest.raises(ModelError, match=message):
        Batch(2, first=100).read(given)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([0.7, 0.2], r"row 1 .*: 0\.7, which is no label; say `output: probability`"),
        ([1, None], "row 2 .*: null, which is no label"),
        ([[0.1, 0.9], [0.1, 0.9]], "one label for each row. Got 2 numbers; say `output: probability`"),
        ([math.nan, 1], "row 1 .*: nan"),
        ([1, math.inf], "row 2 .*: inf"),
    ],
)
def test_answers_that_are_no_labels(given, message):
    with pytest.raises(ModelError, match=message):
        Batch(2, labels=True).read(given)

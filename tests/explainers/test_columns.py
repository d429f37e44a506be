"""The codec gives back what it was given, in every type a frame can hold."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.errors import ExplanationError
from fairwitness.explainers.columns import ColumnCodec

KINDS = {
    "float": pd.Series([1.5, np.nan, -2.0, 1e300]),
    "float32": pd.Series([1.5, np.nan, 0.1, 3], dtype="float32"),
    "int": pd.Series([3, 1, 2, 3]),
    "uint8": pd.Series([3, 1, 255, 3], dtype="uint8"),
    "big int": pd.Series([2**53 + 1, 2**53 + 2, 1, 2]),
    "Int64": pd.Series([3, None, 1, 2], dtype="Int64"),
    "Float64": pd.Series([3.5, None, 1, 2], dtype="Float64"),
    "arrow int": pd.Series([3, None, 1, 2], dtype="int64[pyarrow]"),
    "bool": pd.Series([True, False, True, True]),
    "boolean": pd.Series([True, None, False, True], dtype="boolean"),
    "str": pd.Series(["b", "a", None, "b"]),
    "string": pd.Series(["b", "a", None, "b"], dtype="string"),
    "object": pd.Series(["b", 1, None, "b"], dtype=object),
    "category": pd.Series(pd.Categorical(["b", "a", None, "b"], categories=["c", "b", "a"])),
    "ordered": pd.Series(pd.Categorical(["lo", "hi", "lo", None], categories=["lo", "hi"], ordered=True)),
    "number category": pd.Series(pd.Categorical([30, 10, None, 30])),
    "datetime": pd.Series(pd.to_datetime(["2020-01-02", None, "2019-05-06", "2020-01-02"])),
    "zoned": pd.Series(pd.to_datetime(["2020-01-02", None, "2019-05-06", "2020-01-02"])).dt.tz_localize(
        "UTC"
    ),
    "timedelta": pd.Series(pd.to_timedelta([1, None, 2, 1], unit="D")),
    "date": pd.Series([dt.date(2020, 1, 2), None, dt.date(2019, 1, 1), dt.date(2020, 1, 2)], dtype=object),
    "all missing": pd.Series([np.nan] * 4),
    "no value": pd.Series([None] * 4, dtype=object),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_type_comes_back(kind):
    frame = KINDS[kind].to_frame("x")
    codec = ColumnCodec(frame.iloc[:2], frame)
    pd.testing.assert_frame_equal(codec.decode(codec.encode(frame)), frame)
    backwards = frame.iloc[::-1].reset_index(drop=True)
    pd.testing.assert_frame_equal(codec.decode(codec.encode(backwards)), backwards)


@given(
    st.lists(st.one_of(st.none(), st.text(max_size=3), st.integers(), st.floats(allow_nan=False)), min_size=1)
)
def test_any_cells_come_back(cells):
    frame = pd.DataFrame({"x": pd.Series(cells, dtype=object)})
    codec = ColumnCodec(frame, frame)
    back = codec.decode(codec.encode(frame))["x"].tolist()
    assert all((a is None and b is None) or a == b for a, b in zip(back, cells, strict=True))


def test_one_column_stays_one_column_and_names_are_kept():
    frame = pd.DataFrame({"race": list("abc"), 7: [1, 2, 3], "age": [1.0, np.nan, 3.0]})
    codec = ColumnCodec(frame, frame)
    assert codec.encode(frame).shape == (3, 3)
    assert codec.columns == ("race", "7", "age")
    assert list(codec.decode(codec.encode(frame)).columns) == ["race", 7, "age"]
    assert codec.categorical == (0,)
    assert codec.category_names == {0: ("a", "b", "c")}


def test_missing_has_its_own_last_code_and_name():
    frame = pd.DataFrame({"x": ["b", None, "a"]})
    codec = ColumnCodec(frame, frame)
    assert codec.category_names[0] == ("a", "b", "missing")
    assert codec.encode(frame)[:, 0].tolist() == [1, 2, 0]


def test_codes_of_the_background_do_not_depend_on_the_explained_rows():
    background = pd.DataFrame({"x": ["m", "b", "z"]})
    codes = [
        ColumnCodec(background, pd.DataFrame({"x": extra})).encode(background).tolist()
        for extra in (["m"], ["a", "zz"], ["zz", "c", None])
    ]
    assert codes[0] == codes[1] == codes[2]


def test_types_that_differ_meet():
    codec = ColumnCodec(pd.DataFrame({"x": [1.5, np.nan]}), pd.DataFrame({"x": [1, 2]}))
    assert codec.decode(np.array([[1.0], [np.nan]]))["x"].dtype == "float64"
    left = pd.DataFrame({"x": pd.Categorical(["a", "b"])})
    right = pd.DataFrame({"x": pd.Categorical(["c", "a"])})
    codec = ColumnCodec(left, right)
    back = codec.decode(codec.encode(right))["x"]
    assert back.tolist() == ["c", "a"]
    assert list(back.cat.categories) == ["a", "b", "c"]
    assert codec.decode(codec.encode(left))["x"].tolist() == ["a", "b"]


def test_cells_that_cannot_be_compared_are_refused():
    frame = pd.DataFrame({"tags": [["a"], ["b"]]})
    with pytest.raises(ExplanationError, match="column 'tags' must hold single values"):
        ColumnCodec(frame, frame)


@pytest.mark.parametrize("cell", ["new", None])
def test_values_never_seen_are_refused(cell):
    frame = pd.DataFrame({"x": ["a", "b"]})
    with pytest.raises(ExplanationError, match="column 'x' must hold values that the codec has seen"):
        ColumnCodec(frame, frame).encode(pd.DataFrame({"x": [cell]}))

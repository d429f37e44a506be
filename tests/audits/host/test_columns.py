import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.host.child.columns import read_column, table_of, write_column, write_table
from fairwitness.audits.host.child.wire import WireError

COLUMNS = {
    "floats": pd.Series([0.1, np.nan, np.inf]),
    "floats32": pd.Series([0.1, 2, 3], dtype="float32"),
    "whole": pd.Series([1, -(2**62), 3]),
    "small": pd.Series([1, 2, 3], dtype="uint8"),
    "true": pd.Series([True, False, True]),
    "text": pd.Series(["a", None, "ä\n€"]),
    "object": pd.Series(["a", 1, True], dtype=object),
    "dates": pd.Series(pd.to_datetime(["2026-01-01 00:00:00.0", None, "1950-03-04 05:06:07.123456"])),
}


def there_and_back(columns):
    written = [write_column(column) for column in columns.values()]
    heads = [{**header, "name": name} for (header, _), name in zip(written, columns, strict=True)]
    return table_of(heads, [bytes(buffer) for _, buffer in written], len(next(iter(columns.values()))))


def test_columns_arrive_as_they_were():
    found = there_and_back(COLUMNS)
    for name, column in COLUMNS.items():
        pd.testing.assert_series_equal(
            found[name].astype(object).where(found[name].notna(), None),
            column.astype(object).where(column.notna(), None),
            check_names=False,
        )
    assert found["floats32"].dtype == np.float32
    assert found["true"].dtype == bool


@pytest.mark.parametrize("order", ["C", "F"])
def test_floats_alone_cross_as_they_lie_in_memory(order):
    values = np.asarray(np.random.default_rng(0).normal(size=(7, 3)), order=order)
    values[2, 1] = np.nan
    X = pd.DataFrame(values, columns=["a", "b", "c"], index=[*"klmnopq"], copy=False)
    headers, buffers = write_table(X)
    assert len(headers) == 1
    assert np.shares_memory(np.frombuffer(buffers[0]), values)
    pd.testing.assert_frame_equal(table_of(headers, [bytes(buffers[0])], 7), X.reset_index(drop=True))


def test_other_tables_cross_column_by_column():
    X = pd.DataFrame({"a": [1.0, 2.0], "b": ["x", None]})
    headers, buffers = write_table(X)
    assert [header["name"] for header in headers] == ["a", "b"]
    assert table_of(headers, [bytes(each) for each in buffers], 2)["a"].tolist() == [1.0, 2.0]


def test_a_block_of_another_size_is_refused():
    with pytest.raises(WireError, match="15 bytes"):
        table_of([{"block": ["a", "b"], "by_row": True}], [b"x" * 15], 1)


def test_whole_numbers_with_gaps_become_floats():
    found = there_and_back(
        {
            "n": pd.Series([1, None, 3], dtype="Int64"),
            "b": pd.array([True, None, False], dtype="boolean").to_numpy(object),
        }
    )
    assert found["n"].tolist()[0] == 1.0
    assert np.isnan(found["n"][1])
    assert found["b"].tolist()[::2] == [True, False]
    assert np.isnan(found["b"][1])


def test_categories_keep_their_order_and_those_that_do_not_occur():
    column = pd.Series(pd.Categorical(["b", None, "a"], categories=["c", "b", "a"]))
    found = there_and_back({"c": column})["c"]
    assert list(found.cat.categories) == ["c", "b", "a"]
    assert found.cat.codes.tolist() == [1, -1, 2]


@given(st.lists(st.none() | st.text() | st.booleans(), max_size=20))
def test_any_text_arrives(values):
    header, buffer = write_column(pd.Series(values, dtype=object))
    found, _ = read_column(header, bytes(buffer), len(values))
    assert found.tolist() == values


@pytest.mark.parametrize(
    ("header", "buffer", "message"),
    [
        (None, b"", "without a header"),
        ({"dtype": "O"}, b"", "unknown type"),
        ({"dtype": "<U999999999"}, b"", "unknown type"),
        ({"dtype": "<f8"}, b"x" * 15, "15 bytes for 2 rows"),
        ({"dtype": "|b1"}, b"\x02\x00", "neither"),
        ({"values": ["a"]}, np.array([0, 1], "<i4").tobytes(), "beyond the values"),
        ({"values": ["a"]}, np.array([0, -2], "<i4").tobytes(), "beyond the values"),
        ({"values": "ab"}, np.array([0, 0], "<i4").tobytes(), "neither text nor numbers"),
        ({"values": [["a"]]}, np.array([0, 0], "<i4").tobytes(), "neither text nor numbers"),
        ({"values": ["a" * 100_000]}, np.array([0, 0], "<i4").tobytes(), "neither text nor numbers"),
    ],
)
def test_a_column_that_is_not_what_its_header_says(header, buffer, message):
    with pytest.raises(WireError, match=message):
        read_column(header, buffer, 2)

"""Numbers reach an engine to the last bit, and what is missing is told whatever a file says of itself."""

import math

import ibis
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tabled import table_of

from fairwitness.audits.engine.values import holds_numbers, kind_of, known, number


@given(st.floats(allow_nan=False))
@example(26.947368421052634)
@example(math.inf)
@example(-5e-324)
def test_a_number_is_the_same_in_the_engine(scratch, value):
    table = table_of(a=[1])
    assert scratch.fetch(table.select(x=number(value)))["x"].iloc[0] == value


def test_nan_and_null_are_missing_and_infinity_is_not(scratch):
    table = table_of(x=[1.0, np.nan, np.inf, -np.inf, -0.0, None])
    assert scratch.fetch(table.select(known=known(table.x)))["known"].tolist() == [
        True,
        False,
        True,
        True,
        True,
        False,
    ]


def test_nan_is_missing_although_the_statistics_of_a_file_leave_it_out(scratch, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "nan.parquet"
    pq.write_table(pa.table({"x": pa.array(np.array([0.5, np.nan, 1.0]), from_pandas=False)}), path)
    statistics = pq.read_metadata(path).row_group(0).column(0).statistics
    assert (statistics.min, statistics.max, statistics.null_count) == (0.5, 1.0, 0)
    table = scratch.parquet([path], None)
    assert scratch.fetch(table.aggregate(n=known(table.x).cast("int64").sum()))["n"].iloc[0] == 2


@pytest.mark.parametrize(
    ("dtype", "kind", "numbers"),
    [
        ("int8", "number", True),
        ("float32", "number", True),
        ("decimal(5, 2)", "number", True),
        ("boolean", "true or false", False),
        ("string", "text", False),
        ("timestamp", "date", False),
        ("date", "text", False),
    ],
)
def test_the_kind_of_a_column(dtype, kind, numbers):
    column = ibis.table({"x": dtype}, name="t").x
    assert (kind_of(column), holds_numbers(column)) == (kind, numbers)

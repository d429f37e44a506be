"""A table of any backend is counted where it lies, as a file is."""

import ibis
import pandas as pd
import pyarrow as pa
import pytest
from tabled import from_cells, in_memory, plan_of

from fairwitness.audits.engine import condense, condense_table
from fairwitness.errors import ColumnNotFoundError, DataError, PlanError

SCORED = {
    "prediction": None,
    "score": "score",
    "threshold": 0.5,
    "weight": "weight",
    "sensitive": ["sex", "age"],
}


@pytest.fixture
def warehouse(people):
    """A database with the people in it."""
    connection = ibis.duckdb.connect()
    connection.con.register("arrow", pa.Table.from_pandas(people))
    connection.con.execute("CREATE TABLE decisions AS SELECT * FROM arrow")
    yield connection
    connection.disconnect()


@pytest.fixture(autouse=True)
def _old_names():
    """Ibis calls what DuckDB has renamed."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def test_a_table_gives_what_a_file_gives(warehouse, people, stored):
    plan = plan_of("file.parquet", **SCORED, id="person", where=["region != North"])
    table = condense_table(warehouse.table("decisions"), plan, histogram=True)
    file = condense(plan, stored(people, "file.parquet")[0], histogram=True)
    assert from_cells(table, plan) == in_memory(people, plan, table.bin_range)
    pd.testing.assert_frame_equal(table.frame, file.frame)
    assert (table.frequency == file.frequency).all()
    assert all((table.sums[name] == file.sums[name]).all() for name in file.sums)
    assert (table.source, table.kind, table.engine, table.sha256) == ("decisions", "table", "duckdb", None)
    assert (table.rows_read, table.rows) == (file.rows_read, file.rows)


def test_any_expression_will_do(warehouse, people):
    table = warehouse.table("decisions")
    young = table.filter(table.age < 40)
    found = condense_table(young, plan_of("x"), name="young applicants")
    assert (found.source, found.rows_read) == ("young applicants", int((people.age < 40).sum()))
    assert condense_table(young, plan_of("x")).source == "the table"


def test_what_cannot_serve_is_refused(warehouse):
    table = warehouse.table("decisions")
    with pytest.raises(
        ColumnNotFoundError, match=r"must be a column of decisions\. Got 'sexx' instead\. Did you"
    ):
        condense_table(table, plan_of("x", sensitive=["sexx"]))
    with pytest.raises(DataError, match=r"score column 'region' must hold numbers"):
        condense_table(table, plan_of("x", score="region"))
    with pytest.raises(PlanError, match="threshold"):
        condense_table(table, plan_of("x", prediction=None, score="score"))

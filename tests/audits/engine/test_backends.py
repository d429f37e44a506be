"""DuckDB reads the files of the audit and no others; what cannot be opened says so."""

import tempfile

import duckdb
import ibis
import pandas as pd
import pytest
from tabled import table_of

from fairwitness.audits.engine.backends import DuckDB, Warehouse, open_backend
from fairwitness.errors import DataError, UnknownNameError

FRAME = pd.DataFrame({"a": [1, 2], "b": ["x", None]})


def test_an_engine_that_is_none_gets_the_nearest():
    match = r"no engine named 'duckdbb'\. Did you mean 'duckdb'"
    with pytest.raises(UnknownNameError, match=match), open_backend("duckdbb"):
        pass


def test_nothing_else_is_read_and_nothing_is_written(tmp_path):
    for name in ("one.parquet", "two.parquet"):
        FRAME.to_parquet(tmp_path / name)
    with open_backend("duckdb") as backend:
        table = backend.parquet([tmp_path / "one.parquet"], None)
        assert backend.fetch(table)["a"].tolist() == [1, 2]
        connection = backend._connection.con
        for query in (
            f"SELECT * FROM '{tmp_path}/two.parquet'",
            f"COPY (SELECT 1) TO '{tmp_path}/three.csv'",
            "SET enable_external_access = true",
            "INSTALL httpfs",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(query)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.parquet", "two.parquet"]


def test_a_name_that_is_a_pattern_never_counts_other_files(tmp_path):
    path = tmp_path / "rows [1] {a,b} *.parquet"
    FRAME.to_parquet(path)
    with open_backend("duckdb") as backend:
        assert backend.fetch(backend.parquet([path], None))["a"].tolist() == [1, 2]
    FRAME.to_parquet(tmp_path / "star*.parquet")
    FRAME.to_parquet(tmp_path / "starry.parquet")
    match = r"A name with \* or \? must fit one file only"
    with open_backend("duckdb") as backend, pytest.raises(DataError, match=match):
        backend.fetch(backend.parquet([tmp_path / "star*.parquet"], None))


def test_hostile_names_of_files_and_columns_stay_names(tmp_path):
    path = tmp_path / "it's; drop table rows_of_csv --.csv"
    path.write_text("a\n1\n")
    with open_backend("duckdb") as backend:
        assert backend.fetch(backend.csv(path, ["c0"], ","))["c0"].tolist() == ["1"]
    path = path.with_suffix(".parquet")
    FRAME.rename(columns={"a": 'a"; drop'}).to_parquet(path)
    with open_backend("duckdb") as backend:
        table = backend.parquet([path], None)
        assert backend.fetch(table.aggregate(n=table['a"; drop'].sum()))["n"].tolist() == [3]


def test_the_temporary_folder_goes_with_the_engine():
    with open_backend("duckdb") as backend:
        assert backend.scratch.is_dir()
    assert not backend.scratch.exists()


def test_no_temporary_folder_can_be_made(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/proc/nowhere")
    match = r"must have a temporary folder that it can write to\. .*TMPDIR"
    with pytest.raises(DataError, match=match), open_backend("duckdb"):
        pass


def test_rows_stay_few_threads_many_and_order_free(tmp_path):
    backend = DuckDB(tmp_path, memory="123MB")
    settings = "SELECT current_setting('memory_limit'), current_setting('preserve_insertion_order')"
    limit, ordered = backend._connection.con.execute(settings).fetchall()[0]
    assert (limit, ordered) == ("117.3 MiB", False)
    backend.close()


def test_a_warehouse_says_what_its_backend_says():
    warehouse = Warehouse("duckdb")
    table = table_of(a=[1, 2])
    assert warehouse.fetch(table.aggregate(n=table.count()))["n"].tolist() == [2]
    nowhere = ibis.table({"a": "int64"}, name="nowhere")
    with pytest.raises(DataError, match=r"The table must be one that duckdb can count\. It says: "):
        warehouse.fetch(nowhere)

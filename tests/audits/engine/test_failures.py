"""What DuckDB runs out of, and what it cannot read, is said in a sentence."""

import os
from pathlib import Path

import duckdb
import ibis
import pandas as pd
import pytest

from fairwitness.audits.engine.backends import DuckDB
from fairwitness.audits.engine.failures import UnfitNumberError, duckdb_failure
from fairwitness.errors import DataError


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """A file with a million different texts."""
    path = tmp_path_factory.mktemp("many") / "many.parquet"
    with duckdb.connect() as connection:
        query = "SELECT 'somebody with a long name, number ' || i AS id FROM range(1000000) t(i)"
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return path


def distinct(backend, path):
    table = backend.parquet([path], None)
    return backend.fetch(table.group_by("id").aggregate(n=table.count()).filter(ibis._.n > 1))


def refused(backend, path):
    with pytest.raises(DataError) as raised:
        distinct(backend, path)
    backend.close()
    return str(raised.value)


def test_a_disk_that_is_full(many, tmp_path):
    said = refused(DuckDB(tmp_path, memory="40MB", disk="1MB"), many)
    assert said.startswith(
        "The engine must have room for temporary files. The disk of the temporary folder is full;"
    )


def test_a_memory_that_is_too_small(many, tmp_path):
    said = refused(DuckDB(tmp_path, memory="4MB", disk="1GB"), many)
    assert "must be countable in the memory of the engine. It ran out" in said


def test_a_temporary_folder_that_cannot_be_made(many):
    said = refused(DuckDB(Path("/proc/nowhere"), memory="40MB"), many)
    assert "must have a temporary folder that it can write to" in said


def test_what_fits_on_the_disk_is_counted(many, tmp_path):
    backend = DuckDB(tmp_path, memory="60MB")
    assert len(distinct(backend, many)) == 0
    backend.close()


def test_a_number_that_does_not_fit_is_told_apart(tmp_path):
    backend = DuckDB(tmp_path)
    pd.DataFrame({"x": [1e300]}).to_parquet(tmp_path / "x.parquet")
    table = backend.parquet([tmp_path / "x.parquet"], None)
    with pytest.raises(UnfitNumberError, match="A column must hold what its type says"):
        backend.fetch(table.select(y=table.x.cast("int64")))
    backend.close()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("IO Error: No space left on device", "The disk of the temporary folder is full"),
        ("CSV Error on Line: 12\nStrange", r"Line 12 of the CSV file must be a row"),
        ("Something else\nand more", r"It says: Something else\.$"),
        ("", "It says: Error"),
    ],
)
def test_other_errors_are_one_line(text, said):
    error = duckdb_failure(duckdb.Error(text))
    assert type(error) is DataError
    assert os.linesep not in str(error)
    with pytest.raises(DataError, match=said):
        raise error


def test_csv_that_is_none():
    error = duckdb_failure(
        duckdb.InvalidInputException("The CSV Parser state machine reached an invalid state.")
    )
    assert "Every line of the CSV file must be a row" in str(error)

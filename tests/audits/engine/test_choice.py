"""Rows are loaded unless the file is too big or the plan says otherwise."""

import pytest

from fairwitness.audits.engine import choice
from fairwitness.audits.engine.choice import engine_for
from fairwitness.audits.plan.model import Data


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "rows.csv").write_bytes(b"x" * 2000)
    (tmp_path / "rows" / "key=1").mkdir(parents=True)
    for name in ("a.parquet", "key=1/b.PQ"):
        (tmp_path / "rows" / name).write_bytes(b"x" * 1000)
    (tmp_path / "rows" / "notes.txt").write_bytes(b"x" * 5000)
    return tmp_path


@pytest.mark.parametrize(
    ("data", "engine"),
    [
        ({"path": "rows.csv"}, None),
        ({"path": "rows.csv", "engine": "spark"}, "spark"),
        ({"path": "rows.csv", "engine": "memory"}, None),
        ({"path": "rows"}, None),
        ({"path": "rows", "engine": "duckdb"}, "duckdb"),
        ({"path": "nowhere.csv"}, None),
        ({"path": "a\0b.csv"}, None),
        ({"demo": "mortgage"}, None),
        ({}, None),
    ],
)
def test_which_engine(folder, data, engine):
    assert engine_for(Data(**data), folder) == (engine, None)


@pytest.mark.parametrize(("path", "packed"), [("rows.csv", 1), ("rows", choice.PACKED)])
def test_what_is_too_big_is_counted_and_it_is_said(folder, monkeypatch, path, packed):
    monkeypatch.setattr(choice, "IN_MEMORY_UP_TO", 2000 * packed - 1)
    engine, note = engine_for(Data(path=path), folder)
    assert engine == "duckdb"
    assert note.startswith(f"'{path}' has 0.0 GiB and was counted by DuckDB without loading its rows;")
    assert engine_for(Data(path=path, engine="memory"), folder) == (None, None)
    monkeypatch.setattr(choice, "IN_MEMORY_UP_TO", 2000 * packed)
    assert engine_for(Data(path=path), folder) == (None, None)


def test_what_needs_the_rows_is_loaded_up_to_a_higher_limit(folder, monkeypatch):
    monkeypatch.setattr(choice, "IN_MEMORY_UP_TO", 1999)
    assert engine_for(Data(path="rows.csv"), folder, needs_rows=True) == (None, None)
    assert engine_for(Data(path="rows.csv", predictions="p.csv"), folder) == (None, None)
    assert engine_for(Data(path="rows.csv", types={"g": "date"}), folder) == (None, None)
    monkeypatch.setattr(choice, "AT_MOST_IN_MEMORY", 1999)
    assert engine_for(Data(path="rows.csv"), folder, needs_rows=True)[0] == "duckdb"


def test_only_what_an_engine_reads_is_counted(folder, monkeypatch):
    monkeypatch.setattr(choice, "IN_MEMORY_UP_TO", 1)
    (folder / "rows.xlsx").write_bytes(b"x" * 2000)
    assert engine_for(Data(path="rows.xlsx"), folder) == (None, None)
    assert engine_for(Data(path="rows.csv", format="jsonl"), folder) == (None, None)

"""Rows are loaded unless the file is too big or the plan says otherwise."""

import pytest

from fairwitness.audits.engine import choice
from fairwitness.audits.engine.choice import engine_for
from fairwitness.audits.plan.model import Data


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "rows.csv").write_bytes(b"x" * 2000)
    (tmp_path / "rows").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("data", "engine"),
    [
        ({"path": "rows.csv"}, None),
        ({"path": "rows.csv", "engine": "spark"}, "spark"),
        ({"path": "rows"}, "duckdb"),
        ({"path": "nowhere.csv"}, None),
        ({"demo": "mortgage"}, None),
        ({}, None),
    ],
)
def test_which_engine(folder, data, engine):
    assert engine_for(Data(**data), folder) == (engine, None)


def test_a_file_that_is_too_big_is_counted_and_it_is_said(folder, monkeypatch):
    monkeypatch.setattr(choice, "IN_MEMORY_UP_TO", 1999)
    engine, note = engine_for(Data(path="rows.csv"), folder)
    assert engine == "duckdb"
    assert note.startswith("'rows.csv' has 0.0 GiB and was counted by DuckDB without loading its rows;")
    monkeypatch.setattr(choice, "IN_MEMORY_UP_TO", 2000)
    assert engine_for(Data(path="rows.csv"), folder) == (None, None)

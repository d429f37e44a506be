"""Where rows come from, on the page: only what the operator allows is offered, and nothing outside of it is read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pandas as pd
import pytest
from new_form import CSV, choose, form, problems, text, upload, value
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from fairwitness.app import store
from fairwitness.app.web import MAIN


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "people.csv").write_text(CSV)
    with sqlite3.connect(tmp_path / "people.db") as connection:
        pd.read_csv(folder / "people.csv").to_sql("people", connection, index=False)
    connection.close()
    monkeypatch.setenv("FAIRWITNESS_DATA_FOLDERS", str(folder))
    monkeypatch.setenv("FAIRWITNESS_SQL_PEOPLE", f"sqlite:///{tmp_path}/people.db")
    return folder


def opened(kind: str) -> AppTest:
    found = AppTest.from_file(str(MAIN), default_timeout=30)
    found._page_hash = calc_hash("new")
    found.run()
    choose(found, "new-source", kind)
    return found


def test_only_what_there_is_is_offered(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def offered() -> list[str]:
        found = form()
        return next(group for group in found.get("button_group") if group.key == "new-source").options

    assert offered() == [
        "A file of yours",
        "A file on the server",
        "A database",
        "A data set by name",
        "The demo",
    ]
    monkeypatch.delenv("FAIRWITNESS_DATA_FOLDERS")
    monkeypatch.delenv("FAIRWITNESS_SQL_PEOPLE")
    assert offered() == ["A file of yours", "A data set by name", "The demo"]


def test_a_file_on_the_server(shared: Path, started: list[str]) -> None:
    found = opened("A file on the server")
    found.selectbox(key="new-folder-file").set_value("people.csv").run()
    found.button(key="read-folder").click().run()
    assert "120 rows" in text(found)
    assert value(found, "target") == "hired"
    found.button(key="run").click().run()
    assert (store.folder(started[0]) / "inputs/people.csv").is_file()


def test_no_file_chosen_is_one_sentence(shared: Path) -> None:
    """A path that leads out is typed in a real browser; AppTest takes what a box lists alone."""
    found = opened("A file on the server")
    found.button(key="read-folder").click().run()
    (said,) = problems(found)
    assert "must be one of the folder &#x27;shared&#x27;" in said
    assert str(shared.parent) not in text(found)


def test_a_query(shared: Path, started: list[str]) -> None:
    found = opened("A database")
    found.text_area(key="new-query").set_value("SELECT * FROM people").run()
    found.button(key="read-query").click().run()
    assert "120 rows" in text(found)
    found.button(key="run").click().run()
    assert store.plan(started[0]).data.sql is not None


@pytest.mark.parametrize(
    "query", ["DROP TABLE people", "SELECT 1; DELETE FROM people", "", "SELECT * FROM nobody"]
)
def test_what_is_no_query_is_one_sentence_and_leaves_what_was_there(shared: Path, query: str) -> None:
    found = form()
    choose(found, "new-source", "A database")
    found.text_area(key="new-query").set_value(query).run()
    found.button(key="read-query").click().run()
    assert len(problems(found)) == 1
    assert value(found, "target") == "hired"
    assert found.text_area(key="new-query").value == query


def test_looking_at_another_source_keeps_the_rows() -> None:
    found = form()
    choose(found, "new-source", "The demo")
    choose(found, "new-source", "A data set by name")
    assert "people.csv" in text(found)
    assert value(found, "target") == "hired"


def test_after_a_refused_file_what_is_odd_about_the_one_before_is_not_said_of_it() -> None:
    found = form("a#b\n1#2\n3#4\n", "odd.csv")
    assert "was read as one column" in " ".join(problems(found))
    upload(found, "", "empty.csv")
    (said,) = problems(found)
    assert "empty.csv" in said
    assert "&#x27;odd.csv&#x27;, which was read before, is still there." in said
    assert "one column" not in said
    found.file_uploader[0].set_value(None).run()
    (said,) = problems(found)
    assert "was read as one column" in said
    upload(found, CSV, "good.csv")
    assert problems(found) == []

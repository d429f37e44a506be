"""Rows that are no upload, and rows that are read once more."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from fairwitness.app import data_folders, sources, store, uploads
from fairwitness.app.people import local
from fairwitness.audits.plan.model import Data
from fairwitness.errors import DataError, FairwitnessError

FRAME = pd.DataFrame({"hired": [0, 1] * 20, "decision": [0, 0, 1, 1] * 10, "sex": ["f", "m"] * 20})


@pytest.fixture(autouse=True)
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    FRAME.to_csv(folder / "people.csv", index=False)
    with sqlite3.connect(tmp_path / "people.db") as connection:
        FRAME.to_sql("people", connection, index=False)
    connection.close()
    monkeypatch.setenv(data_folders.VARIABLE, str(folder))
    monkeypatch.setenv("FAIRWITNESS_SQL_PEOPLE", f"sqlite:///{tmp_path}/people.db")
    return folder


def test_a_file_of_a_folder_is_read_and_its_roles_guessed(shared: Path) -> None:
    draft = sources.draft_in_folder("shared", "people.csv")
    assert (draft.plan.roles.target, draft.plan.roles.prediction) == ("hired", "decision")
    assert draft.plan.data.path == "people.csv", "the plan does not say where the server keeps it"
    assert draft.data_file == shared / "people.csv"
    with pytest.raises(DataError, match="must be one of the folder"):
        sources.draft_in_folder("shared", "../people.db")


def test_a_run_copies_the_file_and_leaves_it_where_it_is(shared: Path) -> None:
    draft = sources.draft_in_folder("shared", "people.csv")
    private = draft.plan.model_copy(update={"privacy": draft.plan.privacy.model_copy(update={"rows": False})})
    audit = uploads.start(local(), private, draft)
    assert (store.folder(audit) / "inputs/people.csv").is_file()
    assert (shared / "people.csv").is_file()


def test_a_query_is_asked_and_its_roles_guessed() -> None:
    draft = sources.draft_of_query("people", "SELECT * FROM people ORDER BY sex")
    assert len(draft.dataset.frame) == 40
    assert draft.plan.roles.target == "hired"
    assert draft.data_file is None
    audit = uploads.start(local(), draft.plan, draft)
    assert "env:FAIRWITNESS_SQL_PEOPLE" in (store.folder(audit) / store.PLAN).read_text()


@pytest.mark.parametrize(
    "query", ["DROP TABLE people", "SELECT * FROM nobody", "SELECT * FROM people WHERE 1 = 0", ""]
)
def test_a_query_that_gives_no_rows_is_one_sentence(query: str, tmp_path: Path) -> None:
    with pytest.raises(FairwitnessError) as caught:
        sources.draft_of_query("people", query)
    assert str(tmp_path) not in str(caught.value)
    assert len(sources.draft_of_query("people", "SELECT * FROM people").dataset.frame) == 40, (
        "nothing was changed"
    )


def test_rows_are_read_again_from_where_they_came(shared: Path) -> None:
    for draft in (
        sources.draft_in_folder("shared", "people.csv"),
        sources.draft_of_query("people", "SELECT * FROM people ORDER BY sex"),
        uploads.draft_of(uploads.spool("people.csv", io.BytesIO((shared / "people.csv").read_bytes()))),
    ):
        again = sources.read_again(draft.plan.data, draft.data_file)
        pd.testing.assert_frame_equal(again.frame, draft.dataset.frame)


def test_what_is_gone_or_no_longer_allowed_is_said(
    shared: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    draft = sources.draft_in_folder("shared", "people.csv")
    monkeypatch.delenv(data_folders.VARIABLE)
    with pytest.raises(DataError, match="no longer allowed here"):
        sources.read_again(draft.plan.data, draft.data_file)
    spooled = uploads.spool("people.csv", io.BytesIO((shared / "people.csv").read_bytes()))
    kept = uploads.draft_of(spooled)
    spooled.unlink()
    with pytest.raises(DataError, match="no longer there; choose the file again"):
        sources.read_again(kept.plan.data, kept.data_file)
    monkeypatch.delenv("FAIRWITNESS_SQL_PEOPLE")
    asked = Data.model_validate({"sql": {"url": "env:FAIRWITNESS_SQL_PEOPLE", "query": "SELECT 1"}})
    with pytest.raises(DataError, match="has named"):
        sources.read_again(asked, None)
    with pytest.raises(DataError, match="never given"):
        sources.read_again(Data(path="people.csv"), None)

"""Statements of an audit in the store: kept, taken back, shown in the reports, and used when it runs again."""

from __future__ import annotations

from datetime import date

import pytest
import records
import yaml
from streamlit.testing.v1 import AppTest
from test_pages import app, sane, text

from fairwitness.app import jobs, stated, store
from fairwitness.app.jobs import process
from fairwitness.audits.statements import FILE, parse_statements
from fairwitness.errors import StatementError

GIVEN = {"by": "Ana Pires", "role": None, "date": date(2026, 11, 20), "text": "Ana owns it.", "record": None}


def test_a_statement_is_kept_with_its_audit_and_taken_back(keep) -> None:
    keep(records.stated())
    assert not stated.statements("kept")
    stated.keep("kept", "roles", GIVEN)
    assert stated.statements("kept").get("roles").by == "Ana Pires"
    assert parse_statements(stated.text("kept")) == stated.statements("kept")
    stated.keep("kept", "roles", None)
    assert not stated.statements("kept")


def test_what_cannot_be_a_statement_changes_nothing(keep) -> None:
    keep(records.stated())
    stated.keep("kept", "roles", GIVEN)
    with pytest.raises(StatementError, match=r"The form: Statement `roles`: The `text` .* Got 50,000"):
        stated.keep("kept", "roles", {**GIVEN, "text": "y" * 50_000})
    assert stated.statements("kept").get("roles").text == "Ana owns it."


def test_reports_that_are_there_are_written_anew_and_the_record_is_not(keep) -> None:
    keep(records.stated())
    folder = store.folder("kept")
    before = (folder / store.RECORD).read_bytes()
    (folder / "report.md").write_text("old")
    stated.keep("kept", "roles", GIVEN)
    assert "Stated by Ana Pires on 20 November 2026" in (folder / "report.md").read_text()
    assert not (folder / "report.html").exists()
    assert (folder / store.RECORD).read_bytes() == before


def test_only_what_the_frameworks_leave_to_people_is_asked_for() -> None:
    found = stated.asked(records.stated())
    assert "roles" in found
    assert "intended_purpose" not in found
    assert "intended_purpose" in stated.asked(records.no_gates())


def test_the_plan_to_take_along_names_the_statements(keep) -> None:
    keep(records.stated())
    assert "statements" not in yaml.safe_load(store.portable_plan("kept"))
    stated.keep("kept", "roles", GIVEN)
    assert yaml.safe_load(store.portable_plan("kept"))["statements"] == FILE


def test_an_audit_that_runs_again_takes_its_statements(keep, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    class Child:
        pid = 1

        def __init__(self, command: list[str], **_: object) -> None:
            asked.append(command)

        def poll(self) -> int:
            return 0

    monkeypatch.setattr(process.subprocess, "Popen", Child)
    keep(records.stated())
    stated.keep("kept", "roles", GIVEN)
    jobs.start("kept")
    process.reap()
    assert asked[0][asked[0].index("--statements") + 1] == str(store.folder("kept") / FILE)


def filled(found: AppTest, *, by: str, said: str) -> AppTest:
    found.text_area[0].set_value(said)
    found.text_input[0].set_value(by)
    next(button for button in found.button if button.label == "Keep this statement").click()
    return found.run()


def test_the_page_keeps_what_is_stated_and_shows_it_inert(keep) -> None:
    keep(records.stated())
    found = app("compliance", audit="kept")
    assert "Nothing is stated yet." in sane(found)
    found = filled(found, by="<b>Jörg</b>", said="<script>alert(1)</script>")
    said = sane(found)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in said
    assert "<script>" not in said
    assert "Stated by &lt;b&gt;Jörg&lt;/b&gt; on" in said
    assert "Statements, YAML" in [one.label for one in found.get("download_button")]
    assert len(stated.statements("kept").statements) == 1


def test_the_page_says_what_is_missing(keep) -> None:
    keep(records.stated())
    said = text(filled(app("compliance", audit="kept"), by=" ", said="It is so."))
    assert "must say who makes it" in said
    assert not stated.statements("kept")


def test_statements_that_were_spoilt_by_hand_are_a_sentence(keep) -> None:
    keep(records.stated())
    (store.folder("kept") / FILE).write_text("statements: {rols: {}}")
    assert "There is no statement `rols`. Did you mean &#x27;roles&#x27;?" in text(
        app("compliance", audit="kept")
    )
    assert sane(app("summary", audit="kept"))

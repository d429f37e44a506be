"""Statements of an audit in the store: kept, taken back, shown in the reports, and used when it runs again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import records
import yaml
from streamlit.testing.v1 import AppTest
from test_pages import app, sane, text

from fairwitness.app import access, jobs, people, state, stated, store, words
from fairwitness.app.jobs import process
from fairwitness.app.people import Person
from fairwitness.audits.statements import FILE, parse_statements
from fairwitness.errors import AccessError, StatementError

ME, JO = Person("Me"), Person("Jo Berg", "jo@example.org")
GIVEN = {"by": "Ana Pires", "role": None, "date": date(2026, 11, 20), "text": "Ana owns it.", "record": None}


def test_a_statement_is_kept_with_its_audit_and_taken_back(keep) -> None:
    keep(records.stated())
    assert not stated.statements("kept")
    stated.keep(ME, "kept", "roles", GIVEN, expected=None)
    assert stated.statements("kept").get("roles").by == "Ana Pires"
    assert parse_statements(stated.text("kept")) == stated.statements("kept")
    stated.keep(ME, "kept", "roles", None, expected=stated.statements("kept").get("roles"))
    assert not stated.statements("kept")


def test_what_cannot_be_a_statement_changes_nothing(keep) -> None:
    keep(records.stated())
    stated.keep(ME, "kept", "roles", GIVEN, expected=None)
    with pytest.raises(StatementError, match=r"The form: Statement `roles`: The `text` .* Got 50,000"):
        stated.keep(ME, "kept", "roles", {**GIVEN, "text": "y" * 50_000}, expected=None)
    assert stated.statements("kept").get("roles").text == "Ana owns it."


def test_what_somebody_has_not_seen_is_not_written_over(keep) -> None:
    keep(records.stated())
    first = stated.keep(ME, "kept", "roles", GIVEN, expected=None).get("roles")
    with pytest.raises(StatementError, match=r"Ana Pires now states \"Ana owns it\.\"\. Yours was not kept"):
        stated.keep(ME, "kept", "roles", {**GIVEN, "text": "Li owns it."}, expected=None)
    assert stated.statements("kept").get("roles") == first
    stated.keep(ME, "kept", "roles", None, expected=first)
    with pytest.raises(StatementError, match="it was taken back"):
        stated.keep(ME, "kept", "roles", GIVEN, expected=first)
    assert not stated.statements("kept")


def test_many_at_once_write_one_statement(keep) -> None:
    keep(records.stated())
    refused: list[StatementError] = []

    def state_it(number: int) -> None:
        try:
            stated.keep(ME, "kept", "roles", {**GIVEN, "text": f"Text {number}."}, expected=None)
        except StatementError as error:
            refused.append(error)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(state_it, range(8)))
    assert len(refused) == 7


def test_somebody_who_is_logged_in_states_in_their_own_name(keep) -> None:
    keep(records.stated())
    store.set_member(store.MAIN, JO.email, "auditor", ME)
    found = stated.keep(JO, "kept", "roles", GIVEN, expected=None)
    assert found.get("roles").by == "Jo Berg (jo@example.org)"


def test_who_may_not_change_audits_states_nothing(keep, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(records.stated())
    store.set_member(store.MAIN, JO.email, "reviewer", ME)
    with pytest.raises(AccessError):
        stated.keep(JO, "kept", "roles", GIVEN, expected=None)
    monkeypatch.setattr(state, "person", lambda: JO)
    assert "state-keep" not in [button.key for button in app("compliance", audit="kept").button]
    assert access.CHANGES["fairwitness.app.stated.keep"] == "audit"
    assert not stated.statements("kept")


def test_reports_that_are_there_are_written_anew_and_the_record_is_not(keep) -> None:
    keep(records.stated())
    folder = store.folder("kept")
    before = (folder / store.RECORD).read_bytes()
    (folder / "report.md").write_text("old")
    stated.keep(ME, "kept", "roles", GIVEN, expected=None)
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
    stated.keep(ME, "kept", "roles", GIVEN, expected=None)
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
    stated.keep(ME, "kept", "roles", GIVEN, expected=None)
    jobs.start("kept")
    process.reap()
    assert asked[0][asked[0].index("--statements") + 1] == str(store.folder("kept") / FILE)


def form(found: AppTest, part: str) -> str:
    """The key of a part of the form that is shown."""
    fields = (*found.text_area, *found.text_input, *found.checkbox)
    return next(one.key for one in fields if (one.key or "").startswith("state-") and one.key.endswith(part))


def filled(found: AppTest, *, by: str, said: str) -> AppTest:
    found.text_area(key=form(found, "-text")).set_value(said)
    found.text_input(key=form(found, "-by")).set_value(by)
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
    assert "A statement needs a text and a name. Fill in your name." in said
    said = text(filled(app("compliance", audit="kept"), by="", said=""))
    assert "Fill in what you want to state and your name." in said
    assert not stated.statements("kept")


def test_statements_that_were_spoilt_by_hand_are_a_sentence(keep) -> None:
    keep(records.stated())
    (store.folder("kept") / FILE).write_text("statements: {rols: {}}")
    assert "There is no statement <code>rols</code>. Did you mean &#x27;roles&#x27;?" in text(
        app("compliance", audit="kept")
    )
    assert sane(app("summary", audit="kept"))


def test_of_two_tabs_the_second_reads_the_first_before_it_writes_over_it(keep) -> None:
    keep(records.stated())
    one, two = app("compliance", audit="kept"), app("compliance", audit="kept")
    filled(one, by="Ana", said="From the first tab.")
    said = text(filled(two, by="Li", said="From the second."))
    assert "Ana now states" in said
    assert "From the first tab." in said
    (kept,) = stated.statements("kept").statements.values()
    assert kept.by == "Ana"
    assert two.text_area(key=form(two, "-text")).value == "From the second."
    next(button for button in two.button if button.label == "Keep this statement").click()
    sane(two.run())
    (kept,) = stated.statements("kept").statements.values()
    assert (kept.by, kept.text) == ("Li", "From the second.")


def test_a_form_that_is_older_than_the_statement_says_so_and_can_show_it(keep) -> None:
    keep(records.stated())
    one, two = app("compliance", audit="kept"), app("compliance", audit="kept")
    filled(one, by="Ana", said="From the first tab.")
    assert "somebody changed this statement" in sane(two.run())
    next(button for button in two.button if button.label == "Show it in the form").click()
    assert "somebody changed this statement" not in sane(two.run())
    assert two.text_area(key=form(two, "-text")).value == "From the first tab."


def test_the_name_of_somebody_who_is_logged_in_is_fixed(keep, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(records.stated())
    monkeypatch.setattr(state, "person", lambda: JO)
    store.set_member(store.MAIN, JO.email, "auditor", ME)
    found = app("compliance", audit="kept")
    name = found.text_input(key=form(found, "-by"))
    assert (name.value, name.disabled) == ("Jo Berg (jo@example.org)", True)


def test_a_statement_that_was_begun_is_there_after_a_refresh_and_gone_once_it_is_kept(keep) -> None:
    keep(records.stated())
    found = app("compliance", audit="kept")
    found.text_area(key=form(found, "-text")).set_value("Half a thou").run()
    again = app("compliance", audit="kept")
    assert again.text_area(key=form(again, "-text")).value == "Half a thou"
    again.text_input(key=form(again, "-by")).set_value("Ada")
    next(button for button in again.button if button.label == "Keep this statement").click().run()
    assert words.kept(people.local(), "kept", f"state-{again.selectbox(key='statement').value}") == ""

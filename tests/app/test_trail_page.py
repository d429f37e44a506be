"""The page that tells what happened in a project."""

from __future__ import annotations

from pathlib import Path

import pytest
import records
from logged_in import set_up, tab
from test_pages import app, sane

from fairwitness.app import access, acts, store
from fairwitness.app.people import Person
from fairwitness.reports.evidence.trail import add_run, load_trail

ME = Person("Ada")


def test_before_anything_has_happened_it_says_so() -> None:
    found = app("trail")
    assert "Nothing has happened yet" in sane(found)
    assert not found.get("download_button")


def test_what_happened_is_told_and_can_be_taken_along(keep) -> None:
    keep(records.full())
    add_run(store.trail(), records.full())
    acts.delete(ME, "kept")
    found = app("trail")
    said = sane(found)
    assert "Ada deleted an audit: &#x27;Two-year re-arrest screening&#x27;" in said
    assert "a declared limit did not hold" in said
    assert [one.label for one in found.get("download_button")] == ["The log, JSON Lines"]


def test_the_check_gives_the_last_fingerprint_and_says_what_it_cannot_show() -> None:
    access.note(ME, "did something", store.MAIN)
    said = sane(app("trail").button(key="verify").click().run())
    assert "The log is unbroken: 1 line" in said
    assert load_trail(store.trail()).head.hash in said
    assert "cut off its end" in said


def test_a_log_that_was_altered_is_named_and_can_still_be_taken_along() -> None:
    access.note(ME, "did something", store.MAIN)
    store.trail().write_text(store.trail().read_text().replace("something", "nothing"))
    found = app("trail")
    said = sane(found)
    assert "line 1" in said.casefold()
    assert "did nothing" not in said
    assert found.get("download_button")


def test_nobody_reads_the_trail_of_another_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(tmp_path, monkeypatch)
    hiring = store.add_project("Hiring").id
    store.set_member(hiring, "ann@example.org", "viewer", ME)
    access.note(ME, "did this", store.MAIN)
    access.note(ME, "did that", hiring)
    said = sane(tab("ann@example.org", "trail"))
    assert "Ada did that" in said
    assert "did this" not in said
    store.set_member(store.MAIN, "ann@example.org", "viewer", ME)
    found = tab("ann@example.org", "trail")
    assert "Ada did this" in sane(found)
    assert "Ada did that" in sane(found.selectbox(key="trail-project").set_value(hiring).run())


def test_what_people_typed_does_not_become_markup() -> None:
    access.note(Person("<script>alert(1)</script>"), "wrote <b>bold</b>", store.MAIN)
    said = sane(app("trail"))
    assert "<script" not in said
    assert "<b>bold" not in said

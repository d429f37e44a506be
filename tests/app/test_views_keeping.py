"""The form is kept while it is filled in: found again in a new tab, and never overwritten by another."""

from __future__ import annotations

from pathlib import Path

import pytest
import skops.io
from new_form import CSV, can_run, form, go, problems, text, turn, upload, value
from sklearn.dummy import DummyClassifier
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from fairwitness.app import people, store, unfinished
from fairwitness.app.web import MAIN
from fairwitness.errors import StoreError


def tab(draft: str | None = None) -> AppTest:
    """A new tab, at the address of a form that is kept."""
    found = AppTest.from_file(str(MAIN), default_timeout=30)
    found._page_hash = calc_hash("new")
    if draft is not None:
        found.query_params["draft"] = draft
    return found.run()


def address(found: AppTest) -> str:
    named = found.query_params["draft"]
    return named if isinstance(named, str) else named[0]


def kept() -> list[str]:
    return [str(one.content["title"]) for one in unfinished.kept_of(people.local())]


def test_a_new_tab_finds_all_that_was_entered() -> None:
    found = form()
    found.text_input(key="new.title").set_value("Mine").run()
    go(found, "roles").text_input(key="new.bins.age").set_value("30, 45").run()
    go(found, "checks")
    turn(found, "policy", "hiring")
    again = tab(address(found))
    assert problems(again) == []
    assert (value(again, "title"), value(again, "bins.age"), value(again, "policy")) == (
        "Mine",
        "30, 45",
        "hiring",
    )
    assert again.code[0].value == found.code[0].value
    assert "is named like a target" in text(go(again, "roles"))
    assert len(kept()) == 1


def test_nothing_is_kept_of_a_form_in_which_nothing_was_entered() -> None:
    found = tab()
    assert "draft" not in found.query_params
    assert kept() == []


def test_a_model_comes_back_with_the_form() -> None:
    found = go(form(), "model")
    model = skops.io.dumps(DummyClassifier().fit([[0], [1]], [0, 1]))
    found.file_uploader(key="new-model").upload("m.skops", model, "application/octet-stream").run()
    again = go(tab(address(found)), "model")
    assert "DummyClassifier" in text(again)
    assert again.session_state["new-draft"].has_model


def test_forms_that_were_left_are_offered_and_can_be_thrown_away() -> None:
    first = address(form())
    found = tab()
    assert "Go on where you were" in text(found)
    found.button(key=f"open-{first}").click().run()
    assert value(found, "target") == "hired"
    assert address(found) == first
    other = tab()
    other.button(key=f"drop-{first}").click().run()
    assert kept() == []
    assert "Go on where you were" not in text(other)


def test_the_second_of_two_tabs_is_told_and_goes_on_as_a_copy() -> None:
    one = form()
    two = tab(address(one))
    one.text_input(key="new.title").set_value("One").run()
    two.text_input(key="new.title").set_value("Two").run()
    (said,) = problems(two)
    assert "saved in another tab" in said
    assert two.text_input(key="new.title").value == "Two"
    two.button(key="go-on").click().run()
    assert problems(two) == []
    assert sorted(kept()) == ["One", "Two"]
    assert address(one) != address(two)


def test_the_second_of_two_tabs_can_take_over_the_other_s() -> None:
    one = form()
    two = tab(address(one))
    one.text_input(key="new.title").set_value("One").run()
    two.text_input(key="new.title").set_value("Two").run()
    two.button(key="take-over").click().run()
    assert problems(two) == []
    assert two.text_input(key="new.title").value == "One"
    two.text_input(key="new.title").set_value("Three").run()
    assert kept() == ["Three"]


def test_a_form_that_was_thrown_away_in_another_tab_goes_on_as_a_copy() -> None:
    found = form()
    unfinished.drop(people.local(), address(found))
    found.text_input(key="new.title").set_value("Mine").run()
    assert "no longer kept" in problems(found)[0]
    found.button(key="go-on").click().run()
    assert kept() == ["Mine"]


def test_an_address_of_no_form_is_a_sentence() -> None:
    found = tab("0000000000000000")
    assert "no longer kept" in problems(found)[0]
    assert "draft" not in found.query_params


def test_rows_that_are_gone_are_asked_for_and_the_rest_comes_back() -> None:
    found = form()
    found.text_input(key="new.title").set_value("Mine").run()
    file: Path = found.session_state["new-draft"].data_file
    file.unlink()
    again = tab(address(found))
    assert "choose the file again" in problems(again)[0]
    assert not can_run(again)
    upload(again, CSV)
    assert value(again, "title") == "Mine"
    assert kept() == ["Mine"]


def test_an_audit_that_was_begun_is_no_unfinished_form(started: list[str]) -> None:
    found = form()
    found.button(key="run").click().run()
    assert kept() == []
    assert store.plan(started[0]).roles.target == "hired"


def test_another_audit_begins_with_an_empty_form_and_the_first_is_kept() -> None:
    found = form()
    found.button(key="begin-another").click().run()
    assert "draft" not in found.query_params
    assert not can_run(found)
    assert "Go on where you were" in text(found)
    assert len(kept()) == 1


def test_a_database_that_is_locked_is_a_sentence_and_the_next_change_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def locked(*_: object) -> None:
        raise StoreError("The database is locked.")

    found = form()
    with monkeypatch.context() as patch:
        patch.setattr(store, "save_draft", locked)
        found.text_input(key="new.title").set_value("One").run()
        assert problems(found) == ["The database is locked. What you entered is still on this page."]
        assert "go-on" not in [button.key for button in found.button]
    found.text_input(key="new.title").set_value("Two").run()
    assert problems(found) == []
    assert kept() == ["Two"]

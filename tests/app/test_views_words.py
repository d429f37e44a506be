"""The field for words that take a while: it begins with what was begun, and says so where that cannot be kept."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from fairwitness.app import people, store, words
from fairwitness.audits.plan import Plan


def page() -> None:
    from fairwitness.app import state
    from fairwitness.app.views.words import words_area

    state.guarded(lambda: words_area("Comment", "a", "comment-1", key="field") and None)()


@pytest.fixture(autouse=True)
def audit() -> str:
    return store.create(Plan(title="A"), audit="a")


def said(found: AppTest) -> str:
    assert not found.exception
    return " ".join(element.proto.body for element in found.get("html"))


def test_it_is_kept_when_it_is_left_and_found_by_another_tab() -> None:
    AppTest.from_function(page).run().text_area(key="field").set_value("Half a thou").run()
    assert words.kept(people.local(), "a", "comment-1") == "Half a thou"
    again = AppTest.from_function(page).run()
    assert again.text_area(key="field").value == "Half a thou"
    again.text_area(key="field").set_value("").run()
    assert AppTest.from_function(page).run().text_area(key="field").value == ""


def test_where_it_cannot_be_kept_that_is_said_and_the_words_stay() -> None:
    (store.folder("a") / words.FOLDER).write_text("in the way")
    found = AppTest.from_function(page).run()
    found.text_area(key="field").set_value("Half a thou").run()
    assert "What you write is not kept yet" in said(found)
    assert found.text_area(key="field").value == "Half a thou"

from __future__ import annotations

import ast
import logging
from pathlib import Path

import pytest
import records
from streamlit.testing.v1 import AppTest

from fairwitness import app as package
from fairwitness.app import state
from fairwitness.app.people import Person
from fairwitness.errors import FairwitnessError

FOLDER = Path(package.__path__[0])


def page(error: str) -> None:
    from fairwitness.app import state
    from fairwitness.errors import DataError

    def render() -> None:
        if error == "mine":
            raise DataError("The data must have rows. '<b>x</b>.csv' is empty.")
        if error == "bug":
            raise ZeroDivisionError("secret /home/someone")

    state.guarded(render)()


def text(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def test_what_a_person_can_act_on_is_a_sentence() -> None:
    app = AppTest.from_function(page, args=("mine",)).run()
    assert not app.exception
    assert "The data must have rows. &#x27;&lt;b&gt;x&lt;/b&gt;.csv&#x27; is empty." in text(app)


def test_anything_else_is_a_number_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "fairwitness.app"):
        app = AppTest.from_function(page, args=("bug",)).run()
    assert not app.exception
    said = text(app)
    assert "Something went wrong inside Fairwitness" in said
    assert "secret" not in said
    assert "ZeroDivisionError" not in said
    assert caplog.records[0].args[0] in said
    assert "secret" in caplog.text


def page_with_a_button(error: str) -> None:
    import streamlit as st

    from fairwitness.app import state
    from fairwitness.errors import StoreError

    def press(words: str) -> None:
        if error == "mine":
            raise StoreError("The disk is full, so nothing was changed.")
        if error == "bug":
            raise ZeroDivisionError("secret /home/someone")
        st.session_state["words"] = words

    def render() -> None:
        st.text_input("Kept", key="kept")
        st.button("Press", key="press", on_click=state.answering(press), args=("pressed",))

    state.guarded(render)()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("mine", "The disk is full, so nothing was changed."),
        ("bug", "Something went wrong inside Fairwitness"),
    ],
)
def test_what_fails_in_an_answer_is_said_over_the_page_which_stays_as_it_is(error: str, said: str) -> None:
    app = AppTest.from_function(page_with_a_button, args=(error,)).run()
    app.text_input(key="kept").set_value("what was typed").run()
    app.button(key="press").click().run()
    assert not app.exception
    assert said in text(app)
    assert "secret" not in text(app)
    assert app.text_input(key="kept").value == "what was typed"
    app.run()
    assert said not in text(app), "once"


def test_an_answer_does_what_it_is_to_do() -> None:
    app = AppTest.from_function(page_with_a_button, args=("",)).run()
    app.button(key="press").click().run()
    assert app.session_state["words"] == "pressed"
    assert text(app) == ""


GIVEN = ("on_click", "on_change", "on_submit", "on_select")


def test_every_answer_of_a_field_or_button_is_guarded() -> None:
    pages = [ast.parse(path.read_text("utf-8")) for path in FOLDER.rglob("*.py")]
    nodes = [node for page in pages for node in ast.walk(page) if isinstance(node, ast.keyword)]
    given = [ast.unparse(node.value) for node in nodes if node.arg in GIVEN]
    called = [one for one in given if one != "'ignore'"]
    assert [one for one in called if not one.startswith("state.answering(")] == []
    assert len(called) > 15


def test_a_record_is_read_once_and_again_when_it_changed(keep, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(records.full())
    first = state.record("kept")
    assert state.record("kept") is first
    keep(records.no_gates())
    assert state.record("kept").hash != first.hash


def test_an_audit_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(FairwitnessError, match="not kept on this machine"):
        state.record("nothing")


def part_of_a_page(audit: str) -> None:
    import streamlit as st

    from fairwitness.app import state

    @state.part_of_audit()
    def part(audit: str, words: str) -> None:
        st.text(f"{audit}: {words}")

    part(audit, "its rows")


def test_a_part_of_a_page_is_drawn_for_whoever_sees_the_audit(keep) -> None:
    keep(records.full())
    app = AppTest.from_function(part_of_a_page, args=("kept",)).run()
    assert [one.value for one in app.text] == ["kept: its rows"]


def test_a_part_of_a_page_is_not_drawn_anew_once_the_role_is_gone(
    keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(records.full())
    app = AppTest.from_function(part_of_a_page, args=("kept",)).run()
    monkeypatch.setattr(state, "person", lambda: Person("Ann", "ann@example.org"))
    app.run()
    assert not app.exception
    assert not app.text
    assert "not kept on this machine" in text(app)

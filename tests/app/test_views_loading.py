"""What is made in the background: a line while it is waited for, a sentence and a button where it cannot be made."""

from __future__ import annotations

import threading
from concurrent.futures import Future

import pytest
from streamlit.testing.v1 import AppTest

from fairwitness.app.shelf import Shelf
from fairwitness.app.views.loading import still
from fairwitness.errors import DataError


def page() -> None:
    from functools import partial

    import streamlit as st

    from fairwitness.app.views.loading import loaded

    shelf, of = st.session_state["shelf"], ("a", "1")
    said = loaded(
        partial(shelf.ready, of),
        "Making <it> ...",
        partial(shelf.again, of),
        key="once-more",
        fails="It is not there.",
    )
    if said is not None:
        st.text(said)


def drawn(shelf: Shelf[str]) -> AppTest:
    app = AppTest.from_function(page)
    app.session_state["shelf"] = shelf
    return app.run()


def text(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(element.proto.body for element in app.get("html"))


def test_what_is_being_made_is_said_and_then_shown() -> None:
    free = threading.Event()

    def make(audit: str) -> str:
        free.wait(5)
        return audit.upper()

    shelf: Shelf[str] = Shelf("test", make, 2)
    app = drawn(shelf)
    assert '<p role="status" class="m">Making &lt;it&gt; ...</p>' in text(app)
    assert not app.text
    free.set()
    shelf.ready(("a", "1")).result(5)
    app.run()
    assert [one.value for one in app.text] == ["A"]
    assert "Making" not in text(app)


def test_a_failure_is_a_sentence_until_somebody_has_it_tried_once_more() -> None:
    tried: list[str] = []

    def make(audit: str) -> str:
        tried.append(audit)
        if len(tried) == 1:
            raise DataError("The file <b> is gone.")
        return audit.upper()

    shelf: Shelf[str] = Shelf("test", make, 2)
    shelf.ready(("a", "1")).exception(5)
    app = drawn(shelf)
    assert "It is not there. The file &lt;b&gt; is gone." in text(app)
    app.run()
    assert tried == ["a"]
    app.button(key="once-more").click().run()
    shelf.ready(("a", "1")).result(5)
    app.run()
    assert [one.value for one in app.text] == ["A"]
    assert tried == ["a", "a"]


def test_what_is_still_there_is_had_at_once_and_a_failure_is_raised() -> None:
    made: Future[str] = Future()
    made.set_result("A")
    assert still(made) == "A"
    failed: Future[str] = Future()
    failed.set_exception(DataError("Gone."))
    with pytest.raises(DataError, match="Gone"):
        still(failed)

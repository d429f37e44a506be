"""What is made in the background, on the page: a line while it is waited for, a sentence where it cannot be made."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

import streamlit as st

from fairwitness.app import state
from fairwitness.app.views import parts
from fairwitness.errors import FairwitnessError

Thing = TypeVar("Thing")


def loaded(
    begin: Callable[[], Future[Thing]],
    words: str,
    again: Callable[[], None],
    *,
    key: str,
    fails: str = "",
) -> Thing | None:
    """The thing once it is made; until then, or where it failed, that is drawn and there is None.

    Parameters
    ----------
    begin
        Begins to make it, if that is not done.
    words
        What is waited for.
    again
        Lets go of a failure, so that it is tried once more: a button with this `key` calls it.
    fails
        What cannot be done after a failure, a sentence before its own.
    """
    made = begin()
    if not made.done():
        _wait(begin, words)
        return None
    failed = made.exception()
    if isinstance(failed, FairwitnessError):
        parts.html(parts.problem(f"{fails} {failed}".lstrip()))
        st.button("Try again", key=key, on_click=state.answering(again))
        return None
    return made.result()


def still(made: Future[Thing]) -> Thing:
    """The thing in a part of a page that is drawn anew by itself; if it was let go of meanwhile, all is drawn anew.

    Raises
    ------
    FairwitnessError
        It was made once more, and could not be.
    """
    if not made.done():
        st.rerun()
    return made.result()


@st.fragment(run_every=0.5)
@state.guarded
def _wait(begin: Callable[[], Future[Thing]], words: str) -> None:
    """Look again until it is made; the page stays free for other clicks meanwhile."""
    if begin().done():
        st.rerun()
    parts.html(f'<p role="status" class="m">{parts.text(words)}</p>')

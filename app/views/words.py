"""A field for words that take a while to write: kept whenever it is left, so that a tab that is closed costs none."""

from __future__ import annotations

from typing import Final

import streamlit as st

from fairwitness.app import state, words

KEPT: Final = "What you have written and not sent is kept for you alone, until you send it."
UNSENT: Final = "What you write here is kept once it is sent, and not before."


def words_area(
    label: str, audit: str, field: str, *, key: str, height: int = 140, help: str | None = None
) -> str:
    """A field that begins with what this person had begun to write there, unless the session holds something."""
    if key not in st.session_state:
        st.session_state[key] = words.kept(state.person(), audit, field)
    return st.text_area(
        label,
        key=key,
        height=height,
        help=help,
        placeholder=help or "",
        max_chars=words.MOST,
        on_change=state.answering(_keep),
        args=(audit, field, key),
        persist_state="session",
    )


def _keep(audit: str, field: str, key: str) -> None:
    words.keep(state.person(), audit, field, str(st.session_state.get(key) or ""))

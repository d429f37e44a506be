"""Fields for a private key that somebody brings for one signature: it is used in memory, and gone with the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

NOT_KEPT: Final = "The key is used for this one signature, and is not kept or logged."


def turn(form: str) -> int:
    """How often a form was sent: its fields are named by it, so that a form that was sent leaves no key behind."""
    return int(st.session_state.get(_sent(form), 0))


def next_turn(form: str) -> None:
    """Draw the page anew, with other fields."""
    st.session_state[_sent(form)] = turn(form) + 1
    st.rerun()


def ask(form: str, file: str, passphrase: str) -> tuple[UploadedFile | None, str]:
    """The file of the key, if one was chosen, and its passphrase; the last two arguments are the labels."""
    count = turn(form)
    pem = st.file_uploader(file, "pem", key=f"{form}-key-{count}", max_upload_size=1)
    secret = st.text_input(passphrase, type="password", key=f"{form}-secret-{count}", autocomplete="off")
    return pem, secret


def _sent(form: str) -> str:
    return f"{form}-key-sent"

"""A file that is made when somebody asks for it: the button, the wait, and the download with its size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from fairwitness.app.exporting import Made
from fairwitness.app.views import numbers, parts
from fairwitness.errors import FairwitnessError
from fairwitness.reports.format import size

_MADE: Final = "export-made"
"""The file that was made last, and for which button: a session keeps one."""


def take(name: str, label: str, make: Callable[[], Made]) -> None:
    """A button that makes a file, and the file once it is made; why not where it cannot be."""
    if st.button(label, key=f"take-{name}") and attempt(name, make):
        st.rerun()  # what was made before for a button above is no longer offered
    show(name)


def attempt(name: str, make: Callable[[], Made]) -> bool:
    """Make a file and keep it for the download; say why where it cannot be made. Whether it was."""
    st.session_state.pop(_MADE, None)
    try:
        with st.spinner("Making it", show_time=True):
            st.session_state[_MADE] = (name, make())
    except FairwitnessError as error:
        parts.html(parts.problem(str(error)))
        return False
    return True


def show(name: str) -> None:
    """The download of the file that was made last, if it was for this button, and what to know of it."""
    kept = st.session_state.get(_MADE)
    if kept is None or kept[0] != name:
        return
    made: Made = kept[1]
    download(made, name)
    if made.remarks:
        parts.html(parts.muted("To know:") + parts.listing(made.remarks))


def download(made: Made, name: str) -> None:
    """The download of a file, with its size."""
    st.download_button(
        f"Download {parts.markdown(made.file)}, {numbers.words().figure(size(len(made.content)))}",
        made.content,
        made.file,
        made.kind,
        key=f"get-{name}",
        on_click="ignore",
    )

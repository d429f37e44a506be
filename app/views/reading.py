"""The part of the form that shows what each column looks like, and lets a person correct how the file was read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from fairwitness.app import uploads
from fairwitness.app.uploads import Draft
from fairwitness.app.views import numbers, parts
from fairwitness.audits.plan.data import ColumnType, Data
from fairwitness.audits.subject.profile import Profile
from fairwitness.errors import FairwitnessError
from fairwitness.reports.charts import Table

SAID: Final = "new-data-said"
_OF: Final = "new-reading-of"
_SEPARATORS: Final = {
    "": "Find out",
    ",": "Comma",
    ";": "Semicolon",
    "\t": "Tab",
    "|": "Bar",
    " ": "Space",
    ":": "Colon",
    "^": "Caret",
    "~": "Tilde",
}
_KINDS: Final[dict[ColumnType, str]] = {
    "text": "Columns that are text or codes",
    "number": "Columns that are numbers",
    "true or false": "Columns that are true or false",
    "date": "Columns that are dates",
}


def reading_fields(draft: Draft, begin: Callable[[Draft], None], *, opened: bool, few: bool = False) -> None:
    """What each column looks like; and, of a file, how else it can be read."""
    with st.expander("What each column looks like", expanded=few):
        parts.html(parts.table(profile_table(draft.profile), words=("What is odd",)))
    if draft.data_file is None:
        return
    _show_again(draft)
    with st.expander("Read it differently", expanded=opened):
        if draft.dataset.kind == "csv":
            _text_file()
        if draft.dataset.kind == "excel":
            st.text_input(
                "Sheet", key="new-sheet", persist_state="session", placeholder="The first with a table"
            )
        st.text_input(
            "More values that mean missing", key="new-missing", persist_state="session", placeholder="unknown, -99",
            help="With commas between. Empty cells and NA are missing already.",
        )  # fmt: skip
        columns = [str(name) for name in draft.dataset.frame.columns]
        for kind, label in _KINDS.items():
            st.multiselect(
                label,
                columns,
                key=f"new-types-{kind}",
                placeholder="As they were read",
                persist_state="session",
            )
        if st.button("Read again", key="read-again"):
            _again(draft, begin)


def profile_table(found: Profile) -> Table:
    """A line for each column: its kind, what is missing, how many values, and what is odd about it."""
    count = numbers.words().count
    rows = tuple(
        (column.name, column.kind, count(column.missing), count(column.distinct), column.odd)
        for column in found.columns
    )
    looked = "" if found.looked_at == found.rows else f", of {count(found.looked_at)} rows looked at"
    columns = ("Column", "Kind", "Missing", "Values", "What is odd")
    return Table(f"Columns as read{looked}", columns, rows, frozenset({"Missing", "Values"}))


def _text_file() -> None:
    left, right = st.columns(2, gap="large")
    left.selectbox(
        "Columns are separated by",
        list(_SEPARATORS),
        format_func=lambda c: _SEPARATORS[c],
        key="new-separator",
        persist_state="session",
    )
    right.text_input("Text encoding", key="new-encoding", persist_state="session", placeholder="Find out")


def _show_again(draft: Draft) -> None:
    """Fill the fields with how this file was read, once for each file."""
    data = draft.plan.data
    if st.session_state.get(_OF) == (draft.data_file, data):
        return
    st.session_state[_OF] = (draft.data_file, data)
    st.session_state["new-separator"] = data.separator if data.separator in _SEPARATORS else ""
    st.session_state["new-encoding"] = data.encoding or ""
    st.session_state["new-sheet"] = data.sheet or ""
    st.session_state["new-missing"] = ", ".join(map(str, data.missing))
    for kind in _KINDS:
        named = [name for name, given in data.types.items() if given == kind]
        st.session_state[f"new-types-{kind}"] = [name for name in named if name in draft.dataset.frame]


def _again(draft: Draft, begin: Callable[[Draft], None]) -> None:
    st.session_state[SAID] = None
    try:
        if draft.data_file is not None:
            begin(uploads.model_kept(uploads.draft_of(draft.data_file, _wanted(draft)), draft))
    except (FairwitnessError, ValueError) as error:
        st.session_state[SAID] = str(error)
    st.rerun()


def _wanted(draft: Draft) -> Data:
    """How the fields say that the file is to be read."""
    held = st.session_state
    types = {name: kind for kind in _KINDS for name in held.get(f"new-types-{kind}", ())}
    missing = [part.strip() for part in str(held.get("new-missing") or "").split(",") if part.strip()]
    return Data.model_validate(
        {
            "path": draft.plan.data.path,
            "format": draft.plan.data.format,
            "separator": held.get("new-separator") or None,
            "encoding": str(held.get("new-encoding") or "").strip() or None,
            "sheet": str(held.get("new-sheet") or "").strip() or None,
            "missing": missing,
            "types": types,
        }
    )

"""The project that a new audit is put into."""

from __future__ import annotations

import streamlit as st

from fairwitness.app import access, state

_KEY = "new-project"


def project_field() -> str:
    """The id of the project to put a new audit into; it is asked only where there is more than one.

    Raises
    ------
    AccessError
        The person may make audits in none.
    """
    person = state.person()
    access.require(person, "audit")
    found = {one.id: one.name for one in access.where(person, "audit")}
    if len(found) == 1:
        return next(iter(found))
    chosen = st.selectbox(
        "Project",
        list(found),
        key=_KEY,
        format_func=found.__getitem__,
        help="Who has a role in it sees the audit.",
        persist_state="session",
    )
    assert chosen is not None
    return chosen

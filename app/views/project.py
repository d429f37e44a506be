"""The project that an audit is put into, be it made here or opened."""

from __future__ import annotations

import streamlit as st

from fairwitness.app import access, state


def project_field(key: str = "new-project") -> str:
    """The id of the project to put an audit into; it is asked only where there is more than one.

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
        key=key,
        format_func=found.__getitem__,
        help="Who has a role in it sees the audit.",
        persist_state="session",
    )
    assert chosen is not None
    return chosen

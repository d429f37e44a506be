"""The door: where people log in, nothing is drawn before somebody has, and has a role here."""

from __future__ import annotations

from typing import Final

import streamlit as st

from fairwitness.app import access, login, roles, state
from fairwitness.app.people import Person
from fairwitness.app.views import parts
from fairwitness.errors import FairwitnessError

_LEAVE: Final = "sign-out"


def let_in() -> bool:
    """Whether the page may be drawn for this session; otherwise what stands at the door is drawn instead."""
    if login.secrets_file() is None:
        return True
    try:
        if not state.logged_in():
            _ask()
            return False
        person = state.person()
        if not access.seen(person):
            _without_role(person)
            return False
    except FairwitnessError as error:
        _refused(error)
        return False
    _who(person)
    return True


def _ask() -> None:
    how = login.read()
    parts.html(
        '<div class="door"><h1>Fairwitness</h1><p class="lede">Audits of machine-learning models. '
        "Log in to see those that you may see.</p></div>"
    )
    for provider in how.providers if how is not None else ():
        label = "Log in" if provider is None else f"Log in with {provider.replace('-', ' ').title()}"
        if st.button(parts.markdown(label), type="primary", key=f"log-in-{provider or 'default'}"):
            st.login(provider)


def _without_role(person: Person) -> None:
    asked = ", ".join(roles.operators()) or "whoever runs the server"
    parts.html(
        f"<h1>No role yet</h1>{parts.lede('You are logged in, and have no role in any project here.')}"
        f"<p>To be given one, ask: {parts.text(asked)}. Say that you are {parts.text(person.email)}.</p>"
    )
    _leave()


def _refused(error: FairwitnessError) -> None:
    parts.html("<h1>Not logged in</h1>" + parts.problem(str(error)))
    _leave()


def _who(person: Person) -> None:
    """Who is logged in, and the way out, at the top of every page."""
    with st.container(horizontal=True, horizontal_alignment="right", vertical_alignment="center", key="who"):
        parts.html(f'<p class="m">{parts.text(person.name)}</p>')
        _leave()


def _leave() -> None:
    if st.button("Sign out", key=_LEAVE, type="tertiary"):
        st.logout()

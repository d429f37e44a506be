"""Keeping the form of a new audit while it is filled in: its address, other tabs, and forms that were left."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Final

import streamlit as st

from fairwitness.app import state, unfinished
from fairwitness.app.unfinished import Content, Form, Opened
from fairwitness.app.views import numbers, parts
from fairwitness.errors import StoreError

ADDRESS: Final = "draft"
_ID, _VERSION, _CONTENT, _CLASH = "new-kept-id", "new-kept-version", "new-kept-content", "new-kept-clash"
_MOST_LISTED: Final = 8
Put = Callable[[Opened], None]


def find(put: Put) -> None:
    """Open the form that the address names, unless this tab has it open already."""
    named = st.query_params.get(ADDRESS)
    held = st.session_state.get(_ID)
    if named is None and held is not None:
        st.query_params[ADDRESS] = held
    elif named is not None and named != held:
        _open(named, put)


def save(form: Form) -> None:
    """Keep the form if it has changed since it was kept last; another tab's changes are never overwritten."""
    content = unfinished.content_of(form)
    if st.session_state.get(_CONTENT) == content or st.session_state.get(_CLASH):
        return
    held = st.session_state.get(_ID)
    if held is None:
        _hold(unfinished.begin(state.person(), content).id, 1, content)
        return
    try:
        kept = unfinished.keep(state.person(), held, content, st.session_state[_VERSION])
    except StoreError as error:
        if _is_as_it_was(
            held
        ):  # no other tab: the disk is full, or the database is locked; the next change tries again
            parts.html(parts.problem(f"{error} What you entered is still on this page."))
            return
        st.session_state[_CLASH] = str(error)
        st.rerun()
    _hold(kept.id, kept.version, content)


def clash(form: Form, put: Put) -> None:
    """Say that another tab was quicker, and let the reader choose; nothing of either is lost."""
    said = st.session_state.get(_CLASH)
    if not said:
        return
    parts.html(parts.problem(said))
    with st.container(horizontal=True):
        if st.button("Take over what is kept", key="take-over"):
            _open(st.session_state[_ID], put)
            st.rerun()
        if st.button("Go on here as a copy", key="go-on"):
            content = unfinished.content_of(form)
            _hold(unfinished.begin(state.person(), content).id, 1, content)
            st.rerun()


def let_go() -> None:
    """Let the kept form be another tab's; the next change begins one."""
    for name in (_ID, _VERSION, _CONTENT, _CLASH):
        st.session_state.pop(name, None)
    st.query_params.pop(ADDRESS, None)


def finish() -> None:
    """The form has become an audit, which keeps all that it held."""
    held = st.session_state.get(_ID)
    if held is not None:
        with suppress(StoreError):  # it may have been thrown away in another tab
            unfinished.drop(state.person(), held)
    let_go()


def left_forms(put: Put) -> None:
    """Forms that were not finished, to go on with."""
    found = unfinished.kept_of(state.person())
    if not found:
        return
    parts.html('<h2 class="f">Go on where you were</h2>')
    for one in found[:_MOST_LISTED]:
        title = str(one.content.get("title") or "A new audit")
        with st.container(horizontal=True, vertical_alignment="center", key=f"left-{one.id}"):
            parts.html(
                f"<p><b>{parts.text(title)}</b>, {parts.text(unfinished.data_of(one.content))}, "
                f"{parts.text(f'{numbers.words().moment(one.updated)} UTC')}</p>"
            )
            named = parts.markdown(title)
            if st.button("Go on", key=f"open-{one.id}", help=f"Go on with {named}"):
                _open(one.id, put)
                st.rerun()
            if st.button("Throw away", key=f"drop-{one.id}", type="tertiary", help=f"Throw {named} away"):
                unfinished.drop(state.person(), one.id)
                st.rerun()


def _is_as_it_was(id: str) -> bool:
    """Whether what is kept is what this tab kept last."""
    try:
        version = unfinished.kept(state.person(), id).version
    except StoreError:
        return False
    return version == int(st.session_state[_VERSION])


def _open(id: str, put: Put) -> None:
    try:
        kept = unfinished.kept(state.person(), id)
        found = unfinished.opened(state.person(), kept.content)
    except StoreError as error:
        let_go()
        parts.html(parts.problem(str(error)))
        return
    put(found)
    _hold(kept.id, kept.version, kept.content)


def _hold(id: str, version: int, content: Content) -> None:
    st.session_state[_ID], st.session_state[_VERSION] = id, version
    st.session_state[_CONTENT], st.session_state[_CLASH] = content, None
    st.query_params[ADDRESS] = id

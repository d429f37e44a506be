"""The fields of the new-audit form: each under its own name, with why it was guessed and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import streamlit as st

from fairwitness.app.views import parts
from fairwitness.audits.plan.model import Task

PREFIX: Final = "new."
NONE: Final = "none"
_MOST_CHARACTERS: Final = 500


def key(field: str) -> str:
    """A field's name in the session."""
    return PREFIX + field


def put(values: Mapping[str, object]) -> None:
    """Show these values; only before the fields are drawn."""
    for field, value in values.items():
        st.session_state[key(field)] = value


def values() -> dict[str, object]:
    """What all fields hold now."""
    held = {str(name): value for name, value in st.session_state.items()}
    return {name.removeprefix(PREFIX): value for name, value in held.items() if name.startswith(PREFIX)}


def task() -> Task:
    """What kind of decision the form describes."""
    held = st.session_state.get(key("task"))
    return "multiclass" if held == "multiclass" else "regression" if held == "regression" else "binary"


def said(field: str, problems: Mapping[str, str], why: str | None = None) -> None:
    """Under a field: what is wrong with it, else why its value was guessed."""
    if field in problems:
        parts.html(parts.problem(problems[field]))
    elif why:
        parts.html(f'<p class="why">{parts.text(why)}</p>')


def choice(
    label: str,
    field: str,
    options: Sequence[str],
    *,
    help: str | None = None,
    show: Callable[[str], str] = str,
    placeholder: str = "None",
) -> str | None:
    """One of a list, or none. A value that is no longer on the list is let go."""
    if st.session_state.get(key(field)) not in options:
        st.session_state[key(field)] = None
    chosen = st.selectbox(
        label,
        options,
        index=None,
        key=key(field),
        help=help,
        format_func=show,
        placeholder=placeholder,
        persist_state="session",
    )
    return None if chosen is None else str(chosen)


def choices(
    label: str,
    field: str,
    options: Sequence[str],
    *,
    help: str | None = None,
    show: Callable[[str], str] = str,
    placeholder: str = "None",
) -> list[str]:
    """Some of a list. Values that are no longer on it are let go."""
    held = st.session_state.get(key(field)) or []
    st.session_state[key(field)] = [value for value in held if value in options]
    return st.multiselect(
        label,
        options,
        key=key(field),
        help=help,
        format_func=show,
        placeholder=placeholder,
        persist_state="session",
        select_all=False,
    )


def line(label: str, field: str, *, help: str | None = None, placeholder: str = "") -> str:
    """A line of text."""
    st.session_state.setdefault(key(field), "")
    return st.text_input(
        label,
        key=key(field),
        help=help,
        placeholder=placeholder,
        max_chars=_MOST_CHARACTERS,
        persist_state="session",
    )

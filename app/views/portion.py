"""A long page in parts, of which only those that are asked for are drawn; the address says which stands first.

The other parts keep their headings below it, so that a link to one of them still leads there. One that is opened there
is drawn where it stands, so that nothing moves under the reader.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, cast

import streamlit as st

from fairwitness.app import state
from fairwitness.app.views import address, parts

PART: Final = "part"
"""What the address calls the part that is drawn."""


@dataclass(frozen=True)
class Portion:
    """A part of a page."""

    title: str
    short: str
    """What it is called in the contents."""
    says: str
    """What it holds, in a sentence."""
    draw: Callable[[], None]


def draw(page: str, portions: Mapping[str, Portion], asked: str | None = None) -> None:
    """Draw the contents of a page, the part that is chosen, and the others: their headings, and what was opened.

    Parameters
    ----------
    page
        What the page is called: each remembers its own part for the session.
    portions
        The parts by their anchors, the one shown first first; there is one at least.
    asked
        The part that another word of the address asks for, where it names no part itself.
    """
    key, names = f"{page}-{PART}", list(portions)
    if asked in portions and PART not in st.query_params:
        st.session_state[key] = asked
    address.choose(PART, key, names)
    if st.session_state.get(key) not in portions:
        st.session_state[key] = names[0]
    if len(names) > 1:
        _contents(key, portions)
    chosen = str(st.session_state[key])
    for name in (chosen, *(one for one in names if one != chosen)):
        st.header(portions[name].title, anchor=name)
        if name == chosen or name in _opened(key):
            portions[name].draw()
        else:
            parts.html(parts.muted(portions[name].says))
            label = f"Show “{portions[name].title}”"
            st.button(
                label, key=f"{key}-{name}", type="tertiary", on_click=state.answering(_open), args=(key, name)
            )


def _contents(key: str, portions: Mapping[str, Portion]) -> None:
    st.segmented_control(
        "Parts of this page",
        list(portions),
        format_func=lambda name: portions[name].short,
        required=True,
        key=key,
        on_change=state.answering(_choose),
        args=(key,),
        label_visibility="collapsed",
        persist_state="session",
    )
    address.problem(PART)
    address.show(PART, str(st.session_state[key]))


def _opened(key: str) -> set[str]:
    """The parts that were opened below the first one, since that was chosen."""
    return cast("set[str]", st.session_state.setdefault(f"{key}-opened", set()))


def _open(key: str, name: str) -> None:
    _opened(key).add(name)


def _choose(key: str) -> None:
    _opened(key).clear()
    address.settle(PART)

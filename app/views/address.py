"""What the address says of a view, so that a view can be sent: taken once, and kept up to date."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

import streamlit as st

from fairwitness.app.views import parts
from fairwitness.errors import UnknownNameError

ATTRIBUTE: Final = "attribute"
METRIC: Final = "metric"
THRESHOLD: Final = "threshold"
_AUDIT, _OWN, _PROBLEMS = "address-audit", "address-own", "address-problems"


def of(audit: str) -> None:
    """Begin a page of an audit: what was wrong with the address of another is of no interest."""
    if st.session_state.get(_AUDIT) != audit:
        st.session_state[_AUDIT] = audit
        _problems().clear()


def given(name: str) -> str | None:
    """What somebody else than this session wrote into the address; None if there is nothing new. Taken once.

    A browser sends the address it had when a field was moved, which may be one that this session wrote a moment ago:
    every value that it ever wrote is its own.
    """
    found = st.query_params.get(name)
    own = _own(name)
    if found is None or found in own:
        return None
    own.add(found)
    return found


def choose(name: str, key: str, options: Sequence[str]) -> None:
    """Set the field of that key as the address says; keep a sentence if that is none of its options."""
    found = given(name)
    if found is None:
        return
    if found in options:
        st.session_state[key] = found
        settle(name)
    else:
        refuse(name, str(UnknownNameError.among(found[:80], options, what=name)))


def refuse(name: str, sentence: str) -> None:
    """Keep what is wrong with a part of the address until the reader chooses another value."""
    _problems()[name] = sentence


def settle(name: str) -> None:
    """A value was chosen: nothing is wrong any more."""
    _problems().pop(name, None)


def problem(name: str) -> None:
    """Say what is wrong with a part of the address, if anything is."""
    said = _problems().get(name)
    if said is not None:
        parts.html(parts.problem(said))


def show(name: str, value: str) -> None:
    """Write a value into the address."""
    _own(name).add(value)
    if st.query_params.get(name) != value:
        st.query_params[name] = value


def _own(name: str) -> set[str]:
    return cast("set[str]", st.session_state.setdefault(f"{_OWN}-{name}", set()))


def _problems() -> dict[str, str]:
    return cast("dict[str, str]", st.session_state.setdefault(_PROBLEMS, {}))

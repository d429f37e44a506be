"""What a session knows: which audit is open, which pages there are; and what the server does once."""

from __future__ import annotations

import functools
import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Final, ParamSpec

import streamlit as st
from streamlit.navigation.page import Page

from fairwitness.app import people, store
from fairwitness.app.people import Person
from fairwitness.app.views import parts
from fairwitness.audits.record import Record
from fairwitness.errors import FairwitnessError

P = ParamSpec("P")
SECTIONS: Final = ("Summary", "Fairness", "Performance", "Explanations", "Energy", "Compliance")
AUDIT, JOB, FROM = "audit", "job", "from"
_PAGES = "fairwitness pages"

log = logging.getLogger("fairwitness.app")


def guarded(render: Callable[P, None]) -> Callable[P, None]:
    """Keep every traceback off the page: a sentence for what a person can act on, a number in the log for the rest."""

    @functools.wraps(render)
    def safely(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            render(*args, **kwargs)
        except FairwitnessError as error:
            parts.html(parts.problem(str(error)))
        except Exception:
            number = secrets.token_hex(4)
            log.exception("error %s on the page %s", number, render.__module__)
            parts.html(
                parts.problem(
                    "Something went wrong inside Fairwitness; nothing of yours is lost. "
                    f"The log in the terminal has it as error {number}."
                )
            )

    return safely


def set_pages(pages: Mapping[str, Page]) -> None:
    """Tell which pages this session has, so that they can link to each other."""
    st.session_state[_PAGES] = dict(pages)


def page(name: str) -> Page:
    """A page by its name."""
    found = st.session_state[_PAGES][name]
    assert isinstance(found, Page)
    return found


def audit_id() -> str | None:
    """The audit that is open: the address says which, else the session, else the newest one that is finished."""
    named = st.query_params.get(AUDIT)
    if named:
        st.session_state[AUDIT] = named
        return named
    known = st.session_state.get(AUDIT)
    finished = [entry.id for entry in store.entries() if entry.finished]
    chosen = known if known in finished else next(iter(finished), None)
    if chosen is not None:
        st.query_params[AUDIT] = chosen
    return chosen


def person() -> Person:
    """Who this session belongs to."""
    return people.local()


def record(audit: str) -> Record:
    """The record of an audit, read and checked once for each time it was written."""
    return _record(audit, (store.folder(audit) / store.RECORD).stat().st_mtime_ns if _exists(audit) else 0)


def _exists(audit: str) -> bool:
    return (store.folder(audit) / store.RECORD).is_file()


@functools.lru_cache(maxsize=16)
def _record(audit: str, _written: int) -> Record:
    return store.record(audit)

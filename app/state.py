"""What a session knows: which audit is open, which pages there are; and what the server does once."""

from __future__ import annotations

import functools
import logging
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Concatenate, Final, ParamSpec

import streamlit as st
from streamlit.navigation.page import Page

from fairwitness.app import access, login, people, store
from fairwitness.app.people import Person
from fairwitness.app.views import parts
from fairwitness.audits.record import Record
from fairwitness.errors import AccessError, FairwitnessError
from fairwitness.reports.topics import topics

P = ParamSpec("P")
SECTIONS: Final = (
    "Summary",
    "Fairness",
    "Performance",
    "Explanations",
    "Energy",
    "Compliance",
    "Review",
    "Export",
)
AUDIT, JOB, FROM = "audit", "job", "from"
_PAGES, _FAILED = "fairwitness pages", "fairwitness failed"
_TITLE: Final = 60
"""The most letters of one part of the title of a tab."""

log = logging.getLogger("fairwitness.app")


def guarded(render: Callable[P, None]) -> Callable[P, None]:
    """Keep every traceback off the page: a sentence for what a person can act on, a number in the log for the rest."""

    @functools.wraps(render)
    def safely(*args: P.args, **kwargs: P.kwargs) -> None:
        for said in st.session_state.pop(_FAILED, ()):
            parts.html(parts.problem(said))
        with _told(render.__module__, lambda said: parts.html(parts.problem(said))):
            render(*args, **kwargs)

    return safely


def answering(act: Callable[P, object]) -> Callable[P, None]:
    """Guard what a field or a button calls, which happens before the page is drawn: why it failed stands over that."""

    @functools.wraps(act)
    def safely(*args: P.args, **kwargs: P.kwargs) -> None:
        with _told(act.__module__, lambda said: st.session_state.setdefault(_FAILED, []).append(said)):
            act(*args, **kwargs)

    return safely


@contextmanager
def _told(where: str, tell: Callable[[str], object]) -> Iterator[None]:
    try:
        yield
    except FairwitnessError as error:
        tell(str(error))
    except Exception:
        number = secrets.token_hex(4)
        log.exception("error %s on the page %s", number, where)
        tell(
            "Something went wrong inside Fairwitness; nothing of yours is lost. "
            f"The log in the terminal has it as error {number}."
        )


def part_of_audit(
    every: float | None = None,
) -> Callable[[Callable[Concatenate[str, P], None]], Callable[Concatenate[str, P], None]]:
    """Mark what draws a part of a page that is drawn anew by itself; its first argument is an audit.

    Whether the audit exists for the person is asked each time: a page may stay open for long after it was drawn.

    Parameters
    ----------
    every
        Seconds after which it is drawn anew; only when something in it is used if None.
    """

    def marked(render: Callable[Concatenate[str, P], None]) -> Callable[Concatenate[str, P], None]:
        @st.fragment(run_every=every)
        @guarded
        @functools.wraps(render)
        def drawn(audit: str, /, *args: P.args, **kwargs: P.kwargs) -> None:
            access.open_audit(person(), audit)
            render(audit, *args, **kwargs)

        return drawn

    return marked


def set_pages(pages: Mapping[str, Page]) -> None:
    """Tell which pages this session has, so that they can link to each other."""
    st.session_state[_PAGES] = dict(pages)


def page(name: str) -> Page:
    """A page by its name."""
    found = st.session_state[_PAGES][name]
    assert isinstance(found, Page)
    return found


def entitle(*words: str) -> None:
    """Give the tab of the browser, and its history, a title: what is most particular first."""
    shown = (one if len(one) <= _TITLE else f"{one[: _TITLE - 1].rstrip()}…" for one in words)
    st.set_page_config(page_title=" \u00b7 ".join((*shown, "Fairwitness")))


def sections(record: Record) -> tuple[str, ...]:
    """The sections of a result: those of every one, and the topics of which this record holds something."""
    at = SECTIONS.index("Explanations")
    return (*SECTIONS[:at], *topics(record), *SECTIONS[at:])


def audit_id() -> str | None:
    """The audit that is open: the address says which, else the session, else the newest one that is finished.

    Raises
    ------
    RecordError
        The address names one that does not exist for this person.
    """
    asked = named(AUDIT)
    if asked is not None:
        st.session_state[AUDIT] = asked
        return asked
    known = st.session_state.get(AUDIT)
    finished = [entry.id for entry in access.readable(person()) if entry.finished]
    chosen = known if known in finished else next(iter(finished), None)
    if chosen is not None:
        st.query_params[AUDIT] = chosen
    return chosen


def named(key: str) -> str | None:
    """The audit that the address names under a key, if it exists for this person; raises as `audit_id` does."""
    asked = st.query_params.get(key)
    return access.open_audit(person(), asked).id if asked else None


def logged_in() -> bool:
    """Whether the identity provider says who this is; where nobody logs in, it never does."""
    return st.user.get("is_logged_in") is True


def person() -> Person:
    """Who this session belongs to, asked anew each time.

    Raises
    ------
    AccessError
        People log in here, and nobody has, or what the provider said of them will not do.
    """
    if login.secrets_file() is None:
        return people.local()
    if not logged_in():
        raise AccessError("Nobody is logged in here. Load the page anew, and log in.")
    return login.person_of(st.user.to_dict(), time.time())


def record(audit: str) -> Record:
    """The record of an audit, read and checked once for each time it was written.

    Raises
    ------
    RecordError
        There is none of that id that this person may read, or it was changed.
    """
    access.open_audit(person(), audit)
    return _record(audit, (store.folder(audit) / store.RECORD).stat().st_mtime_ns if _exists(audit) else 0)


def _exists(audit: str) -> bool:
    return (store.folder(audit) / store.RECORD).is_file()


@functools.lru_cache(maxsize=16)
def _record(audit: str, _written: int) -> Record:
    return store.record(audit)

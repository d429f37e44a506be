"""Where a reviewer sits: which audit, who writes, what was there when the page was drawn, and how an act ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from fairwitness.app import reviewing, state
from fairwitness.app.people import Person
from fairwitness.app.reviewing import Board, Hand
from fairwitness.app.views import parts
from fairwitness.audits.plan.review import ROLE_TITLES, Role
from fairwitness.audits.record import Record
from fairwitness.errors import FairwitnessError

SAID: Final = "review-said"


@dataclass(frozen=True)
class Desk:
    """One reviewer at one review."""

    audit: str
    record: Record
    board: Board
    person: Person
    by: str
    role: Role | None
    seen: int
    """How many entries there were when the page was drawn before: what the reviewer has seen."""

    def hand(self, role: Role | None = None) -> Hand:
        """For what must not cross another's act."""
        return Hand(self.by, role or self.role, self.seen)

    def free_hand(self) -> Hand:
        """For what crosses nobody, such as a comment."""
        return Hand(self.by, self.role)

    @property
    def name(self) -> str:
        """The name under which they write."""
        return reviewing.written_by(self.person, self.by)

    def attempt(self, form: str, act: Callable[[], object], said: str) -> None:
        """Do what a form asks for. Where that cannot be, say why beside it and leave what was typed; else clear it."""
        try:
            act()
        except FairwitnessError as error:
            parts.html(parts.problem(str(error)))
            return
        if reviewing.board(self.audit).count == self.seen + 1:
            st.session_state[_seen(self.audit)] = (
                self.seen + 1
            )  # one's own entry is no news, however soon one goes on
        st.session_state[_count(form)] = st.session_state.get(_count(form), 0) + 1
        st.session_state[SAID] = said
        st.rerun()


def sit(audit: str, record: Record) -> Desk:
    """Read the review, say what is new in it, and ask who writes."""
    board = reviewing.board(audit)
    seen = int(st.session_state.get(_seen(audit), board.count))
    st.session_state[_seen(audit)] = board.count
    _tell(board, seen)
    return Desk(audit, record, board, state.person(), *_who(state.person()), seen)


def key(form: str, field: str) -> str:
    """The key of a field: another once its form has been sent, so that it is empty again."""
    return f"{form}-{field}-{st.session_state.get(_count(form), 0)}"


def _count(form: str) -> str:
    return f"review-sent-{form}"


def _seen(audit: str) -> str:
    return f"review-seen-{audit}"


def _tell(board: Board, seen: int) -> None:
    said = st.session_state.pop(SAID, None)
    if said:
        parts.html(f'<p class="note" role="status">{parts.text(said)}</p>')
    if new := board.since(seen):
        head = "This was added to the review since you last looked:"
        parts.html(f'<div class="note" role="status"><p>{head}</p>{parts.listing(new)}</div>')


def _who(person: Person) -> tuple[str, Role | None]:
    with st.container(horizontal=True, vertical_alignment="bottom", key="review-who"):
        by = ""
        if person.email is None:
            by = st.text_input(
                "Your name", person.name, key="review-by", max_chars=200, width=280, persist_state="session"
            )
        role = st.selectbox(
            "Your role",
            (None, *ROLE_TITLES),
            format_func=lambda one: "No role" if one is None else ROLE_TITLES[one],
            key="review-role",
            width=280,
            persist_state="session",
        )
    if person.email is not None:
        parts.html(parts.muted(f"You write as {reviewing.written_by(person)}."))
    else:
        parts.html(parts.muted("Names are as people give them: nobody logs in here."))
    return by, role

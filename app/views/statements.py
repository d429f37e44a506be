"""The forms in which people state what no record can show."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import streamlit as st

from fairwitness.app import access, state, stated, words
from fairwitness.app.views import numbers, parts
from fairwitness.app.views.words import KEPT, words_area
from fairwitness.audits.record import Record
from fairwitness.audits.statements import FILE, Field, Statement, fields
from fairwitness.errors import FairwitnessError, StatementChangedError
from fairwitness.reports.frameworks.matrix import STATED_MEANS
from fairwitness.reports.frameworks.matrix import stated as said_of

_BOUND: Final = "sign_off"
"""What is only ever said of one record."""
_ROUND: Final = "state-round"
_CHANGED: Final = (
    "Since this form was opened, somebody changed this statement; it stands above. Nothing is written over it "
    "before you have seen it."
)


def forms(audit: str, record: Record) -> None:
    """What is stated, a form for one more, and the file to take along. `record` has its statements beside it."""
    st.header("Statements", anchor="statements")
    parts.html(parts.muted(f"What a record cannot show, a named person states. {STATED_MEANS}"))
    _listed(record)
    keys = stated.asked(record)
    if not keys:
        parts.html(parts.muted("The frameworks of this audit leave nothing to state."))
        return
    if not access.may_change(state.person(), "audit", audit):
        _take_along(audit, record)
        return
    key = st.selectbox(
        "What do you want to state?", keys, key="statement", format_func=lambda one: _label(one, record)
    )
    if key is not None:
        _form(audit, record, fields()[key])
    _take_along(audit, record)


def _take_along(audit: str, record: Record) -> None:
    if record.statements:
        st.download_button(
            "Statements, YAML",
            stated.text(audit),
            FILE,
            "application/yaml",
            key=f"get-{FILE}",
            on_click="ignore",
        )


def _label(key: str, record: Record) -> str:
    one = record.statements.get(key)
    title = fields()[key].title
    return f"{title} (open)" if one is None else f"{title} (stated by {one.by})"


def _listed(record: Record) -> None:
    rows = "".join(
        f"<dt>{parts.text(one.title)}</dt><dd><span dir='auto'>{parts.text(one.text)}</span>"
        f'<span class="m" style="display:block">{parts.text(one.source)}.</span></dd>'
        for one in said_of(record, numbers.words())
    )
    parts.html(f'<dl class="facts">{rows}</dl>' if rows else parts.muted("Nothing is stated yet."))


def _form(audit: str, record: Record, field: Field) -> None:
    now = record.statements.get(field.key)
    form = f"state-{audit}-{field.key}-{st.session_state.setdefault(_ROUND, 0)}"
    seen = _begin(form, now, field, words.kept(state.person(), audit, _words(field)))
    if now != seen:
        _other(form, audit, field)
    with st.container(border=True):
        text = words_area(field.title, audit, _words(field), key=f"{form}-text", help=field.asks)
        parts.html(parts.muted(KEPT))
        with st.form(form, border=False):
            given = {"text": text, **_inputs(form, record)}
            with st.container(horizontal=True):
                keep = st.form_submit_button("Keep this statement", type="primary", key="state-keep")
                take_back = now is not None and st.form_submit_button("Take it back", key="state-back")
    if not keep and not take_back:
        return
    try:
        with st.spinner("Writing it down, and the reports anew"):
            stated.keep(state.person(), audit, field.key, given if keep else None, expected=seen)
    except FairwitnessError as error:
        parts.html(parts.problem(str(error)))
        if isinstance(error, StatementChangedError):
            st.session_state[f"{form}-seen"] = stated.statements(audit).get(field.key)
        return
    words.drop(state.person(), audit, _words(field))
    _anew()
    st.rerun()


def _words(field: Field) -> str:
    return f"state-{field.key}"


def _begin(form: str, now: Statement | None, field: Field, begun: str) -> Statement | None:
    """Fill the fields once, and remember what stood there; it is what the person answers to.

    `begun` is what they had begun to write and not sent.
    """
    held = st.session_state
    if f"{form}-text" not in held:
        held[f"{form}-seen"] = now
        held[f"{form}-text"] = begun or (now.text if now else "")
        held[f"{form}-by"] = now.by if now else ""
        held[f"{form}-role"] = (now.role or "") if now else ""
        held[f"{form}-day"] = now.day if now else datetime.now(UTC).date()
        held[f"{form}-bound"] = (now.record is not None) if now else field.key == _BOUND
    if (person := state.person()).email is not None:
        held[f"{form}-by"] = person.signed
    seen = held.get(f"{form}-seen")
    return seen if isinstance(seen, Statement) else None


def _other(form: str, audit: str, field: Field) -> None:
    """Say that another statement stands there by now, and offer to take it into the form."""
    parts.html(f'<p class="note" role="status">{_CHANGED}</p>')
    st.button("Show it in the form", key=f"{form}-anew", on_click=state.answering(_show), args=(audit, field))


def _show(audit: str, field: Field) -> None:
    """Put what is stated in the place of what was begun."""
    words.drop(state.person(), audit, _words(field))
    _anew()


def _anew() -> None:
    """Fill the forms anew from what is stated."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _inputs(form: str, record: Record) -> dict[str, object]:
    name, role, day = st.columns(3)
    by = name.text_input(
        "Your name", key=f"{form}-by", disabled=state.person().email is not None, persist_state="session"
    )
    office = role.text_input("Your role", key=f"{form}-role", placeholder="Optional", persist_state="session")
    on = day.date_input("Day", key=f"{form}-day", format="YYYY-MM-DD", persist_state="session")
    bound = st.checkbox(
        "It speaks of this record only", key=f"{form}-bound", persist_state="session",
        help="Then it does not count for a record with another hash.",
    )  # fmt: skip
    return {
        "by": by,
        "role": office.strip() or None,
        "date": on,
        "record": record.hash if bound else None,
    }

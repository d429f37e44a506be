"""The forms in which people state what no record can show."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import streamlit as st

from fairwitness.app import stated
from fairwitness.app.views import parts
from fairwitness.audits.record import Record
from fairwitness.audits.statements import FILE, Field, Statement, fields
from fairwitness.errors import FairwitnessError
from fairwitness.reports.frameworks.matrix import STATED_MEANS
from fairwitness.reports.frameworks.matrix import stated as said_of

_BOUND: Final = "sign_off"
"""What is only ever said of one record."""


def forms(audit: str, record: Record) -> None:
    """What is stated, a form for one more, and the file to take along. `record` has its statements beside it."""
    st.header("Statements", anchor="statements")
    parts.html(parts.muted(f"What a record cannot show, a named person states. {STATED_MEANS}"))
    _listed(record)
    keys = stated.asked(record)
    if not keys:
        parts.html(parts.muted("The frameworks of this audit leave nothing to state."))
        return
    key = st.selectbox(
        "What do you want to state?", keys, key="statement", format_func=lambda one: _label(one, record)
    )
    if key is not None:
        _form(audit, record, fields()[key])
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
        for one in said_of(record)
    )
    parts.html(f'<dl class="facts">{rows}</dl>' if rows else parts.muted("Nothing is stated yet."))


def _form(audit: str, record: Record, field: Field) -> None:
    now = record.statements.get(field.key)
    with st.form(f"state-{field.key}"):
        given = _inputs(field, now, record)
        with st.container(horizontal=True):
            keep = st.form_submit_button("Keep this statement", type="primary")
            take_back = now is not None and st.form_submit_button("Take it back")
    if not keep and not take_back:
        return
    try:
        with st.spinner("Writing it down, and the reports anew"):
            stated.keep(audit, field.key, given if keep else None)
    except FairwitnessError as error:
        parts.html(parts.problem(str(error)))
        return
    st.rerun()


def _inputs(field: Field, now: Statement | None, record: Record) -> dict[str, object]:
    text = st.text_area(
        field.title, now.text if now else "", help=field.asks, placeholder=field.asks, height=140
    )
    name, role, day = st.columns(3)
    by = name.text_input("Your name", now.by if now else "")
    office = role.text_input("Your role", (now.role or "") if now else "", placeholder="Optional")
    on = day.date_input("Day", now.day if now else datetime.now(UTC).date(), format="YYYY-MM-DD")
    bound = st.checkbox(
        "It speaks of this record only", (now.record is not None) if now else field.key == _BOUND,
        help="Then it does not count for a record with another hash.",
    )  # fmt: skip
    return {
        "text": text,
        "by": by,
        "role": office.strip() or None,
        "date": on,
        "record": record.hash if bound else None,
    }

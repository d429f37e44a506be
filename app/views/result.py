"""What every section of a result shares: its heading, the links between sections, the files to take along."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from fairwitness.app import access, exporting, live, opening, state, store
from fairwitness.app.views import numbers, open_record, parts, wording
from fairwitness.audits.record import Record
from fairwitness.errors import RecordError

_UNSEALED: Final = frozenset({"Export"})
"""Sections without a sentence of the record."""
HEADINGS: Final = {"Summary": "What this audit saw"}
_FILES: Final = (("PDF report", "pdf", "application/pdf"), ("HTML report", "html", "text/html"))


def opened(section: str) -> tuple[str, Record] | None:
    """Set the heading of a section and return the open audit; None, with the way out, if there is none."""
    try:
        audit = state.audit_id()
    except RecordError as error:
        _nothing("No result", parts.problem(str(error)))
        return None
    if audit is None:
        _nothing("No result yet", parts.muted("A result is here once an audit has run."))
        return None
    if not store.entry(audit).finished:
        _nothing("No result yet", parts.muted("This audit has not ended, or could not be made."))
        return None
    record = state.record(audit)
    state.entitle(section, record.title)
    subject = record.subject
    model = f" · {subject.model.type}" if subject.model else ""
    made_up = " (made up)" if subject.synthetic else ""
    over = f"{record.title} · {subject.source}{made_up}{model} · {numbers.words().date(record.provenance.created)}"
    parts.html(f"{parts.kicker(over)}<h1>{HEADINGS.get(section, section)}</h1>")
    _links(section, audit, record)
    if section not in _UNSEALED and (said := numbers.note()):
        parts.html(said)
    open_record.mark(audit)
    if subject.model is not None and store.keeps_rows(record) and opening.opened(audit) is None:
        live.ready(audit, record.hash)
    return audit, record


def _nothing(heading: str, why: str) -> None:
    """Say why there is no result, and lead to those that there are."""
    parts.html(f"<h1>{heading}</h1>{why}")
    st.page_link(state.page("Audits"), label="To the audits")


def _links(section: str, audit: str, record: Record) -> None:
    with st.container(horizontal=True, key="subnav"):
        for name in state.sections(record):
            with st.container(key="here" if name == section else f"to-{name.lower()}", width="content"):
                st.page_link(state.page(name), label=name, query_params={state.AUDIT: audit})
        with st.container(key="wording", width="content"):
            wording.switch()


def downloads(audit: str, record: Record) -> None:
    """The two reports that most people take, the record, and the plan that repeats the audit.

    A report is made when it is asked for: people may have reviewed or stated something since the last one was.
    """
    st.header("Take it along", anchor="files")
    with st.container(horizontal=True, vertical_alignment="center", key="downloads"):
        for label, name, kind in _FILES:
            st.download_button(
                label,
                partial(exporting.current, audit, name),
                f"{_stem(record.title)}.{name}",
                kind,
                key=f"get-report.{name}",
                on_click="ignore",
            )
        st.download_button(
            "Record, JSON",
            store.file(audit, store.RECORD) or b"",
            f"{_stem(record.title)}.json",
            "application/json",
            key=f"get-{store.RECORD}",
            on_click="ignore",
        )
        st.download_button(
            "Plan, YAML",
            store.portable_plan(audit),
            "audit.yaml",
            "application/yaml",
            key="get-audit.yaml",
            on_click="ignore",
        )
        st.page_link(
            state.page("Export"), label="More formats, and signed evidence", query_params={state.AUDIT: audit}
        )
        if access.may(state.person(), "audit"):
            st.page_link(
                state.page("New audit"), label="Repeat with changes", query_params={state.FROM: audit}
            )
    parts.html(
        '<p class="m">The command <code>fairwitness audit audit.yaml</code>, beside the data, repeats this audit; the '
        "content hash of its record is the same.</p>"
    )


def groups_of(record: Record) -> str:
    """How many rows and groups were compared, in a line."""
    plural = numbers.words().plural
    compared = [f"{one.name} ({plural(len(one.groups), 'group')})" for one in record.subject.attributes]
    return f"{plural(record.subject.rows, 'row')}; {', '.join(compared)}"


def _stem(title: str) -> str:
    kept = "".join(c if c.isalnum() else "-" for c in title.lower())
    return "-".join(part for part in kept.split("-") if part)[:60] or "audit"

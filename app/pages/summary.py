"""What the audit saw: the finding, limit by limit, what to do next, and what was not tested."""

from __future__ import annotations

import streamlit as st

from fairwitness.app.views import limits, numbers, parts, result, wording
from fairwitness.app.views.findings import findings
from fairwitness.audits.record import Record
from fairwitness.reports import view
from fairwitness.reports.board import most_severe_first
from fairwitness.reports.gates import gate_rows


def render() -> None:
    """Draw the section."""
    opened = result.opened("Summary")
    if opened is None:
        return
    audit, record = opened
    parts.html(parts.lede(record.summary.lead))
    parts.html(parts.verdict_tally(record.summary.tally))
    main, side = st.columns([2.35, 1], gap="large")
    with main:
        _limits(record)
        result.downloads(audit, record)
        _findings(record)
    with side:
        parts.html(_asides(record))


def _limits(record: Record) -> None:
    st.header("Limit by limit", anchor="limits")
    rows = gate_rows(record, numbers.words())
    meanings = wording.terms(record)
    parts.html(limits.limit_rows(rows, meanings, technical=wording.technical()))
    key = "Each strip: dot, the observed gap; line, its interval; shaded, inside the limit. " if rows else ""
    method = wording.explained(
        key + record.summary.method, meanings, ("declared", "disparity", "inconclusive")
    )
    parts.html(f'<p class="m">{method}</p>')


def _findings(record: Record) -> None:
    if not record.findings:
        return
    st.header("Findings", anchor="findings")
    parts.html(findings(most_severe_first(record.findings)))


def _nothing(record: Record) -> str:
    """Why there is nothing to do: everything held, or nothing was asked."""
    if record.gates:
        return "Nothing follows from the limits that were declared."
    return "Declare a limit (Repeat with changes, step Checks): then each gap gets a verdict."


def _asides(record: Record) -> str:
    todo = parts.points(record.summary.todo) if record.summary.todo else f"<p>{_nothing(record)}</p>"
    untested = (
        parts.listing(record.summary.untested)
        if record.summary.untested
        else "<p>The record names nothing.</p>"
    )
    notes = parts.aside("About the data", parts.listing(record.subject.notes)) if record.subject.notes else ""
    facts = [
        *view.facts(record, numbers.words()),
        ("Content hash", f"{record.hash[:12]} … {record.hash[-6:]}"),
    ]
    return (
        parts.aside("What to do next", todo, first=True)
        + parts.aside("What was not tested", untested)
        + notes
        + parts.aside("The record", parts.facts(facts))
    )

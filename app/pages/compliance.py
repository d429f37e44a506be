"""What the record can show for each requirement, and what a named person must state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from fairwitness.app import stated
from fairwitness.app.views import numbers, parts, result, statements
from fairwitness.app.views.requirements import requirements
from fairwitness.audits.record import Record
from fairwitness.reports.charts.figure import slug
from fairwitness.reports.frameworks.matrix import Matrix, Row, matrices
from fairwitness.reports.tokens import STATUS_WORDS, STATUSES, Status

SUPPORTS: Final = "Evidence supports a claim; it does not make a system compliant."
MEANS: Final[dict[Status, str]] = {
    "shown": "the record holds the evidence",
    "partly": "some of it; the rest is named",
    "stated": "people stated what the record cannot show",
    "person": "a named person must state it",
    "not_applicable": "does not apply, with a reason",
}


def render() -> None:
    """Draw the section."""
    opened = result.opened("Compliance")
    if opened is None:
        return
    audit, record = opened
    record = record.with_statements(stated.statements(audit))
    found = matrices(record, numbers.words())
    if not found:
        parts.html(
            parts.lede(f"{SUPPORTS} No framework was chosen for this audit.")
            + parts.muted(
                "Choose one in the step Checks of a new audit, and the evidence is set beside its requirements."
            )
        )
        statements.forms(audit, record)
        return
    rows = [row for one in found for row in one.rows]
    waiting = sum(bool(row.left) for row in rows)
    left = numbers.words().plural(waiting, "requirement waits", "requirements wait")
    said = f" {left} for a statement by a named person." if waiting else ""
    parts.html(parts.lede(SUPPORTS + said))
    counts = Counter(row.status for row in rows)
    parts.html(
        parts.tally(
            [(status, counts[status], MEANS[status]) for status in STATUSES], "Requirements by status"
        )
    )
    st.header("At a glance", anchor="glance")
    parts.html("".join(map(_glance, found)))
    _requirements(audit, record, found)
    statements.forms(audit, record)


def _requirements(audit: str, record: Record, found: tuple[Matrix, ...]) -> None:
    """The requirements that are asked for, framework by framework."""
    st.header("Requirement by requirement", anchor="requirements")
    parts.html(
        parts.muted("Open one to see its evidence: the figures, what is missing, and who stated the rest.")
    )
    left, right = st.columns(2, gap="medium")
    titles = {one.facts.id: one.facts.title for one in found}
    only = _one_of(left, "Framework", "compliance-framework", titles) if len(found) > 1 else None
    counts = Counter(row.status for one in found for row in one.rows)
    words: dict[str, str] = {
        status: f"{STATUS_WORDS[status]} ({counts[status]})" for status in STATUSES if counts[status]
    }
    status = _one_of(left if len(found) == 1 else right, "Status", "compliance-status", words)
    for one in found:
        if only in (None, one.facts.id):
            rows = tuple(row for row in one.rows if status in (None, row.status))
            _framework(one, rows, audit, record)


def _one_of(place: DeltaGenerator, label: str, key: str, names: Mapping[str, str]) -> str | None:
    """One of some names, or all. A choice that is no longer on the list is let go."""
    if st.session_state.get(key) not in names:
        st.session_state[key] = None
    return place.selectbox(
        label, list(names), index=None, key=key, placeholder="All", format_func=lambda name: names[name],
        persist_state="session",
    )  # fmt: skip


def _glance(found: Matrix) -> str:
    order = {status: place for place, status in enumerate(STATUSES)}
    signs = "".join(
        f'<li><span class="v {row.status}">{parts.icon(row.status)}'
        f'<span class="sr">{parts.text(row.control.id)}: {STATUS_WORDS[row.status]}</span></span></li>'
        for row in sorted(found.rows, key=lambda row: order[row.status])
    )
    title = parts.text(found.facts.title)
    return f'<div class="mx"><h3>{title}</h3><ul>{signs}</ul><div class="m">{parts.text(found.tally)}</div></div>'


def _framework(found: Matrix, rows: tuple[Row, ...], audit: str, record: Record) -> None:
    facts = found.facts
    st.subheader(parts.markdown(facts.title), anchor=f"framework-{slug(facts.id)}")
    if not rows:
        parts.html(parts.muted("No requirement of this framework has that status."))
        return
    note = parts.muted(facts.confidence_note) if facts.confidence_note else ""
    limit = f"<p><b>No evidence here shows:</b> {parts.text(facts.not_shown)}</p>" if facts.not_shown else ""
    parts.html(
        f"{parts.muted(f'{facts.version}. {facts.jurisdiction}.')}<p>{parts.text(facts.status)}</p>{note}{limit}"
    )
    parts.html(requirements(found, rows, audit, record))
    with st.expander(f"Sources, {parts.markdown(facts.title)}"):
        parts.html(parts.listing(facts.sources))

"""What the record can show for each requirement, and what a named person must state."""

from __future__ import annotations

from collections import Counter
from typing import Final

import streamlit as st

from fairwitness.app import stated
from fairwitness.app.views import parts, result, statements
from fairwitness.reports.charts.figure import slug
from fairwitness.reports.format import plural
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
    found = matrices(record)
    if not found:
        parts.html(
            parts.lede(f"{SUPPORTS} No framework was chosen for this audit.")
            + parts.muted(
                "Choose one under More options of a new audit, and the evidence is set beside its requirements."
            )
        )
        statements.forms(audit, record)
        return
    rows = [row for one in found for row in one.rows]
    waiting = sum(bool(row.left) for row in rows)
    said = (
        f" {plural(waiting, 'requirement waits', 'requirements wait')} for a statement by a named person."
        if waiting
        else ""
    )
    parts.html(parts.lede(SUPPORTS + said))
    counts = Counter(row.status for row in rows)
    parts.html(
        parts.tally(
            [(status, counts[status], MEANS[status]) for status in STATUSES], "Requirements by status"
        )
    )
    st.header("At a glance", anchor="glance")
    parts.html("".join(map(_glance, found)))
    statements.forms(audit, record)
    for one in found:
        _framework(one)


def _glance(found: Matrix) -> str:
    order = {status: place for place, status in enumerate(STATUSES)}
    signs = "".join(
        f'<li><span class="v {row.status}">{parts.icon(row.status)}'
        f'<span class="sr">{parts.text(row.control.id)}: {STATUS_WORDS[row.status]}</span></span></li>'
        for row in sorted(found.rows, key=lambda row: order[row.status])
    )
    title = parts.text(found.facts.title)
    return f'<div class="mx"><h3>{title}</h3><ul>{signs}</ul><div class="m">{parts.text(found.tally)}</div></div>'


def _framework(found: Matrix) -> None:
    facts = found.facts
    st.header(parts.markdown(facts.title), anchor=f"framework-{slug(facts.id)}")
    note = parts.muted(facts.confidence_note) if facts.confidence_note else ""
    limit = f"<p><b>No evidence here shows:</b> {parts.text(facts.not_shown)}</p>" if facts.not_shown else ""
    usual = f"Unless a row says otherwise, it applies from: {found.usual}." if found.usual else ""
    parts.html(
        f"{parts.muted(f'{facts.version}. {facts.jurisdiction}.')}<p>{parts.text(facts.status)}</p>{note}{limit}"
        f"<p>{parts.text(usual)}</p>"
    )
    parts.html(_table(found))
    with st.expander(f"Sources and evidence, {parts.markdown(facts.title)}"):
        evidence = "".join(
            f"<h3>{parts.text(row.control.id)}</h3>"
            + parts.listing(
                [
                    f"{each.title}{', held' if each.held else ''}: {each.where}"
                    for each in row.control.evidence
                ]
            )
            for row in found.rows
            if row.control.evidence
        )
        parts.html(evidence + "<h3>Sources</h3>" + parts.listing(facts.sources))


def _table(found: Matrix) -> str:
    rows = "".join(map(_row, found.rows))
    caption = "What the record can show for each requirement"
    names = ("Requirement", "Status", "Evidence", "What it does not show", "A named person")
    heads = "".join(f'<th scope="col">{name}</th>' for name in names)
    title = parts.text(found.facts.title)
    return (
        f'<div class="wrap" tabindex="0" role="region" aria-label="Requirements of {title}"><table class="t">'
        f"<caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(row: Row) -> str:
    one = row.control
    when = f"Applies from {row.first if row.usual else row.when}." if row.when else ""
    lines = (f"{row.clause} ({one.id})" if one.clause else one.id, f"{row.asks} {row.owed_by}", when)
    under = "".join(
        f'<span class="m" style="display:block;font-weight:400">{parts.text(line)}</span>'
        for line in lines
        if line
    )
    said = "".join(f'<span style="display:block">{parts.text(line)}</span>' for line in row.stated)
    person = said + parts.text(row.left or ("" if row.said else "Nothing is left."))
    return (
        f'<tr><th scope="row" class="w">{parts.text(one.title)}{under}</th><td>{parts.chip(row.status)}</td>'
        f'<td class="w">{parts.text(one.supports)}</td><td class="w m">{parts.text(one.not_shown)}</td>'
        f'<td class="w">{person}</td></tr>'
    )

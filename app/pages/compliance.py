"""What the record can show for each requirement, and what a named person must state."""

from __future__ import annotations

from collections import Counter
from typing import Final

import streamlit as st

from fairwitness.app.views import parts, result
from fairwitness.audits.record.schema import Control, FrameworkFacts
from fairwitness.reports.charts.figure import slug
from fairwitness.reports.format import listed, plural
from fairwitness.reports.tokens import STATUS_WORDS, STATUSES, Status

SUPPORTS: Final = "Evidence supports a claim; it does not make a system compliant."
MEANS: Final[dict[Status, str]] = {
    "shown": "the record holds the evidence",
    "partly": "some of it; the rest is named",
    "person": "a named person must state it",
    "not_applicable": "does not apply, with a reason",
}


def render() -> None:
    """Draw the section."""
    opened = result.opened("Compliance")
    if opened is None:
        return
    _, record = opened
    if not record.frameworks:
        parts.html(
            parts.lede(f"{SUPPORTS} No framework was chosen for this audit.")
            + parts.muted(
                "Choose one under More options of a new audit, and the evidence is set beside its requirements."
            )
        )
        return
    waiting = sum(bool(control.person) for control in record.controls)
    said = (
        f" {plural(waiting, 'requirement waits', 'requirements wait')} for a statement by a named person."
        if waiting
        else ""
    )
    parts.html(parts.lede(SUPPORTS + said))
    counts = Counter(control.status for control in record.controls)
    parts.html(
        parts.tally(
            [(status, counts[status], MEANS[status]) for status in STATUSES], "Requirements by status"
        )
    )
    st.header("At a glance", anchor="glance")
    parts.html("".join(_glance(one, _controls(record.controls, one)) for one in record.frameworks))
    for one in record.frameworks:
        _framework(one, _controls(record.controls, one))


def _controls(controls: tuple[Control, ...], facts: FrameworkFacts) -> list[Control]:
    return [control for control in controls if control.framework == facts.id]


def _glance(facts: FrameworkFacts, controls: list[Control]) -> str:
    order = {status: place for place, status in enumerate(STATUSES)}
    signs = "".join(
        f'<li><span class="v {one.status}">{parts.icon(one.status)}'
        f'<span class="sr">{parts.text(one.id)}: {STATUS_WORDS[one.status]}</span></span></li>'
        for one in sorted(controls, key=lambda one: order[one.status])
    )
    counts = Counter(one.status for one in controls)
    words = listed(
        [f"{counts[status]} {STATUS_WORDS[status].lower()}" for status in STATUSES if counts[status]]
    )
    title = parts.text(facts.title)
    return f'<div class="mx"><h3>{title}</h3><ul>{signs}</ul><div class="m">{parts.text(words)}</div></div>'


def _framework(facts: FrameworkFacts, controls: list[Control]) -> None:
    st.header(parts.markdown(facts.title), anchor=f"framework-{slug(facts.id)}")
    note = parts.muted(facts.confidence_note) if facts.confidence_note else ""
    parts.html(
        f"{parts.muted(f'{facts.version}. {facts.jurisdiction}.')}<p>{parts.text(facts.status)}</p>{note}"
    )
    parts.html(_table(facts, controls))
    with st.expander(f"Sources and evidence, {parts.markdown(facts.title)}"):
        evidence = "".join(
            f"<h3>{parts.text(one.id)}</h3>"
            + parts.listing(
                [f"{each.title}{', held' if each.held else ''}: {each.where}" for each in one.evidence]
            )
            for one in controls
            if one.evidence
        )
        parts.html(evidence + "<h3>Sources</h3>" + parts.listing(facts.sources))


def _table(facts: FrameworkFacts, controls: list[Control]) -> str:
    rows = "".join(map(_row, controls))
    caption = "What the record can show for each requirement"
    heads = "".join(
        f'<th scope="col">{name}</th>' for name in ("Requirement", "Status", "Evidence", "For a named person")
    )
    return (
        f'<div class="wrap" tabindex="0" role="region" aria-label="Requirements of {parts.text(facts.title)}">'
        f'<table class="t">'
        f"<caption>{caption}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(one: Control) -> str:
    asks = parts.text(f"{one.id}. {_asks(one)}")
    under = f'<span class="m" style="display:block;font-weight:400">{asks}</span>'
    person = parts.text(one.person or "Nothing is left.")
    return (
        f'<tr><th scope="row" class="w">{parts.text(one.title)}{under}</th><td>{parts.chip(one.status)}</td>'
        f'<td class="w">{parts.text(one.supports)}</td><td class="w">{person}</td></tr>'
    )


def _asks(control: Control) -> str:
    applies = f" Applies from {control.applies_from}." if control.applies_from else ""
    memory = " From memory, to be confirmed." if control.confidence == "memory" else ""
    return f"{control.requirement}{applies}{memory}"

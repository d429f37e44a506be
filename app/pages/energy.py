"""What the audit itself used, phase by phase; measured and estimated are told apart."""

from __future__ import annotations

import streamlit as st

from fairwitness.app.views import numbers, parts, result
from fairwitness.app.views.figure import figure
from fairwitness.reports import charts, energy


def render() -> None:
    """Draw the section."""
    opened = result.opened("Energy")
    if opened is None:
        return
    _, record = opened
    words = numbers.words()
    parts.html(parts.lede(energy.lead(record, words)) + parts.muted(energy.ONLY_THE_AUDIT))
    main, side = st.columns([2.35, 1], gap="large")
    with main:
        st.header("Phase by phase", anchor="phases")
        if not figure(lambda canvas: charts.energy(record.energy, canvas), open_table=True):
            parts.html(parts.muted("No phase has a figure."))
    with side:
        how = energy.how(record)
        notes = [note for note in (how, record.energy.note, words.said(energy.UNITS) if how else "") if note]
        body = "".join(f"<p>{parts.text(note)}</p>" for note in notes)
        parts.html(parts.aside("How this was metered", parts.facts(energy.facts(record, words)) + body))

"""How often the decisions were right, over all rows."""

from __future__ import annotations

import streamlit as st

from fairwitness.app.views import parts, result
from fairwitness.app.views.figure import figure
from fairwitness.audits.record import Record
from fairwitness.audits.units import plain
from fairwitness.reports import charts, view
from fairwitness.reports.format import pct

NO_LABELS = "Without labels nobody can say how often the decisions were right."


def _baseline(record: Record, baseline: float) -> tuple[str, str]:
    """What always giving one answer would come to."""
    if record.plan.get("task") == "regression":
        return "Always the average", f"off by {plain(baseline, digits=4)}"
    return "Always the more common label", f"right for {pct(baseline)}"


def render() -> None:
    """Draw the section."""
    opened = result.opened("Performance")
    if opened is None:
        return
    _, record = opened
    found = record.performance
    if not found.measures:
        parts.html(parts.lede(found.statement or NO_LABELS))
    main, side = st.columns([2.35, 1], gap="large")
    with main:
        figure(lambda canvas: charts.performance(found, canvas), level=2)
        confusion = view.confusion(record)
        if confusion is not None:
            st.header("Outcome and decision", anchor="confusion")
            parts.html(parts.table(confusion))
    with side:
        facts = [
            ("Compared", result.groups_of(record)),
            ("Decision", record.subject.prediction),
        ]
        if record.subject.positive:
            facts.insert(1, ("Positive", record.subject.positive))
        if found.baseline is not None:
            facts.append(_baseline(record, found.baseline))
        note = "The same rates by group stand under Fairness."
        parts.html(parts.aside("How to read this", parts.facts(facts) + f"<p>{note}</p>"))

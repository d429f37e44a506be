"""One figure where two attributes cross: a heat map of the pair that the reader picks, with n in each cell."""

from __future__ import annotations

import streamlit as st

from fairwitness.app import thresholds
from fairwitness.app.views import parts
from fairwitness.app.views.figure import figure
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Estimate
from fairwitness.audits.undeclared import crossed_rates
from fairwitness.errors import DataError
from fairwitness.reports import by_group, charts

_NOW = "Computed now, from the stored rows; the plan does not cross these two, so no limit was declared for them."


def crossing(audit: str, record: Record, attribute: str, metric: str) -> None:
    """Draw the section, where there are two attributes to cross."""
    names = by_group.single_attributes(record)
    if len(names) < 2 or attribute not in names:
        return
    st.header("Where two attributes cross", anchor="cross")
    left, right = st.columns(2, gap="medium")
    first = left.selectbox(
        "First attribute", names, names.index(attribute), key=f"cross-first-{attribute}", persist_state="page"
    )
    others = [name for name in names if name != first]
    second = right.selectbox("Second attribute", others, key=f"cross-second-{first}", persist_state="page")
    found, now = _estimates(audit, record, (first, second), metric)
    if not found:
        parts.html(parts.muted(by_group.not_crossed(first, second, metric)))
        return
    drawn = figure(lambda canvas: charts.cross(found, canvas, record.subject.attributes), width=1100)
    if not drawn:
        figure(lambda canvas: charts.groups(found, canvas), width=1100)
    parts.html(parts.aside("How to read this", parts.listing(by_group.reading_cells(record))))
    if now:
        parts.html(parts.muted(_NOW))


def _estimates(
    audit: str, record: Record, pair: tuple[str, str], metric: str
) -> tuple[tuple[Estimate, ...], bool]:
    """Of the record; else of the stored scores, where they are at hand; and whether it is the latter."""
    found = crossed_rates(record, pair, metric)
    if found or thresholds.why_not(audit, record) is not None:
        return found, False
    loading = thresholds.ready(audit, record.hash)
    if not loading.done() or loading.exception() is not None:
        return (), False
    explorer = loading.result()
    if explorer.declared is None or not explorer.moves(metric):
        return (), False
    try:
        return explorer.crossed(pair, explorer.declared, metric), True
    except DataError:
        return (), False

"""Rates by group: pick what to compare by and which question, see the gap, its doubt, and the figures."""

from __future__ import annotations

import streamlit as st

from fairwitness.app import state
from fairwitness.app.views import address, numbers, parts, result
from fairwitness.app.views.crossing import crossing
from fairwitness.app.views.explorer import explorer
from fairwitness.app.views.figure import figure
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Comparison, Estimate
from fairwitness.audits.undeclared import rates_by_metric
from fairwitness.reports import by_group, charts, view
from fairwitness.reports.look import looks

JOINER = " & "
_ATTRIBUTE, _METRIC = "fairness-attribute", "fairness-metric"


def render() -> None:
    """Draw the section."""
    opened = result.opened("Fairness")
    if opened is None:
        return
    audit, record = opened
    address.of(audit)
    picked = _pick(record)
    if picked is None:
        parts.html(parts.lede("No rate by group is in this record."))
        return
    attribute, metric, estimates = picked
    comparison = by_group.comparison(record, attribute, metric)
    parts.html(_verdict(comparison))
    if JOINER in attribute and figure(
        lambda canvas: charts.cross(estimates, canvas, record.subject.attributes), level=2, width=1100
    ):
        parts.html(parts.aside("How to read this", parts.listing(by_group.reading_cells(record))))
    figure(
        lambda canvas: charts.groups(
            estimates, canvas, comparison, by_group.unknown_groups(record, attribute)
        ),
        level=2,
        width=1100,
        open_table=True,
    )
    crossing(audit, record, attribute, metric)
    explorer(audit, record, attribute, metric)
    _leads(record)
    _found(record)
    _looks(record)


def _pick(record: Record) -> tuple[str, str, tuple[Estimate, ...]] | None:
    """What is compared by, and which figure; both stand in the address."""
    attributes = by_group.compared_by(record)
    if not attributes:
        return None
    left, right = st.columns([1, 2], gap="medium")
    address.choose(address.ATTRIBUTE, _ATTRIBUTE, attributes)
    attribute = left.selectbox(
        "Compare by",
        attributes,
        key=_ATTRIBUTE,
        on_change=state.answering(address.settle),
        args=(address.ATTRIBUTE,),
        persist_state="session",
    )
    found = rates_by_metric(record, attribute)
    address.choose(address.METRIC, _METRIC, list(found))
    metric = right.selectbox(
        "Question",
        list(found),
        key=_METRIC,
        format_func=lambda name: by_group.question(record, attribute, name),
        on_change=state.answering(address.settle),
        args=(address.METRIC,),
        persist_state="session",
    )
    for name, value in ((address.ATTRIBUTE, attribute), (address.METRIC, metric)):
        address.problem(name)
        address.show(name, value)
    return attribute, metric, found[metric]


def _verdict(comparison: Comparison | None) -> str:
    if comparison is None:
        return parts.muted(
            "No limit was declared for this, and the record does not compare it: shown, not judged."
        )
    how = (
        "A declared limit: the verdict decides."
        if comparison.declared
        else "No limit was declared for this: a lead to follow, not a verdict that decides anything."
    )
    return f"<p>{parts.chip(comparison.verdict)} &nbsp;<span class='m'>{parts.text(how)}</span></p>"


def _leads(record: Record) -> None:
    leads = view.leads(record, numbers.words())
    if leads is None:
        return
    st.header("What no limit covers", anchor="leads")
    parts.html(
        parts.muted("Leads to follow, not verdicts. They decide nothing.")
        + parts.table(leads, words=("What was found",))
    )


def _looks(record: Record) -> None:
    """Labels, thresholds, scores, strata and persons, where the record holds them."""
    for look in looks(record, numbers.words()):
        st.header(parts.markdown(look.title), anchor=look.key)
        parts.html("".join(map(parts.muted, look.notes)))
        for chart in look.charts:
            figure(chart)
        for table in look.tables if not look.charts else ():
            with st.expander(parts.markdown(table.caption)):
                parts.html(parts.table(table))


def _found(record: Record) -> None:
    """Groups that nobody declared, found by search."""
    words = numbers.words()
    note = view.found_groups_note(record, words)
    if not note:
        return
    st.header("Groups found by search", anchor="found")
    found = view.found_groups(record, words)
    parts.html(
        parts.muted(note[0])
        + f"<p>{parts.text(note[1])}</p>"
        + (parts.table(found, words=("Group",)) if found is not None else "")
    )
    if len(note) > 2:
        with st.expander("What the search did not look at"):
            parts.html("".join(map(parts.muted, note[2:])))

"""Rates by group: pick what to compare by and which question, see the gap, its doubt, and the figures."""

from __future__ import annotations

import streamlit as st

from fairwitness.app.views import parts, result
from fairwitness.app.views.figure import figure
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Comparison
from fairwitness.reports import charts, view
from fairwitness.reports.format import metric_title
from fairwitness.reports.look import looks

JOINER = " & "


def render() -> None:
    """Draw the section."""
    opened = result.opened("Fairness")
    if opened is None:
        return
    _, record = opened
    picked = _pick(record)
    if picked is None:
        parts.html(parts.lede("No rate by group is in this record."))
        return
    attribute, metric = picked
    estimates = [one for one in record.estimates if (one.attribute, one.metric) == picked]
    comparison = _comparison(record, attribute, metric)
    if comparison is not None:
        _verdict(comparison)
    unknown = {
        group.name
        for one in record.subject.attributes
        if one.name == attribute
        for group in one.groups
        if group.unknown
    }
    if JOINER in attribute and figure(
        lambda canvas: charts.cross(estimates, canvas, record.subject.attributes), level=2, width=1100
    ):
        _how_to_read(record)
    figure(
        lambda canvas: charts.groups(estimates, canvas, comparison, unknown),
        level=2,
        width=1100,
        open_table=True,
    )
    _leads(record)
    _found(record)
    _looks(record)


def _pick(record: Record) -> tuple[str, str] | None:
    found = list(dict.fromkeys(one.attribute for one in record.estimates if one.attribute))
    if not found:
        return None
    single = sorted(found, key=lambda name: JOINER in name)
    left, right = st.columns([1, 2], gap="medium")
    attribute = left.selectbox("Compare by", single, key="fairness-attribute", persist_state="session")
    metrics = list(dict.fromkeys(one.metric for one in record.estimates if one.attribute == attribute))
    metric = right.selectbox(
        "Question",
        metrics,
        key="fairness-metric",
        format_func=lambda name: f"{metric_title(name)} ({name.replace('_', ' ')})",
        persist_state="session",
    )
    return (attribute, metric) if attribute and metric else None


def _comparison(record: Record, attribute: str, metric: str) -> Comparison | None:
    """The comparison of that question: a declared one first, a difference before a ratio."""
    found = [one for one in record.comparisons if (one.attribute, one.metric) == (attribute, metric)]
    found.sort(key=lambda one: (not one.declared, one.kind != "difference"))
    return next(iter(found), None)


def _verdict(comparison: Comparison) -> None:
    how = (
        "A declared limit: the verdict decides."
        if comparison.declared
        else "No limit was declared for this: a lead to follow, not a verdict that decides anything."
    )
    parts.html(f"<p>{parts.chip(comparison.verdict)} &nbsp;<span class='m'>{parts.text(how)}</span></p>")


def _how_to_read(record: Record) -> None:
    smallest = record.plan.get("checks")
    least = smallest.get("min_group") if isinstance(smallest, dict) else None
    points = [
        "Each cell is one group by both attributes. The further from the page colour, the higher the rate.",
        f"Grey: fewer than {least} cases, shown and not judged; or no case: the rate does not exist, and is not zero.",
        "What stands out here is a lead to follow, unless a limit was declared for it.",
    ]
    parts.html(parts.aside("How to read this", parts.listing(points)))


def _leads(record: Record) -> None:
    leads = view.leads(record)
    if leads is None:
        return
    st.header("What no limit covers", anchor="leads")
    parts.html(
        parts.muted("Leads to follow, not verdicts. They decide nothing.")
        + parts.table(leads, words=("What was found",))
    )


def _looks(record: Record) -> None:
    """Labels, thresholds, scores, strata and persons, where the record holds them."""
    for look in looks(record):
        st.header(parts.markdown(look.title), anchor=look.key)
        parts.html("".join(map(parts.muted, look.notes)))
        for chart in look.charts:
            figure(chart)
        for table in look.tables if not look.charts else ():
            with st.expander(parts.markdown(table.caption)):
                parts.html(parts.table(table))


def _found(record: Record) -> None:
    """Groups that nobody declared, found by search."""
    note = view.found_groups_note(record)
    if not note:
        return
    st.header("Groups found by search", anchor="found")
    found = view.found_groups(record)
    parts.html(
        parts.muted(note[0])
        + f"<p>{parts.text(note[1])}</p>"
        + (parts.table(found, words=("Group",)) if found is not None else "")
    )
    if len(note) > 2:
        with st.expander("What the search did not look at"):
            parts.html("".join(map(parts.muted, note[2:])))

"""Data, robustness or privacy: what the checks of a topic saw. There where a record holds any."""

from __future__ import annotations

from functools import partial

import streamlit as st

from fairwitness.app.views import numbers, parts, result
from fairwitness.app.views.figure import open_table
from fairwitness.app.views.findings import findings
from fairwitness.audits.record import Record
from fairwitness.reports import topics
from fairwitness.reports.topics import Topic


def render(topic: Topic) -> None:
    """Draw the section of a topic."""
    opened = result.opened(topic)
    if opened is None:
        return
    _, record = opened
    if topic not in topics.topics(record):
        parts.html(parts.lede(f"No check of {topic.lower()} is in this record."))
        return
    parts.html(parts.lede(topics.lead(record, topic, numbers.words())))
    found = topics.findings(record, topic)
    if found:
        st.header("Findings", anchor="findings")
        parts.html(findings(found))
    if topic == "Data":
        _data(record)
    st.header("What was checked", anchor="checks")
    open_table(lambda _: topics.checks(record, topic), f"{topic.lower()}-checks", file="checks.csv")


def _data(record: Record) -> None:
    if record.subject.notes:
        st.header("What reading the data brought up", anchor="notes")
        parts.html(parts.listing(record.subject.notes))
    st.header("Groups", anchor="groups")
    open_table(partial(topics.groups, record), "data-groups", file="groups.csv")
    st.header("Columns", anchor="columns")
    open_table(partial(topics.columns, record), "data-columns", file="columns.csv")

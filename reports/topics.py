"""What a record holds of data, robustness and privacy: each a section of its own where a check of it ran."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from fairwitness.audits.record import Record
from fairwitness.audits.record.judgements import Finding
from fairwitness.reports import format as fmt
from fairwitness.reports.charts.figure import Table
from fairwitness.reports.language import ENGLISH, Words

Topic = Literal["Data", "Robustness", "Privacy"]
TOPICS: Final[Mapping[Topic, str]] = {"Data": "DATA", "Robustness": "ROB", "Privacy": "PRIV"}
"""Sections, with how the codes of their checks begin."""


def topics(record: Record) -> tuple[Topic, ...]:
    """The topics of which the record holds a check or a finding."""
    codes = {one.code for one in record.checks} | {one.code for one in record.findings}
    return tuple(topic for topic, begin in TOPICS.items() if any(code.startswith(begin) for code in codes))


def findings(record: Record, topic: Topic) -> tuple[Finding, ...]:
    """What was found of a topic."""
    return tuple(one for one in record.findings if one.code.startswith(TOPICS[topic]))


def lead(record: Record, topic: Topic, words: Words = ENGLISH) -> str:
    """How many checks of a topic ran and what came of them, in a sentence."""
    ran = [one for one in record.checks if one.code.startswith(TOPICS[topic]) and one.outcome == "ran"]
    found = findings(record, topic)
    said = f"{words.plural(len(found), 'finding')}" if found else "no finding"
    return f"{words.plural(len(ran), 'check')} of {topic.lower()} ran, with {said}."


def checks(record: Record, topic: Topic) -> Table:
    """Which checks of a topic ran, and why others did not."""
    outcomes = {"ran": "ran", "not_applicable": "does not apply", "ignored": "ignored by the plan"}
    rows = tuple(
        (one.title, one.code, outcomes[one.outcome], one.reason or "")
        for one in record.checks
        if one.code.startswith(TOPICS[topic])
    )
    return Table(f"Checks of {topic.lower()}.", ("Question", "Code", "Outcome", "Reason"), rows)


def columns(record: Record, words: Words = ENGLISH) -> Table:
    """The columns as they were read, with what is missing in each."""
    rows_read = record.subject.rows
    rows = tuple(
        (
            one.name,
            one.kind,
            ", ".join(one.roles) or "none",
            words.count(one.missing),
            words.pct(one.missing / rows_read) if rows_read else fmt.NOT_ESTIMABLE,
            "not counted" if one.distinct is None else words.count(one.distinct),
        )
        for one in record.subject.columns
    )
    head = ("Column", "Kind", "Role", "Missing", "Share missing", "Different values")
    return Table(f"Columns over {words.plural(rows_read, 'row')}.", head, rows, frozenset(head[3:]))


def groups(record: Record, words: Words = ENGLISH) -> Table:
    """The groups that were compared, with their sizes."""
    total = record.subject.rows
    rows = tuple(
        (
            f"{attribute.name}: {group.name}",
            words.count(group.rows),
            words.pct(group.rows / total) if total else fmt.NOT_ESTIMABLE,
            "not known" if group.unknown else "",
        )
        for attribute in record.subject.attributes
        for group in attribute.groups
    )
    head = ("Group", "Rows", "Share of rows", "Remark")
    return Table("Groups that were compared.", head, rows, frozenset(head[1:3]))

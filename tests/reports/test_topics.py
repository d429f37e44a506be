"""Topics of a record: there where a check of them is, with what it saw and what was read."""

from __future__ import annotations

import records

from fairwitness.audits.record import Record
from fairwitness.audits.record.judgements import CheckRun
from fairwitness.reports import topics


def with_checks(*codes: str) -> Record:
    runs = tuple(CheckRun(code=code, title=f"Question {code}?", outcome="ran") for code in codes)
    return records.full().model_copy(update={"checks": runs, "findings": ()})


def test_a_topic_is_there_where_one_of_its_checks_is() -> None:
    assert topics.topics(with_checks("FAIR001")) == ()
    assert topics.topics(with_checks("PRIV001", "DATA002")) == ("Data", "Privacy")
    assert topics.topics(with_checks("ROB003")) == ("Robustness",)


def test_checks_and_findings_are_those_of_the_topic() -> None:
    record = with_checks("DATA001", "DATA002", "FAIR001")
    assert topics.lead(record, "Data") == "2 checks of data ran, with no finding."
    assert [row[1] for row in topics.checks(record, "Data").rows] == ["DATA001", "DATA002"]
    full = records.full()
    found = full.findings[0].model_copy(update={"code": "DATA001"})
    one = record.model_copy(update={"findings": (found, *full.findings)})
    assert topics.findings(one, "Data") == (found,)
    assert topics.lead(one, "Data").endswith("with 1 finding.")


def test_a_check_that_did_not_run_says_why_and_is_not_counted() -> None:
    run = CheckRun(code="DATA001", title="Large enough?", outcome="not_applicable", reason="No groups.")
    record = records.full().model_copy(update={"checks": (run,), "findings": ()})
    assert topics.lead(record, "Data") == "0 checks of data ran, with no finding."
    assert topics.checks(record, "Data").rows == (
        ("Large enough?", "DATA001", "does not apply", "No groups."),
    )


def test_every_column_and_group_has_its_row() -> None:
    record = records.full()
    columns, groups = topics.columns(record), topics.groups(record)
    assert [row[0] for row in columns.rows] == [one.name for one in record.subject.columns]
    assert len(groups.rows) == sum(len(one.groups) for one in record.subject.attributes)


def test_without_rows_no_share_is_printed_as_a_number() -> None:
    record = records.full()
    empty = record.model_copy(update={"subject": record.subject.model_copy(update={"rows": 0})})
    assert {row[4] for row in topics.columns(empty).rows} <= {"not estimable"}
    assert {row[2] for row in topics.groups(empty).rows} == {"not estimable"}

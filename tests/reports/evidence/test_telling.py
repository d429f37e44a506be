"""A trail in plain words."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import records

from fairwitness.reports.evidence.chain import append
from fairwitness.reports.evidence.events import Acted, Note, PlanStated, Waiver
from fairwitness.reports.evidence.telling import told
from fairwitness.reports.evidence.trail import add, add_export, add_run, load_trail

AT = datetime(2026, 11, 27, 9, 30, 59, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "trail.jsonl"


def said(file: Path) -> list[str]:
    return [row[1] for row in told(load_trail(file)).rows]


def test_the_last_comes_first_with_its_number_and_minute(file: Path) -> None:
    add(file, Note(by="Ada", comment="one"), Note(by="Ada", comment="two"), at=AT)
    assert told(load_trail(file)).rows == (
        ("27 November 2026, 09:30", "Note by Ada: two", "2"),
        ("27 November 2026, 09:30", "Note by Ada: one", "1"),
    )


def test_a_run_says_what_came_of_the_limits_and_no_hash(file: Path) -> None:
    record = records.full()
    add_run(file, record, at=AT)
    run, plan = said(file)
    assert run == f"The audit '{record.title}' was run: a declared limit did not hold"
    assert plan == f"The plan of '{record.title}' was stated"
    add_export(file, b"x", "evidence.zip", record, None)
    assert said(file)[0] == "A file was made to be taken along: evidence.zip, unsigned"
    add_export(file, b"x", "report.pdf", record, None)
    assert said(file)[0] == "A file was made to be taken along: report.pdf, unsigned"
    add_export(file, b"x", "evidence.zip", record, "0" * 64)
    assert said(file)[0] == "A bundle of evidence was made: evidence.zip, signed"
    assert not any(record.hash[:12] in line for line in said(file))


def test_a_plan_that_changed_says_how_and_not_all_of_much(file: Path) -> None:
    changed = tuple({"key": f"checks.k{i}", "before": i, "now": i + 1} for i in range(7))
    event = PlanStated.model_validate({"title": "T", "sha256": "0" * 64, "plan": {}, "changed": changed})
    add(file, event, at=AT)
    (line,) = said(file)
    assert line.startswith("The plan of 'T' was changed: checks.k0 from 0 to 1, checks.k1 from 1 to 2,")
    assert line.endswith("checks.k4 from 4 to 5, and 2 more keys")


def test_a_waiver_and_an_act_are_told_as_they_are(file: Path) -> None:
    add(file, Waiver(gate="g", reason="few cases", owner="Ada", until="2027-01-01"), at=AT)
    add(file, Acted(by="de Vries", email="v@example.org", what="deleted an audit", audit="a", title="T"))
    assert said(file) == [
        "de Vries <v@example.org> deleted an audit: 'T'",
        "Waiver of g by Ada until 2027-01-01: few cases",
    ]


def test_what_a_later_version_wrote_is_said_to_be_unknown(file: Path) -> None:
    append(file, [{"kind": "oracle", "by": "Ada"}], at=AT)
    assert said(file) == ["Something that this version does not know (oracle)"]


def test_a_line_that_was_never_finished_is_said_to_have_been_removed(file: Path) -> None:
    add(file, Note(by="Ada", comment="one"), at=AT)
    with file.open("ab") as stream:
        stream.write(b'{"at":')
    add(file, Note(by="Ada", comment="two"), at=AT)
    assert said(file)[1] == "A line that was never finished, as when the power fails, was removed"

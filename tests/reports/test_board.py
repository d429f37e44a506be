"""Where findings stand on the board, what is overdue, and what was said in what order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from tests.memory_log import Memory

import fairwitness
from fairwitness.audits.record import Record
from fairwitness.audits.review.acts import Decision, Reviewer
from fairwitness.audits.review.entries import DISPOSITIONS
from fairwitness.audits.review.identity import finding_ids
from fairwitness.reports import board as module
from fairwitness.reports.board import (
    TITLES,
    as_table,
    board,
    by_severity,
    history,
    left_out,
    most_severe_first,
    overdue_text,
)

NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def record() -> Record:
    decided = [1] * 90 + [0] * 10 + [1] * 40 + [0] * 60 + [1]
    frame = pd.DataFrame({"sex": ["a"] * 100 + ["b"] * 100 + [None]})
    return fairwitness.audit(y_pred=decided, sensitive_features=frame, positive=1)


@pytest.fixture
def ana(record: Record) -> Reviewer:
    return Reviewer(record, Memory(), "Ana", None, NOON)


def column(reviewer: Reviewer, finding: str) -> str:
    return next(
        name for name, ones in board(reviewer.review()).items() if finding in {one.id for one in ones}
    )


@pytest.mark.parametrize(
    ("decision", "where"),
    [
        (Decision(owner="Cem"), "looked_at"),
        (Decision(due=date(2027, 2, 1)), "open"),
        (Decision("mitigate", "Cem"), "looked_at"),
        (Decision("accept", reason="r"), "accepted"),
        (Decision("false_alarm", reason="r"), "false_alarm"),
        (Decision("waive", "Cem", until=date(2027, 2, 1), reason="r"), "waived"),
    ],
)
def test_a_finding_stands_where_its_decision_puts_it(
    ana: Reviewer, record: Record, decision: Decision, where: str
) -> None:
    finding = by_severity(ana.review().findings)[0].id
    assert column(ana, finding) == "open"
    ana.decide(finding, decision)
    assert column(ana, finding) == where


def test_a_comment_is_a_look_and_so_is_a_waiver_that_ended(ana: Reviewer, record: Record) -> None:
    finding = by_severity(ana.review().findings)[0].id
    ana.comment(finding, "Seen.")
    assert column(ana, finding) == "looked_at"
    ana.decide(finding, Decision("waive", "Cem", until=NOON.date(), reason="r"))
    later = Reviewer(record, ana.log, "Ana", None, NOON + timedelta(1))
    assert column(later, finding) == "looked_at"


def test_every_finding_is_in_the_list_and_on_the_board_once_unless_it_is_a_quiet_lead(
    ana: Reviewer, record: Record
) -> None:
    def shown() -> list[str]:
        return sorted(one.id for ones in board(ana.review()).values() for one in ones)

    leads = [one.id for one in ana.review().findings if one.finding.severity == "low"]
    assert list(board(ana.review())) == list(TITLES)
    assert shown() == sorted(set(finding_ids(record)) - set(leads))
    assert left_out(ana.review()).startswith(f"Not on the board: {len(leads)} leads of low severity")
    for lead in leads:
        ana.comment(lead, "Seen.")
    assert shown() == sorted(finding_ids(record))
    assert left_out(ana.review()) is None
    severities = [row[1] for row in as_table(ana.review()).rows]
    assert severities == sorted(severities, key=["High", "Medium", "Low"].index)
    assert len(severities) == len(finding_ids(record))


def test_what_is_overdue_is_said_with_its_owner(ana: Reviewer) -> None:
    assert overdue_text(ana.review()) is None
    finding = by_severity(ana.review().findings)[0].id
    ana.decide(finding, Decision(owner="Cem", due=NOON.date()))
    assert overdue_text(ana.review()) is None
    late = Reviewer(ana.record, ana.log, "Ana", None, NOON + timedelta(2)).review()
    assert overdue_text(late) == f"1 finding is overdue: {finding} (Cem, overdue by 2 days)."
    assert "Overdue by 2 days" in {row[5] for row in as_table(late).rows}


def test_the_history_of_a_finding_and_of_the_sign_offs(ana: Reviewer, record: Record) -> None:
    finding = by_severity(ana.review().findings)[0].id
    ana.comment(finding, "Seen.")
    for one in by_severity(ana.review().findings):
        ana.decide(one.id, Decision("accept", reason="r"))
    signer = Reviewer(record, ana.log, "Eve", "legal", NOON)
    signer.sign()
    signer.withdraw("Too soon.")
    said = history(finding, ana.log.entries())
    assert said == (("15 January 2027, 12:00", "Ana: Seen."), ("15 January 2027, 12:00", "Ana: accept. r"))
    assert [words.split(" (")[0] for _, words in history("", ana.log.entries())] == ["Eve", "Eve"]


def test_the_findings_of_a_record_are_read_most_severe_first(record: Record) -> None:
    low, high, other = (
        record.findings[0].model_copy(update={"severity": one, "statement": f"{one} {place}"})
        for place, one in enumerate(("low", "high", "low"))
    )
    assert most_severe_first((low, high, other)) == [high, low, other]


def test_every_disposition_has_a_column() -> None:
    assert set(module._DECIDED) == set(DISPOSITIONS)

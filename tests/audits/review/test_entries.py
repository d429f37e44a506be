"""Entries read back as they were, and what is no entry is refused in a sentence."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from fairwitness.audits.review.entries import (
    MOST_CHARACTERS,
    AuditorNamed,
    Commented,
    Decided,
    Entry,
    FeedbackCounted,
    GroupDecisions,
    Signed,
    read_entry,
)
from fairwitness.errors import ReviewError

WHO = {"record": "a" * 64, "by": "A. Weber", "at": datetime(2027, 1, 15, tzinfo=UTC)}
SAID = "b" * 16
EVERY: list[Entry] = [
    Decided(**WHO, finding="X001-1", says=SAID, disposition="waive", reason="r", until=date(2027, 5, 1)),
    Decided(**WHO, finding="X001-1", says=SAID, owner="C. Öz", due=date(2027, 2, 1)),
    Commented(**WHO, role="affected_group", finding="X001-1", text="漢字 مجموعة"),
    Signed(**WHO, role="legal", dispositions=SAID, note="n"),
    AuditorNamed(**WHO, auditor="D"),
    FeedbackCounted(
        **WHO,
        file=SAID,
        labels=("0", "1"),
        favourable="1",
        groups=(
            GroupDecisions(counts=((3, 1), (0, 2))),
            GroupDecisions(attribute="sex", group="a", counts=((1, 0), (0, 0))),
        ),
        reasons={"papers": 5},
    ),
]


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: entry.kind)
def test_an_entry_reads_back_from_json(entry: Entry) -> None:
    assert read_entry(json.loads(entry.model_dump_json(exclude_none=True))) == entry
    assert read_entry(json.loads(entry.model_dump_json())) == entry


@pytest.mark.parametrize("entry", EVERY, ids=lambda entry: entry.kind)
def test_an_entry_is_said_in_a_line(entry: Entry) -> None:
    assert entry.words.startswith("A. Weber")
    assert "None" not in entry.words


def test_the_cases_of_feedback_are_counted_once() -> None:
    assert "looked at 6 decisions" in EVERY[-1].words


def test_times_are_utc_whatever_zone_they_come_in() -> None:
    assert Signed(
        **{**WHO, "at": "2027-01-15T01:00:00+02:00"}, role="legal", dispositions=SAID
    ).at == datetime(2027, 1, 14, 23, tzinfo=UTC)
    assert Signed(**{**WHO, "at": "2027-01-15T01:00:00"}, role="legal", dispositions=SAID).at.tzinfo is UTC


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"disposition": "accept"}, "'accept' must have a reason"),
        ({"disposition": "false_alarm"}, "'false alarm' must have a reason"),
        ({"disposition": "waive", "until": "2027-05-01"}, "'waive' must have a reason"),
        ({"disposition": "waive", "reason": "r"}, "A waiver must have a last day"),
        ({"disposition": "accept", "reason": "r", "until": "2027-05-01"}, "Only a waiver has a last day"),
        ({}, "must give an owner, a due date or a disposition"),
        ({"reason": "r"}, "must give an owner, a due date or a disposition"),
        ({"disposition": "accept", "reason": "  "}, "`reason`"),
        ({"owner": "x" * 201}, "`owner`"),
        ({"due": "soon"}, "A day must be written as 2027-01-31. Got 'soon'"),
        ({"disposition": "ignore"}, "`disposition`"),
    ],
)
def test_a_decision_that_is_not_whole_is_refused(content: dict[str, object], message: str) -> None:
    with pytest.raises(ReviewError, match=message) as refused:
        read_entry({**WHO, "kind": "review.decided", "finding": "X", "says": SAID, **content})
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"kind": "review.forgotten"}, "of a known kind"),
        ({}, "of a known kind"),
        ({"kind": "review.commented", "finding": "X", "text": "x" * (MOST_CHARACTERS + 1)}, "`text`"),
        ({"kind": "review.commented", "finding": "X", "text": ""}, "`text`"),
        ({"kind": "review.signed", "dispositions": SAID}, "`role`"),
        ({"kind": "review.signed", "dispositions": SAID, "role": "boss"}, "`role`"),
        ({"kind": "review.auditor", "auditor": "D", "by": " "}, "`by`"),
        ({"kind": "review.auditor", "auditor": "D", "record": "../x"}, "`record`"),
        ({"kind": "review.auditor", "auditor": "D", "more": 1}, "`more`"),
    ],
)
def test_what_is_no_entry_is_refused_at_its_place(content: dict[str, object], message: str) -> None:
    with pytest.raises(ReviewError, match=message):
        read_entry({**WHO, **content}, where="Line 3")


@pytest.mark.parametrize(
    "counts", [[[1, 0]], [[1], [0]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[-1, 0], [0, 0]]]
)
def test_a_table_that_does_not_fit_the_labels_is_refused(counts: list[list[int]]) -> None:
    content = EVERY[-1].model_dump(mode="json")
    with pytest.raises(ReviewError):
        read_entry({**content, "groups": [{"counts": counts}]})

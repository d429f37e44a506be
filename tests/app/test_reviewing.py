"""Reviews of audits that are kept here: written in two logs, by one at a time, and told when others were faster."""

from __future__ import annotations

import inspect
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pandas as pd
import pytest

import fairwitness
from fairwitness.app import access, reviewing, roles, store
from fairwitness.app.people import Person
from fairwitness.app.reviewing import Hand
from fairwitness.audits.record import Record
from fairwitness.audits.review.acts import Decision
from fairwitness.audits.review.cases import Case
from fairwitness.audits.review.entries import Commented
from fairwitness.audits.review.identity import finding_ids
from fairwitness.errors import AccessError, AlteredError, EvidenceError, MovedOnError, ReviewError
from fairwitness.reports.evidence.trail import add, load_trail
from fairwitness.reports.review_log import load_review, open_log

ME = Person("Ana")
NOON = datetime(2027, 1, 15, 12, tzinfo=UTC)
ACCEPT = Decision("accept", reason="Agreed.")


@pytest.fixture(scope="module")
def record() -> Record:
    """One disparity, to be signed off by legal and one more pair of eyes."""
    decided = [1] * 90 + [0] * 10 + [1] * 40 + [0] * 60
    frame = pd.DataFrame({"sex": ["a"] * 100 + ["b"] * 100})
    plan = {"review": {"sign_off": "legal", "second_pair_of_eyes": True}}
    return fairwitness.audit(y_pred=decided, sensitive_features=frame, positive=1, plan=plan)


@pytest.fixture
def finding(record: Record, keep, monkeypatch: pytest.MonkeyPatch) -> str:
    """The finding of a record that is kept here, on 15 January 2027."""
    monkeypatch.setattr(reviewing, "now", lambda: NOON)
    keep(record)
    return next(iter(finding_ids(record)))


def test_nobody_has_said_anything_of_a_new_audit(finding: str) -> None:
    assert reviewing.board("kept").review.state == "open"
    assert reviewing.review("kept") is None
    assert not reviewing.log_file("kept").exists()


def test_an_entry_stands_beside_the_record_and_in_the_trail_and_the_record_is_as_it_was(finding: str) -> None:
    before = (store.folder("kept") / store.RECORD).read_bytes()
    reviewing.comment(ME, "kept", Hand(), finding, "Seen.")
    (entry,) = reviewing.board("kept").entries
    assert (entry.by, entry.text) == ("Ana", "Seen.")
    assert [event for _, event in load_trail(store.trail()).events] == [entry]
    assert (store.folder("kept") / store.RECORD).read_bytes() == before


def test_the_command_reads_the_same_review(record: Record, finding: str) -> None:
    reviewing.decide(ME, "kept", Hand(), finding, ACCEPT)
    assert load_review(record, reviewing.log_file("kept"), NOON.date()) == reviewing.review("kept")


def test_a_name_is_given_where_nobody_logs_in_and_is_ones_own_where_they_do(
    finding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(roles.DEFAULT_ROLE, "reviewer")
    known = Person("Ben", "ben@example.org")
    for person, by in ((ME, "Eve"), (ME, "  "), (known, "Eve")):
        reviewing.comment(person, "kept", Hand(by), finding, "x")
    assert [one.by for one in reviewing.board("kept").entries] == ["Eve", "Ana", "Ben (ben@example.org)"]


@pytest.mark.parametrize(
    "act", ["decide", "comment", "sign", "withdraw", "name_auditor", "judge", "give_feedback"]
)
def test_every_act_needs_the_right_to_review(finding: str, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    monkeypatch.setenv(roles.DEFAULT_ROLE, "viewer")
    assert access.CHANGES[f"fairwitness.app.reviewing.{act}"] == "review"
    _, _, _, *rest = inspect.signature(getattr(reviewing, act)).parameters
    with pytest.raises(AccessError):
        getattr(reviewing, act)(Person("X", "x@example.org"), "kept", Hand(), *rest)


def test_who_comes_second_is_told_what_changed_and_nothing_is_written(finding: str) -> None:
    seen = reviewing.board("kept").count
    reviewing.decide(ME, "kept", Hand("Ana", seen=seen), finding, ACCEPT)
    late = Hand("Eve", seen=seen)
    with pytest.raises(MovedOnError, match=r"Ana on FAIR001-\w+: accept\. Agreed\. Nothing of yours"):
        reviewing.decide(ME, "kept", late, finding, Decision("false_alarm", reason="No."))
    assert reviewing.board("kept").count == 1
    reviewing.decide(ME, "kept", Hand("Eve", seen=1), finding, Decision("false_alarm", reason="No."))
    assert reviewing.board("kept").review.findings[0].disposition == "false_alarm"


def test_a_comment_never_has_to_wait(finding: str) -> None:
    for name in "ab":
        reviewing.comment(ME, "kept", Hand(name), finding, "x")
    assert reviewing.board("kept").since(1) == (f"b on {finding}: x.",)


def test_only_the_last_few_changes_are_told(finding: str) -> None:
    for number in range(7):
        reviewing.comment(ME, "kept", Hand(), finding, f"{number} " + "y" * 300)
    said = reviewing.board("kept").since(0)
    assert said[0] == "2 more before."
    assert len(said) == 6
    assert all(len(line) < 200 for line in said)


def test_many_at_once_lose_nothing(finding: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda at: reviewing.comment(ME, "kept", Hand(), finding, str(at)), range(24)))
    kept = {one.text for one in reviewing.board("kept").entries if isinstance(one, Commented)}
    assert kept == {str(at) for at in range(24)}
    assert len(load_trail(store.trail()).events) == 24


def test_of_many_decisions_on_the_same_page_one_is_written(finding: str) -> None:
    def decided(by: int) -> bool:
        try:
            reviewing.decide(ME, "kept", Hand(str(by), seen=0), finding, ACCEPT)
        except MovedOnError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(decided, range(8))) == 1
    assert reviewing.board("kept").count == 1


def test_an_entry_that_a_crash_kept_from_the_trail_is_added_with_the_next(finding: str) -> None:
    reviewing.comment(ME, "kept", Hand(), finding, "one")
    store.trail().unlink()
    reviewing.comment(ME, "kept", Hand(), finding, "two")
    assert [event.text for _, event in load_trail(store.trail()).events] == ["one", "two"]


def test_a_trail_that_was_changed_by_hand_takes_nothing_and_neither_does_the_log(finding: str) -> None:
    reviewing.comment(ME, "kept", Hand(), finding, "one")
    store.trail().write_text(store.trail().read_text().replace("one", "two"))
    with pytest.raises(AlteredError):
        reviewing.comment(ME, "kept", Hand(), finding, "three")
    assert reviewing.board("kept").count == 1


def test_a_folder_that_cannot_be_written_is_a_sentence(finding: str) -> None:
    (store.folder("kept") / ".review.lock").mkdir()
    with pytest.raises(EvidenceError, match="must be kept in a folder that can be written"):
        reviewing.comment(ME, "kept", Hand(), finding, "x")


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        (Decision("waive", "Cem", until=date(2027, 1, 14), reason="r"), "must not be past. Got 2027-01-14"),
        (Decision("waive", "Cem", until=date(2027, 2, 1)), "must have a reason"),
        (Decision("accept", reason="x" * 50_000), "at most 10,000 characters. Got 50,000"),
    ],
)
def test_a_decision_that_cannot_be_is_one_sentence(finding: str, decision: Decision, message: str) -> None:
    with pytest.raises(ReviewError, match=message):
        reviewing.decide(ME, "kept", Hand(), finding, decision)
    assert not reviewing.log_file("kept").exists()


def test_a_comment_of_50000_characters_is_one_sentence(finding: str) -> None:
    with pytest.raises(ReviewError, match=r"at most 10,000 characters\. Got 50,000"):
        reviewing.comment(ME, "kept", Hand(), finding, "x" * 50_000)


def test_signed_off_needs_another_pair_of_eyes_and_can_be_withdrawn(finding: str) -> None:
    reviewing.name_auditor(ME, "kept", Hand("Ana"), "Ana")
    reviewing.decide(ME, "kept", Hand("Ana"), finding, ACCEPT)
    reviewing.sign(ME, "kept", Hand("ana", "legal"))
    assert any("neither ran the audit" in one for one in reviewing.board("kept").review.missing)
    reviewing.sign(ME, "kept", Hand("Eve", "domain"), "After a meeting.")
    assert reviewing.board("kept").review.state == "signed_off"
    reviewing.withdraw(ME, "kept", Hand("Eve", "domain"), "Wrong file.")
    assert reviewing.board("kept").review.state == "in_review"


def test_a_single_case_is_judged(finding: str) -> None:
    case = Case("7", "1", {"sex": "a"})
    reviewing.judge(ME, "kept", Hand(), case, ("0", "New papers."))
    found = reviewing.board("kept").review.agreement
    assert (found.overall.cases, found.overall.agreed) == (1, 0)


def test_other_events_of_the_log_are_let_be(finding: str, record: Record) -> None:
    from fairwitness.reports.evidence.events import Note

    add(reviewing.log_file("kept"), Note(by="Ben", comment="Before."))
    reviewing.comment(ME, "kept", Hand(seen=0), finding, "x")
    assert len(open_log(reviewing.log_file("kept")).entries()) == 1

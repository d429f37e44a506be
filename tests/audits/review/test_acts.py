"""Each act is one entry, or a refusal in one sentence and no entry."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fairwitness.audits.record import Record
from fairwitness.audits.review.acts import Decision
from fairwitness.audits.review.entries import Decided, FeedbackCounted, Signed, Withdrawn
from fairwitness.audits.review.identity import finding_ids, says
from fairwitness.errors import ReviewError

from .conftest import NOON, Memory


def test_a_decision_is_on_what_the_finding_says(record: Record, log: Memory, person) -> None:
    name = person("Ana", "domain").decide("FAIR001", Decision("accept", reason="Agreed."))
    (entry,) = log.kept
    assert isinstance(entry, Decided)
    assert (entry.record, entry.by, entry.role, entry.at) == (record.hash, "Ana", "domain", NOON)
    assert (entry.finding, entry.says) == (name, says(finding_ids(record)[name]))


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        (Decision("waive", until=date(2027, 5, 1), reason="r"), "to waive must have an owner"),
        (Decision("mitigate"), "to mitigate must have an owner"),
        (
            Decision("waive", owner="Cem", until=date(2027, 1, 14), reason="r"),
            "must not be past. Got 2027-01-14",
        ),
        (Decision("waive", owner="Cem", reason="r"), "must have a last day"),
        (Decision("waive", owner="Cem", until=date(2027, 5, 1)), "must have a reason"),
        (Decision(), "must give an owner"),
    ],
)
def test_a_decision_that_lacks_something_is_refused(
    log: Memory, person, decision: Decision, message: str
) -> None:
    with pytest.raises(ReviewError, match=message):
        person("Ana").decide("FAIR001", decision)
    assert not log.kept


def test_an_owner_given_before_will_do(log: Memory, person) -> None:
    person("Ana").decide("FAIR001", Decision(owner="Cem"))
    person("Ana").decide("FAIR001", Decision("waive", until=NOON.date(), reason="Tested."))
    assert len(log.kept) == 2


def test_a_signature_needs_a_role_and_decisions(log: Memory, person) -> None:
    with pytest.raises(ReviewError, match=r"in which role\. Got none; the roles are data_science, legal"):
        person("Ana").sign()
    with pytest.raises(ReviewError, match=r"before a sign-off\. Open: FAIR001-"):
        person("Ana", "legal").sign()
    assert not log.kept


def test_a_signature_names_the_record_and_the_decisions(record: Record, log: Memory, person) -> None:
    person("Ana").decide("FAIR001", Decision("accept", reason="Agreed."))
    review = person("Eve", "legal").sign("After a meeting.")
    entry = log.kept[-1]
    assert isinstance(entry, Signed)
    assert (entry.record, entry.note) == (record.hash, "After a meeting.")
    assert review.signatures[0].lapse is None


def test_nobody_may_do_anything_without_a_name(person) -> None:
    with pytest.raises(ReviewError, match="`by`"):
        person("  ").comment("FAIR001", "x")


def test_feedback_is_counted_once_for_a_record(log: Memory, person, audited, tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text("case,model,reviewer\n1,1,1\n2,0,1\n", encoding="utf-8")
    assert person("Ben").give_feedback(file) == 2
    assert isinstance(log.kept[0], FeedbackCounted)
    shuffled = tmp_path / "g.csv"
    shuffled.write_text("reviewer,case,model\n1,2,0\n1,1,1\n", encoding="utf-8")
    with pytest.raises(ReviewError, match=r"of 'g\.csv' were counted on 2027-01-15, by Ben"):
        person("Eve").give_feedback(shuffled)
    assert person("Ben", on=audited()).give_feedback(file) == 2


def signed(person) -> None:
    person("Ana").decide("FAIR001", Decision("accept", reason="Agreed."))
    person("Eve", "legal").sign()


def test_a_sign_off_is_withdrawn_and_given_again(log: Memory, person) -> None:
    signed(person)
    review = person("eve", "legal").withdraw("The minutes say otherwise.")
    assert review.signatures[0].lapse == "eve withdrew it on 15 January 2027: The minutes say otherwise."
    assert any("Legal must sign off again" in sentence for sentence in review.missing)
    assert person("Eve", "legal").sign().signatures[0].lapse is None


@pytest.mark.parametrize(
    ("by", "role", "message"),
    [
        ("Ana", "legal", "signed by Eve, not by Ana"),
        ("Eve", "ethics", "Ethics has none that counts"),
        ("Eve", None, "of which role"),
    ],
)
def test_only_ones_own_standing_sign_off_is_withdrawn(
    log: Memory, person, by: str, role: str | None, message: str
) -> None:
    signed(person)
    before = len(log.kept)
    with pytest.raises(ReviewError, match=message):
        person(by, role).withdraw("r")
    assert len(log.kept) == before


def test_a_withdrawal_by_somebody_else_in_the_log_takes_nothing_back(
    record: Record, log: Memory, person
) -> None:
    signed(person)
    who = {"record": record.hash, "at": NOON}
    log.append(Withdrawn(**who, by="Ana", role="legal", reason="r"))
    log.append(Withdrawn(**who, by="Ana", role="domain", reason="r"))
    assert person("Eve").review().signatures[0].lapse is None

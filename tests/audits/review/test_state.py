"""How far a review is: open, in review, signed off; what lapses, when, and what is missing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from fairwitness.audits.record import Record
from fairwitness.audits.review.acts import Decision, Reviewer
from fairwitness.audits.review.identity import finding_ids
from fairwitness.audits.review.state import folded, review_of

from .conftest import ASKED, NOON, Memory

ACCEPT = Decision("accept", reason="Agreed with the board.")
DAY = NOON.date()


def _settle(reviewer: Reviewer) -> None:
    """Accept all that must be decided on."""
    for one in reviewer.review().undecided:
        reviewer.decide(one.id, ACCEPT)


def _all_signed(person) -> None:
    _settle(person("Ana"))
    person("Ana").name_auditor("Ana")
    person("B. Ali", "legal").sign()
    person("E. Fox", "ethics").sign()


def test_nobody_has_done_anything(record: Record) -> None:
    review = review_of(record, [], DAY)
    assert review.state == "open"
    assert review.holds_release
    (name,) = (one.id for one in review.undecided)
    assert [sentence.split(":")[0] for sentence in review.missing] == [
        f"Nobody has decided on {name} (high severity)",
        "Legal has not signed off.",
        "Ethics has not signed off.",
        "It is not stated who ran the audit, so nobody can tell who else has looked.",
    ]


def test_it_is_signed_off_when_nothing_is_missing(record: Record, log: Memory, person) -> None:
    before = record.to_json()
    _all_signed(person)
    review = review_of(record, log.entries(), DAY)
    assert (review.state, review.missing, review.holds_release) == ("signed_off", (), False)
    assert record.to_json() == before


def test_every_step_before_the_last_is_in_review(record: Record, log: Memory, person) -> None:
    _all_signed(person)
    states = [review_of(record, log.kept[:length], DAY).state for length in range(len(log.kept) + 1)]
    assert states == ["open", *["in_review"] * (len(log.kept) - 1), "signed_off"]


@pytest.mark.parametrize("alone", ["Ana", " ana ", "ANA"])
def test_who_ran_the_audit_or_decided_cannot_alone_sign(
    record: Record, log: Memory, person, alone: str
) -> None:
    _settle(person("Dan"))
    person("Dan").name_auditor("Ana")
    person(alone, "legal").sign()
    person("dan", "ethics").sign()
    (missing,) = review_of(record, log.entries(), DAY).missing
    assert (
        missing
        == "Somebody must sign off who neither ran the audit nor decided on a finding, as Ana, Dan did."
    )
    person("E. Fox", "ethics").sign()
    assert review_of(record, log.entries(), DAY).state == "signed_off"


def test_without_the_rule_one_person_may_do_all(audited, log: Memory, person) -> None:
    record = audited(review={"sign_off": "legal"})
    one = person("Ana", "legal", on=record)
    _settle(one)
    assert one.sign().state == "signed_off"


def test_the_rule_alone_asks_for_any_signature(audited, log: Memory, person) -> None:
    record = audited(review={"second_pair_of_eyes": True})
    _settle(person("Ana", on=record))
    person("Ana", on=record).name_auditor("Ana")
    assert person("Ana", "domain", on=record).sign().holds_release
    assert not person("Eve", "domain", on=record).sign().holds_release


def test_a_plan_that_asks_for_nothing_holds_nothing(audited, person) -> None:
    record = audited()
    assert not review_of(record, [], DAY).holds_release
    assert review_of(record, [], DAY).state == "open"
    one = person("Ana", "legal", on=record)
    _settle(one)
    assert one.review().state == "in_review"
    assert one.sign().state == "signed_off"


def test_a_signature_lapses_when_a_decision_changes_and_stays_so(record: Record, log: Memory, person) -> None:
    _all_signed(person)
    (name,) = (one for one in finding_ids(record) if one.startswith("FAIR001"))
    person("Ana").decide(name, Decision("accept", reason="Another reason."))
    review = review_of(record, log.entries(), DAY)
    assert review.holds_release
    assert all(
        one.lapse == f"Ana changed the decision on {name} on 15 January 2027" for one in review.signatures
    )
    person("Ana").decide(name, ACCEPT)
    assert review_of(record, log.entries(), DAY).holds_release
    person("B. Ali", "legal").sign()
    assert person("E. Fox", "ethics").sign().state == "signed_off"


@pytest.mark.parametrize("act", ["same decision", "comment", "owner", "auditor"])
def test_what_changes_no_decision_lets_signatures_stand(
    record: Record, log: Memory, person, act: str
) -> None:
    _all_signed(person)
    ana = person("Ana")
    {
        "same decision": lambda: ana.decide("FAIR001", ACCEPT),
        "comment": lambda: ana.comment("FAIR001", "Seen."),
        "owner": lambda: ana.decide("FAIR001", Decision(owner="Cem", due=DAY)),
        "auditor": lambda: ana.name_auditor("Ana"),
    }[act]()
    assert review_of(record, log.entries(), DAY).state == "signed_off"


def test_a_signature_is_of_one_record(record: Record, log: Memory, person, audited) -> None:
    _all_signed(person)
    other = audited(85, 45, review=ASKED)
    review = review_of(other, log.entries(), DAY)
    assert review.state == "open"
    assert {one.lapse for one in review.signatures} == {f"it is of another record, {record.hash[:12]}"}


def test_signatures_of_a_later_record_leave_those_of_this_one(
    record: Record, log: Memory, person, audited
) -> None:
    _all_signed(person)
    other = audited(review=ASKED, title="The same, renamed")
    person("G", "legal", on=other).sign()
    assert review_of(record, log.entries(), DAY).state == "signed_off"
    assert [one.lapse for one in review_of(other, log.entries(), DAY).signatures if one.entry.by == "G"] == [
        None
    ]


def test_a_decision_goes_over_to_the_same_finding_later(record: Record, log: Memory, person, audited) -> None:
    person("Ana").decide("FAIR001", Decision("accept", owner="Cem", due=DAY, reason="Agreed."))
    person("Ana").comment("FAIR001", "Seen.")
    (same,) = (one for one in review_of(audited(title="Renamed"), log.entries(), DAY).findings if one.owner)
    assert (same.disposition, same.owner, same.due) == ("accept", "Cem", DAY)
    assert [one.text for one in same.comments] == ["Seen."]


def test_other_figures_open_a_finding_and_show_the_earlier_decision(log: Memory, person, audited) -> None:
    person("Ana").decide("FAIR001", Decision("accept", owner="Cem", reason="Agreed."))
    worse = audited(95, 30, review=ASKED)
    review = review_of(worse, log.entries(), DAY)
    (one,) = review.undecided
    assert (one.owner, one.disposition, one.earlier.disposition) == ("Cem", None, "accept")
    assert one.lapse == "The finding says something else than what Ana decided on"
    assert one.lapse in review.missing[0]


def test_decisions_on_another_record_undo_none_here(record: Record, log: Memory, person, audited) -> None:
    _all_signed(person)
    worse = audited(95, 30, review=ASKED)
    name = person("Ana", on=worse).decide("FAIR001", Decision("mitigate", owner="Cem"))
    review = review_of(record, log.entries(), DAY)
    (one,) = (one for one in review.findings if one.id == name)
    assert (one.disposition, one.earlier, one.lapse) == ("accept", None, None)
    assert review.state == "signed_off"


def test_a_signature_is_of_the_decisions_it_names(record: Record, log: Memory, person) -> None:
    """Even where an entry that changed them is gone from the log."""
    _all_signed(person)
    (name,) = (one for one in finding_ids(record) if one.startswith("FAIR001"))
    kept = [entry for entry in log.kept if getattr(entry, "disposition", None) is None]
    other = Memory()
    Reviewer(record, other, "Ana", None, NOON).decide(name, Decision("accept", reason="Another."))
    review = review_of(record, [*other.kept, *kept], DAY)
    assert {one.lapse for one in review.signatures} == {"it is of other decisions than those that stand"}
    assert review.holds_release


def test_a_waiver_of_the_plan_that_has_ended_since_is_missing(audited, log: Memory, person) -> None:
    waiver = {"reason": "Agreed", "owner": "Cem", "until": "2999-01-31"}
    record = audited(gates=[{"waiver": waiver}], review={"sign_off": "legal"})
    _settle(person("Ana", on=record))
    person("Eve", "legal", on=record).sign()
    assert not review_of(record, log.entries(), date(2999, 1, 31)).holds_release
    after = review_of(record, log.entries(), date(2999, 2, 1))
    assert after.holds_release
    assert "audit again" in after.missing[0]


def test_a_waiver_holds_through_its_last_day(record: Record, log: Memory, person) -> None:
    last = DAY + timedelta(30)
    waiver = Decision("waive", owner="Cem", until=last, reason="A new cut-off is tested.")
    person("Ana").decide("FAIR001", waiver)
    person("Ana").name_auditor("Ana")
    person("B. Ali", "legal").sign()
    person("E. Fox", "ethics").sign()
    assert review_of(record, log.entries(), last).state == "signed_off"
    after = review_of(record, log.entries(), last + timedelta(1))
    assert after.holds_release
    (one,) = after.undecided
    assert one.lapse == "The waiver ended on 14 February 2027"
    assert "The waiver ended on 14 February 2027." in after.missing[0]


def test_a_waiver_in_a_review_mutes_no_gate(record: Record, log: Memory, person) -> None:
    person("Ana").decide("FAIR001", Decision("waive", owner="Cem", until=DAY, reason="Tested."))
    review_of(record, log.entries(), DAY)
    assert record.gates[0].outcome == "fail"


def test_a_finding_is_overdue_after_its_day(record: Record, log: Memory, person) -> None:
    person("Ana").decide("FAIR001", Decision(due=DAY))
    (one,) = review_of(record, log.entries(), DAY).undecided
    assert (one.overdue(DAY), one.overdue(DAY + timedelta(1))) == (False, True)


def test_entries_on_findings_that_are_not_there_are_kept_and_not_shown(log: Memory, person, audited) -> None:
    person("Ana").comment("FAIR001", "Seen.")
    fair = audited(60, 60, review=ASKED)
    assert not any(one.comments for one in review_of(fair, log.entries(), DAY).findings)


def test_a_person_is_one_however_the_name_is_written() -> None:
    assert folded("  Cem   ÖZ") == folded("cem öz")


def test_nothing_looks_at_the_clock(record: Record, log: Memory, person) -> None:
    person("Ana", at=datetime(1999, 1, 1, tzinfo=NOON.tzinfo)).decide(
        "FAIR001", Decision("waive", owner="Cem", until=date(1999, 2, 1), reason="Old.")
    )
    assert not review_of(record, log.entries(), date(1999, 2, 1)).undecided
    assert review_of(record, log.entries(), date(1999, 2, 2)).undecided

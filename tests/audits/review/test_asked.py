"""What a record says of its review, and waivers that ran out after it was made."""

from __future__ import annotations

from datetime import date

import pytest

from fairwitness.audits.record import Record
from fairwitness.audits.review.asked import ended_waivers, review_asked
from fairwitness.errors import ReviewError

WAIVER = {"reason": "Agreed", "owner": "A. Weber", "until": "2999-01-31"}


def test_a_record_keeps_what_its_plan_asks_for(record: Record) -> None:
    assert review_asked(record).sign_off == ("legal", "ethics")
    assert review_asked(record).second_pair_of_eyes


def test_an_older_record_asks_for_nothing(audited) -> None:
    assert not review_asked(audited()).asked


def test_what_a_later_version_asks_for_is_refused(record: Record) -> None:
    later = record.model_copy(update={"plan": {"review": {"sign_off": ["auditor general"]}}})
    with pytest.raises(ReviewError, match=r"does not at `review\.sign_off\.0`"):
        review_asked(later)


def test_a_waiver_that_ended_after_the_record_is_told(audited) -> None:
    record = audited(gates=[{"waiver": WAIVER}])
    assert not list(ended_waivers(record, date(2999, 1, 31)))
    (sentence,) = ended_waivers(record, date(2999, 2, 1))
    assert sentence.startswith("The plan's waiver of a limit on selection rate ended on 2999-01-31")


def test_a_waiver_that_muted_nothing_is_not_told(audited) -> None:
    record = audited(
        gates=[{"waiver": {**WAIVER, "until": "2000-01-01"}}, {"limit": 0.2, "waiver": "Agreed"}]
    )
    assert not list(ended_waivers(record, date(2999, 2, 1)))
    muted = audited(gates=[{"waiver": WAIVER}, {"limit": 0.2, "waiver": {**WAIVER, "until": "2000-01-01"}}])
    assert not list(ended_waivers(muted, date(2026, 12, 31)))

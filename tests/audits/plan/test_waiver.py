"""A waiver mutes only with a reason, an owner and a last day that has not passed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.plan import make_plan
from fairwitness.audits.plan.template import dump_plan
from fairwitness.audits.plan.waiver import Waiver, said
from fairwitness.errors import PlanError

DAY = date(2027, 1, 31)
WHOLE = {"reason": "Agreed.", "owner": "A. Weber", "until": DAY}


def _plan(waiver: object) -> Waiver | None:
    return make_plan({"gates": [{"waiver": waiver}]}).gates[0].waiver


@given(
    st.fixed_dictionaries({}, optional={key: st.just(value) for key, value in WHOLE.items()}),
    st.integers(-400, 400),
)
def test_it_mutes_with_all_three_and_not_after_its_last_day(given_: dict[str, object], days: int) -> None:
    waiver = Waiver.model_validate(given_)
    assert waiver.mutes(DAY + timedelta(days)) == (len(given_) == 3 and days <= 0)


def test_blank_is_none() -> None:
    assert not Waiver(reason="  ", owner="A. Weber", until=DAY).mutes(DAY)
    assert not Waiver(reason="Agreed", owner="\t", until=DAY).mutes(DAY)


def test_what_it_lacks_is_said() -> None:
    assert Waiver(reason="Agreed").lack(DAY) == "has no owner and no last day (`until`)"
    assert Waiver.model_validate(WHOLE).lack(date(2027, 2, 1)) == "ended on 2027-01-31"


def test_a_reason_alone_is_read_and_mutes_nothing() -> None:
    waiver = _plan("Agreed")
    assert waiver == Waiver(reason="Agreed")
    assert said(waiver, DAY, "20% of b.") == (
        "Not muted, because the waiver in the plan has no owner and no last day (`until`): Agreed. 20% of b."
    )


def test_what_is_muted_says_who_and_until_when() -> None:
    assert said(Waiver.model_validate(WHOLE), DAY, "20% of b.") == (
        "Muted by the plan: Agreed (A. Weber, until 2027-01-31). 20% of b."
    )
    assert said(None, DAY, "20% of b.") == "20% of b."


@pytest.mark.parametrize("until", ["soon", 2027, 20270131, 1.5, True, datetime(2027, 1, 31), ["2027-01-31"]])
def test_a_last_day_that_is_none_is_refused(until: object) -> None:
    with pytest.raises(PlanError, match=r"A day must be written as 2027-01-31\. Got "):
        _plan({**WHOLE, "until": until})


def test_an_unknown_key_is_refused_with_the_nearest() -> None:
    with pytest.raises(PlanError, match=r"no key `gates\.0\.waiver\.owners`\. Did you mean 'owner'"):
        _plan({"owners": "A. Weber"})


def test_a_plan_with_a_waiver_reads_back_from_yaml() -> None:
    from fairwitness.audits.plan import parse_plan

    plan = make_plan({"gates": [{"waiver": WHOLE}]})
    assert parse_plan(dump_plan(plan)) == plan

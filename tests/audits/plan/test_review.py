"""Which sign-offs a plan asks for."""

from __future__ import annotations

import pytest

from fairwitness.audits.plan import make_plan
from fairwitness.audits.plan.review import ROLE_TITLES, ROLES, Review, as_role
from fairwitness.errors import PlanError


def _review(**content: object) -> Review:
    return make_plan({"review": content}).review


def test_nothing_is_asked_unless_stated_and_the_plan_does_not_name_it() -> None:
    plan = make_plan({})
    assert not plan.review.asked
    assert "review" not in plan.model_dump()


@pytest.mark.parametrize("content", [{"sign_off": "legal"}, {"second_pair_of_eyes": True}])
def test_any_demand_is_one(content: dict[str, object]) -> None:
    assert _review(**content).asked


@pytest.mark.parametrize(
    "text", ["affected_group", "affected-group", "Affected group", "  AFFECTED  GROUP ", "affected group"]
)
def test_a_role_is_read_as_people_write_it(text: str) -> None:
    assert as_role(text) == "affected_group"
    assert _review(sign_off=[text, "legal", text]).sign_off == ("affected_group", "legal")


def test_every_role_has_a_title() -> None:
    assert set(ROLE_TITLES) == set(ROLES)


@pytest.mark.parametrize("content", [{"sign_off": ["lawyer"]}, {"sign_off": 3}, {"sing_off": ["legal"]}])
def test_what_cannot_be_asked_is_refused_at_its_place(content: dict[str, object]) -> None:
    with pytest.raises(PlanError, match=r"review\.si"):
        _review(**content)

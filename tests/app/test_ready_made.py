"""Choosing a policy and going back: what was declared before comes back."""

from __future__ import annotations

import pytest

from fairwitness.app import form, ready_made
from fairwitness.audits.plan import Plan, make_plan
from fairwitness.audits.policies import policies, policy

OWN = {
    "policy": "own",
    "gates": [{"metric": "accuracy", "kind": "difference", "limit": 0.2}],
    "frameworks": ["nist_ai_rmf"],
    "min_group": 50,
    "words.people": "clients",
}


def test_the_choices() -> None:
    assert ready_made.names() == ("own", "credit", "health", "hiring", "public_services")
    assert [ready_made.title_of(name) for name in ("own", "hiring")] == ["Your own", "Hiring"]


@pytest.mark.parametrize("name", list(policies()))
def test_a_policy_fills_the_form_so_that_it_makes_the_policy(name: str) -> None:
    first = make_plan({"roles": {"target": "y", "prediction": "p", "sensitive": ["sex"]}})
    values = form.values_of(first, has_model=False)
    changed = values | ready_made.turned(values, name)
    plan = form.plan_of(changed, first)
    assert policy(name).is_taken(plan)
    assert plan == policy(name).applied(first)
    assert ready_made.chosen(changed) is policy(name)


def test_going_back_brings_ones_own_limits_back() -> None:
    values: dict[str, object] = dict(OWN)
    for name in ("hiring", "credit", "hiring"):
        values |= ready_made.turned(values, name)
    assert values["frameworks"] == ["nyc_ll144"]
    assert values["words.people"] == "clients", "words of one's own stay"
    values |= ready_made.turned(values, "own")
    assert {key: values[key] for key in OWN} == OWN
    assert values[ready_made.ASIDE] is None
    assert ready_made.turned(values, "own") == {"policy": "own", ready_made.ASIDE: None}


def test_people_change_with_the_policy_as_long_as_nobody_named_them() -> None:
    values: dict[str, object] = form.values_of(Plan(), has_model=False)
    values |= ready_made.turned(values, "health")
    assert values["words.people"] == "patients"
    values |= ready_made.turned(values, "hiring")
    assert values["words.people"] == "applicants"


def test_a_policy_that_is_no_longer_there_is_ones_own() -> None:
    assert ready_made.chosen({"policy": "acme"}) is None
    assert ready_made.chosen({}) is None


def test_reasons_are_found_by_metric_and_kind() -> None:
    found = ready_made.reasons(policy("hiring"))
    assert "four fifths" in found[("selection_rate", "ratio")]
    assert ready_made.reasons(None) == {}

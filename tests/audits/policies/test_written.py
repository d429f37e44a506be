"""A policy as text: it reads back as the plan it makes, each limit under its reason."""

from __future__ import annotations

import pytest
import yaml

from fairwitness import _registry
from fairwitness.audits.plan import Plan, parse_plan
from fairwitness.audits.policies import policy
from fairwitness.audits.policies.written import policy_text


@pytest.mark.parametrize("name", _registry.names("fairwitness.policies"))
def test_it_reads_back_as_the_same_plan(name: str) -> None:
    assert parse_plan(policy_text(policy(name))) == policy(name).applied(Plan())


@pytest.mark.parametrize("name", _registry.names("fairwitness.policies"))
def test_each_limit_stands_under_its_reason(name: str) -> None:
    text = policy_text(policy(name))
    said = " ".join(line.strip().removeprefix("# ") for line in text.splitlines())
    for one in policy(name).gates:
        assert one.words in said
        assert said.index(one.words) < said.index(f"metric: {one.gate.metric}")
    assert str(policy(name).as_of) in said


def test_what_is_usual_is_spelled_out_too() -> None:
    content = yaml.safe_load(policy_text(policy("public_services")))
    assert content["gates"][0] == {"metric": "selection_rate", "kind": "difference", "limit": 0.1}
    assert "words" not in content, "people are called people anyway"

"""Every registered policy, built in or not: it makes a valid plan, and says why each limit is there."""

from __future__ import annotations

import pandas as pd
import pytest
from pydantic import ValidationError

from fairwitness import _registry
from fairwitness.audits.frameworks import framework
from fairwitness.audits.plan import Plan, make_plan, parse_plan
from fairwitness.audits.plan.template import dump_plan
from fairwitness.audits.policies import Policy, policies, policy
from fairwitness.audits.questions import declared
from fairwitness.audits.run import check_plan
from fairwitness.errors import UnknownNameError

NAMES = _registry.names("fairwitness.policies")
ROLES = {"target": "y", "prediction": "p", "sensitive": ["sex", "race"], "intersections": [["sex", "race"]]}


def test_the_built_in_policies_come_in_by_the_same_door() -> None:
    assert set(NAMES) == {"credit", "health", "hiring", "public_services"}
    assert list(policies()) == list(NAMES)
    with pytest.raises(UnknownNameError, match=r"no policy named 'helth'. Did you mean 'health'"):
        policy("helth")


@pytest.mark.parametrize("name", NAMES)
class TestContract:
    def test_it_makes_a_plan_that_reads_back(self, name: str) -> None:
        plan = policy(name).applied(make_plan({"roles": ROLES}))
        assert parse_plan(dump_plan(plan)) == plan
        check_plan(plan)
        assert len(declared(plan)) == 3 * len(plan.gates), (
            "each limit for each of two attributes and both together"
        )
        assert policy(name).is_taken(plan)
        assert policy(name).lacks(plan) == ()

    def test_everything_else_of_the_plan_stays(self, name: str) -> None:
        plan = make_plan({"roles": ROLES, "title": "Mine", "seed": 7, "energy": {"country": "DEU"}})
        changed = policy(name).applied(plan)
        kept = set(Plan.model_fields) - {"gates", "frameworks", "checks", "words"}
        assert all(getattr(changed, key) == getattr(plan, key) for key in kept)
        assert policy(name).applied(changed) == changed

    def test_each_limit_is_explained_with_a_dated_source(self, name: str) -> None:
        found = policy(name)
        assert found.id == name
        for one in found.gates:
            assert one.why.endswith(".")
            assert one.source.citation in one.words
            assert one.source.dated in one.words
            assert ("from memory" in one.words) == (one.source.confidence == "memory")

    def test_nothing_is_said_to_be_required_unless_the_law_sets_it(self, name: str) -> None:
        found = policy(name)
        if all(one.basis == "law" for one in found.gates):
            pytest.skip("the law sets every limit of it")
        said = " ".join([found.status, *(one.words for one in found.gates), *found.advice]).casefold()
        for word in ("required by", "must ", "compliant", "complies"):
            assert word not in said

    def test_its_frameworks_are_registered_and_no_country_is_given(self, name: str) -> None:
        found = policy(name)
        for one in found.frameworks:
            assert framework(one.name).id == one.name
        assert found.applied(Plan()).energy.country is None

    def test_limits_that_need_outcomes_say_so(self, name: str) -> None:
        found = policy(name)
        without = found.applied(make_plan({"roles": ROLES | {"target": None}}))
        of_outcomes = [one for one in found.gates if one.gate.metric != "selection_rate"]
        assert len(found.lacks(without)) == len(of_outcomes)
        assert all("what really happened" in said for said in found.lacks(without))
        number = make_plan({"task": "regression", "roles": {"target": "y", "prediction": "p"}})
        assert len(found.lacks(number)) == len(found.gates)


def test_hiring_is_the_four_fifths_rule_with_its_interval() -> None:
    (one,) = policy("hiring").gates
    assert (one.gate.metric, one.gate.kind, one.gate.limit) == ("selection_rate", "ratio", 0.8)
    assert one.basis == "guidance"
    assert "interval" in one.words
    assert "29 CFR 1607.4(D)" in one.words
    plan = policy("hiring").applied(Plan())
    assert plan.frameworks == ("nyc_ll144",)
    assert plan.words.people == "applicants"


def test_words_that_a_plan_has_already_stay() -> None:
    plan = make_plan({"words": {"people": "nurses", "positive": "were hired"}})
    words = policy("hiring").applied(plan).words
    assert (words.people, words.positive) == ("nurses", "were hired")


def test_another_limit_is_no_longer_the_policy() -> None:
    plan = policy("credit").applied(Plan())
    assert not policy("credit").is_taken(plan.model_copy(update={"gates": plan.gates[:1]}))
    assert not policy("credit").is_taken(plan.model_copy(update={"frameworks": ()}))
    assert not policy("hiring").is_taken(plan)


@pytest.mark.parametrize(
    "change",
    [
        {"gates": []},
        {"gates": [{"gate": {"metric": "selection_rate"}, "basis": "practice", "why": "Because it is."}]},
        {
            "gates": [
                {
                    "gate": {},
                    "basis": "rumour",
                    "why": "Because it is.",
                    "source": {"citation": "Text", "dated": "2020"},
                }
            ]
        },
        {
            "gates": [
                {
                    "gate": {},
                    "basis": "law",
                    "why": "Because it is.",
                    "source": {"citation": "Text", "dated": "soon"},
                }
            ]
        },
        {"unknown": 1},
    ],
)
def test_a_policy_without_reason_or_source_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Policy.model_validate(policy("hiring").model_dump() | change)


def test_a_policy_runs_and_is_judged() -> None:
    from fairwitness import audit

    frame = pd.DataFrame({"sex": ["f", "m"] * 200, "p": [1, 1, 0, 1] * 100})
    plan = policy("hiring").applied(Plan())
    record = audit(y_pred=frame["p"], sensitive_features=frame[["sex"]], plan=plan)
    (gate,) = record.gates
    assert (gate.metric, gate.kind, gate.limit) == ("selection_rate", "ratio", 0.8)
    assert record.comparisons[0].low is not None

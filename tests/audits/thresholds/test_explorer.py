"""At any threshold the explorer has what an audit with that threshold has."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.audits.thresholds.people import GATES, people, plan_of, subject_of

import fairwitness
from fairwitness.audits.context import context_of
from fairwitness.audits.plan import make_plan
from fairwitness.audits.questions import Question
from fairwitness.audits.thresholds import Explorer
from fairwitness.errors import DataError, UnknownNameError

KINDS: dict[str, dict[str, object]] = {
    "plain": {},
    "weighted": {"roles": {"weight": "w"}},
    "probabilities": {"roles": {"score_is_probability": True, "favourable": 1}},
    "strata": {
        "roles": {"strata": ["office"]},
        "gates": [*GATES, {"metric": "conditional_selection_rate", "limit": 0.1}],
    },
    "where": {
        "where": ["age >= 25"],
        "gates": [
            {"metric": "accuracy", "against": "reference", "reference": "f", "attributes": ["sex"]},
            {"metric": "precision", "attributes": ["sex & age"]},
        ],
    },
    "clusters": {"roles": {"cluster": "person", "strata": ["office"]}},
    "no target": {"roles": {"target": None}, "gates": GATES[:1]},
}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=2, deadline=None)
@given(threshold=st.floats(-0.1, 1.1), seed=st.integers(0, 50))
def test_it_has_what_an_audit_at_that_threshold_has(kind: str, threshold: float, seed: int) -> None:
    frame, more = people(seed=seed), KINDS[kind]
    found = Explorer.of(subject_of(frame, plan_of(0.5, **more))).at(threshold)
    there = context_of(subject_of(frame, plan_of(threshold, **more)))
    assert (*found.declared, *found.exploratory) == there.comparisons
    assert found.estimates == there.estimates
    questions = (*found.explorer.asked.declared, *found.explorer.asked.exploratory)
    assert tuple(found.one(question) for question in questions) == there.comparisons


def test_at_the_declared_threshold_it_has_the_record() -> None:
    frame = people(600)
    record = fairwitness.audit(
        frame.y,
        y_score=frame.score,
        sensitive_features=frame[["sex", "race"]],
        threshold=0.45,
        positive=1,
        plan={"checks": {"resamples": 200, "min_group": 8}},
    )
    roles = {"sensitive": ["sex", "race"], "intersections": [], "favourable": None}
    plan = plan_of(0.45, roles, gates=[{"metric": "selection_rate", "limit": 0.1}])
    found = Explorer.of(subject_of(frame, plan))
    assert found.declared == 0.45
    declared = tuple(one for one in record.comparisons if one.declared)
    assert found.at(0.45).declared == declared
    assert found.at(0.45).estimates == record.estimates


def test_known_counts_at_a_threshold_between_two_scores() -> None:
    frame = pd.DataFrame(
        {
            "g": list("aaaabb"),
            "score": [0.1, 0.2, 0.2, 0.9, 0.2, 0.9],
            "y": [0, 0, 1, 1, 1, 0],
        }
    )
    plan = make_plan(
        {"roles": {"target": "y", "score": "score", "threshold": 0.5, "positive": 1, "sensitive": ["g"]}}
    )
    found = Explorer.of(subject_of(frame, plan))
    assert found.counts("g", 0.15).n[0].tolist() == [[1, 1], [0, 2], [0, 0]]
    assert found.counts("g", 0.2).n[0].tolist() == [[1, 1], [0, 2], [0, 0]]
    assert found.counts("g", 0.21).n[0].tolist() == [[2, 0], [1, 1], [0, 0]]
    assert found.counts("g", 0.0).n[:, :, 0].sum() == 0
    assert found.counts("g", 2.0).n[:, :, 1].sum() == 0


def test_two_attributes_cross_although_the_plan_does_not_cross_them() -> None:
    frame = people()
    both = {"sensitive": ["sex", "race"], "intersections": [["sex", "race"]]}
    crossed = Explorer.of(subject_of(frame, plan_of(0.5, both)))
    single = Explorer.of(subject_of(frame, plan_of(0.5, {**both, "intersections": []})))
    wanted = crossed.at(0.3).rates("true_positive_rate", "sex & race")
    assert len(wanted) > 4
    assert single.crossed(("sex", "race"), 0.3, "true_positive_rate") == wanted
    with pytest.raises(UnknownNameError, match="attribute"):
        single.crossed(("sex", "raze"), 0.3, "accuracy")


def test_a_rate_that_the_record_does_not_compare_is_a_lead_by_itself() -> None:
    found = Explorer.of(subject_of(people(), plan_of(0.5))).at(0.4)
    lead = found.one(Question("negative_predictive_value", "difference", "sex", 0.1))
    assert not lead.declared
    assert lead.value is not None
    assert lead.verdict in ("inconclusive", "within", "disparity")


def test_a_threshold_asked_twice_is_measured_once() -> None:
    found = Explorer.of(subject_of(people(), plan_of(0.5)))
    assert found.at(0.41) is found.at(0.42)
    assert found.at(0.41) is not found.at(0.51)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"roles": {"score": None, "threshold": None, "prediction": "p"}}, "only with a score"),
        ({"roles": {"cluster": "office", "weight": "w"}}, "belong together"),
        (
            {"task": "regression", "roles": {"threshold": None, "positive": None, "favourable": None}},
            "A number",
        ),
    ],
)
def test_what_has_no_other_threshold_says_why(change: dict[str, object], said: str) -> None:
    frame = people().assign(p=lambda f: (f.score > 0.3).astype(int))
    plan = plan_of(0.5, **{"gates": [], **change})
    with pytest.raises(DataError, match=said):
        Explorer.of(subject_of(frame, plan))

import pytest

from fairwitness.audits.metrics import metric_named
from fairwitness.audits.plan import make_plan
from fairwitness.audits.questions import check_references, declared, exploratory, of_labels
from fairwitness.errors import PlanError, UnknownNameError

ROLES = {"prediction": "p", "target": "y", "sensitive": ["race", "sex"], "intersections": [["race", "sex"]]}


def plan_of(*gates, **more):
    return make_plan({"roles": ROLES, "gates": list(gates), **more})


def test_one_question_for_each_limit_and_attribute():
    asked = declared(plan_of({}, {"metric": "accuracy", "kind": "ratio", "attributes": ["sex"]}))
    assert [(q.metric, q.kind, q.attribute, q.limit) for q in asked] == [
        ("selection_rate", "difference", "race", 0.1),
        ("selection_rate", "difference", "sex", 0.1),
        ("selection_rate", "difference", "race & sex", 0.1),
        ("accuracy", "ratio", "sex", 0.8),
    ]


def test_the_form_and_the_reference_are_part_of_the_question():
    sensitive = [{"name": "race", "reference": "white"}, "sex"]
    plan = make_plan(
        {
            "roles": {**ROLES, "sensitive": sensitive},
            "gates": [
                {"attributes": ["race"], "against": "reference"},
                {"attributes": ["race", "sex"], "against": "reference", "reference": "black"},
                {"attributes": ["sex"], "against": "rest"},
            ],
        }
    )
    assert [(q.against, q.reference) for q in declared(plan)] == [
        ("reference", "white"),
        ("reference", "black"),
        ("reference", "black"),
        ("rest", None),
    ]
    with pytest.raises(UnknownNameError, match=r"no group of 'race' named 'white'\. Did you mean 'White'"):
        check_references(declared(plan), {"race": ("White", "black"), "sex": ("black", "m")})


def test_a_rate_is_asked_of_each_of_several_labels():
    plan = plan_of({"attributes": ["sex"]}, {"metric": "accuracy", "attributes": ["sex"]}, task="multiclass")
    assert [q.metric for q in declared(plan, ("cat", "dog"))] == [
        "selection_rate[cat]",
        "selection_rate[dog]",
        "accuracy",
    ]
    stated = make_plan({"task": "multiclass", "roles": {**ROLES, "favourable": "dog"}})
    assert of_labels(stated, "selection_rate", ("cat", "dog")) == ["selection_rate[dog]"]
    assert of_labels(stated, "precision", ("cat", "dog")) == ["precision[cat]", "precision[dog]"]
    assert of_labels(stated, "recall_macro", ("cat", "dog")) == ["recall_macro"]


def test_what_is_looked_at_besides_is_not_asked_twice():
    plan = plan_of({"attributes": ["sex"]})
    asked = declared(plan)
    others = exploratory(plan, [metric_named("selection_rate"), metric_named("mean_score")], (), asked)
    assert ("selection_rate", "difference", "sex") not in {(q.metric, q.kind, q.attribute) for q in others}
    assert {q.kind for q in others if q.metric == "mean_score"} == {"difference"}
    assert len(others) == 2 * 3 - 1 + 3


@pytest.mark.parametrize(
    ("gate", "more", "message"),
    [
        ({"metric": "roc_auc"}, {}, r"no metric named 'roc_auc'\. Did you mean 'roc_auc_score'"),
        ({"metric": "mean_absolute_error"}, {}, "must be of `task: binary`. 'mean_absolute_error' is of"),
        ({}, {"task": "regression"}, r"'selection_rate' is of binary decisions; there are: mean_prediction"),
        ({"limit": 3}, {}, "must be from 0 to 1. Got 3 instead"),
        ({"against": "reference"}, {}, "must know the reference group of 'race'. Got none"),
    ],
)
def test_gates_that_cannot_be(gate, more, message):
    with pytest.raises(PlanError, match=message):
        declared(plan_of(gate, **more))


def test_a_number_may_have_any_limit():
    (asked, *_) = declared(plan_of({"metric": "mean_error", "limit": 2500}, task="regression"))
    assert asked.limit == 2500

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.app import form
from fairwitness.audits.plan import Plan, make_plan
from fairwitness.audits.subject import Dataset
from fairwitness.errors import PlanError

FRAME = pd.DataFrame(
    {
        "y": [0, 1, 1, 0] * 10,
        "d": [0, 1, 1, 0] * 10,
        "p": ["no", "yes", "yes", "no"] * 10,
        "s": [0.1, 0.9, 0.4, 0.2] * 10,
        "sex": ["f", "m"] * 20,
        "age": list(range(20, 60)),
        "many": range(40),
        "gone": [None] * 40,
    }
)
DATA = Dataset(FRAME, "x.csv", "csv")
COLUMNS = st.sampled_from(["y", "p", "s", "sex", "age"])

WAIVER = {"reason": "agreed", "owner": "A. Weber", "until": "2027-01-31"}


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Plans the form can show, with things it does not show."""
    sensitive = draw(st.lists(COLUMNS, unique=True, max_size=3))
    probability = {"score": "s", "threshold": 0.5, "score_is_probability": True}
    decision = draw(st.sampled_from([{"prediction": "p"}, {"score": "s", "threshold": 5}, probability]))
    groups = {"a": "A"}
    gates = [{"metric": "accuracy", "limit": 0.05, "waiver": WAIVER}, {"kind": "ratio", "limit": 0.8}]
    bins = draw(st.sampled_from([None, "quartiles", (25.0, 45.0)]))
    content = {
        "title": draw(st.sampled_from(["Audit", "Über 100 %"])),
        "roles": {
            "target": draw(st.none() | st.just("y")),
            **decision,
            "positive": draw(st.none() | st.just("1")),
            "weight": draw(st.none() | st.just("s")),
            "sensitive": [
                {"name": f"the {name}", "column": name, "bins": bins, "groups": None if bins else groups}
                for name in sensitive
            ],
            "intersections": [[f"the {sensitive[0]}", f"the {sensitive[1]}"]] if len(sensitive) > 1 else [],
        },
        "where": draw(st.sampled_from([[], ["age >= 18", "charge in F, M", "s is known"]])),
        "gates": draw(st.lists(st.sampled_from(gates), max_size=2)),
        "alpha": draw(st.sampled_from([0.05, 0.01])),
        "seed": draw(st.integers(0, 9)),
        "checks": {"ignore": {"FAIR001": "why"}, "min_group": 10},
        "energy": {"country": draw(st.none() | st.just("DEU"))},
        "words": {"positive": draw(st.none() | st.just("were hired")), "columns": {"s": "Score"}},
        "limitations": ["one"],
        "explain": {"rows": 7},
    }
    return make_plan(content)


@given(plans())
def test_showing_a_plan_and_reading_the_form_gives_the_same_plan(plan: Plan) -> None:
    assert form.plan_of(form.values_of(plan, has_model=False), plan) == plan


def test_what_is_left_empty_is_none() -> None:
    plan = form.plan_of({"decision": "column", "title": " ", "target": "", "gates": []}, Plan(title="Kept"))
    assert (plan.title, plan.roles.target, plan.gates, plan.words.people) == ("Kept", None, (), "people")


def test_the_decision_that_is_not_chosen_is_left_out() -> None:
    values = {"prediction": "p", "score": "s", "threshold": 0.5, "probability": True}
    column = form.plan_of({**values, "decision": "column"}, Plan()).roles
    score = form.plan_of({**values, "decision": "score"}, Plan()).roles
    model = form.plan_of({**values, "decision": "model"}, Plan()).roles
    assert (column.prediction, column.score, column.threshold, column.score_is_probability) == (
        "p",
        None,
        None,
        False,
    )
    assert (score.prediction, score.score, score.threshold, score.score_is_probability) == (
        None,
        "s",
        0.5,
        True,
    )
    assert (model.prediction, model.score, model.threshold) == (None, None, 0.5)


def test_an_attribute_that_was_let_go_takes_its_intersection_along() -> None:
    values = {"sensitive": ["sex"], "intersections": ["sex & age"]}
    assert form.plan_of(values, Plan()).roles.intersections == ()
    assert form.attribute_names(values, Plan()) == ["sex"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"where": "age ~ 3"}, "must read like"),
        ({"country": "Germany"}, "energy.country"),
        ({"sensitive": ["age"], "bins.age": "young, old"}, "numbers with commas"),
        ({"sensitive": ["age"], "bins.age": "45, 25"}, "edges that rise"),
        ({"sensitive": ["sex"], "gates": [{"metric": "accuracy", "attributes": ["race"]}]}, "must be among"),
    ],
)
def test_what_a_plan_cannot_hold_is_a_sentence(values: dict[str, object], words: str) -> None:
    with pytest.raises(PlanError, match=words):
        form.plan_of(values, Plan())


def test_labels_to_choose_from() -> None:
    assert form.labels_of({"target": "y"}, FRAME) == ["0", "1"]
    assert form.labels_of({"decision": "column", "prediction": "p"}, FRAME) == ["no", "yes"]
    assert form.labels_of({"target": "many"}, FRAME) == []
    assert form.labels_of({"decision": "score", "score": "s"}, FRAME) == ["0", "1"]


def test_a_number_with_many_values_is_cut() -> None:
    assert form.needs_bins(FRAME["age"])
    assert not form.needs_bins(FRAME["y"])
    assert not form.needs_bins(FRAME["sex"])


def test_a_kept_form_without_its_rows_is_a_plan_again() -> None:
    first = make_plan({"roles": {"target": "y", "prediction": "d", "sensitive": ["sex"]}})
    values = form.values_of(first, has_model=False) | {"title": "Mine", "alpha": 0.01}
    found = form.corrected(values, first)
    assert found is not None
    assert (found.title, found.alpha, found.roles) == ("Mine", 0.01, first.roles)
    assert form.corrected(values | {"where": "age ~ 3"}, first) == first
    assert form.corrected(values, None) is None

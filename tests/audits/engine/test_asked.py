"""What an engine cannot do is refused, and rows are told apart by as little as the plan needs."""

import pytest
from tabled import plan_of

from fairwitness.audits.engine import asked
from fairwitness.audits.engine.cuts import Cut
from fairwitness.audits.engine.numbers import Range
from fairwitness.audits.engine.quantities import Measured
from fairwitness.audits.plan import make_plan
from fairwitness.errors import PlanError


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (
            make_plan({"roles": {"prediction": "d", "sensitive": ["g"]}, "model": {"path": "m.skops"}}),
            "A model can be",
        ),
        (plan_of("rows.csv", cluster="clinic"), "needs the rows for now"),
        (plan_of("rows.csv", sensitive=[]), "whose groups should be compared"),
        (plan_of("rows.csv", prediction=None), "Got none of them"),
        (
            plan_of("rows.csv", threshold=0.5),
            "must have a score to be held against. Got 0.5 beside the decisions",
        ),
        (plan_of("rows.csv", prediction=None, score="s"), "needs a `threshold`: which 's'"),
    ],
)
def test_a_plan_that_cannot_be_met_by_counting(plan, message):
    with pytest.raises(PlanError, match=message):
        asked.refuse_what_needs_rows(plan)


def test_columns_and_what_they_are_for():
    plan = plan_of(
        "rows.csv", score="s", weight="w", id="i", sensitive=["g", "outcome"], where=["age > 3", "g == x"]
    )
    assert asked.wanted(plan) == {
        "age": "`where` column",
        "g": "sensitive attribute 'g'",
        "outcome": "target",
        "decision": "prediction",
        "s": "score",
        "w": "weight",
        "i": "id",
    }
    assert asked.measured(plan) == Measured("s", None, "w")
    assert asked.role_columns(plan_of("rows.csv", sensitive=["g"], strata=["g"]))["g"] == [
        "sensitive attribute 'g'",
        "strata",
    ]


def cuts_of(plan):
    return [Cut(sensitive) for sensitive in plan.roles.sensitive]


def test_a_column_is_cut_at_the_edges_of_all_its_attributes():
    sensitive = [{"name": "age", "bins": [5, 9]}, {"name": "old", "column": "age", "bins": [7, 9]}, "g"]
    plan = plan_of("rows.csv", sensitive=sensitive)
    found = asked.shape(plan, cuts_of(plan), None, histogram=True)
    assert found.keys == ("outcome", "decision", "g")
    assert found.cuts == {"age": (5.0, 7.0, 9.0)}
    assert (found.decided, found.histogram) == (None, None)


def test_a_column_that_is_compared_as_it_is_need_not_be_cut():
    sensitive = [
        {"name": "age", "bins": [5]},
        {"name": "each", "column": "age"},
        {"name": "o", "column": "outcome"},
    ]
    plan = plan_of("rows.csv", sensitive=sensitive)
    found = asked.shape(plan, cuts_of(plan), None, histogram=False)
    assert (found.keys, found.cuts) == (("outcome", "decision", "age"), {})


def test_a_threshold_decides_only_where_no_column_does():
    scored = {"score": "s", "threshold": 0.5}
    plan = plan_of("rows.csv", **scored)
    assert asked.shape(plan, [], Range(0.2, 0.9, 5), histogram=True).decided is None
    plan = plan_of("rows.csv", prediction=None, **scored)
    found = asked.shape(plan, [], Range(0.2, 0.9, 5), histogram=True)
    assert (found.decided, found.histogram) == (("s", 0.5), ("s", 0.0, 1.0))
    assert asked.shape(plan, [], Range(0.2, 1.9, 5), histogram=True).histogram == ("s", 0.2, 1.9)
    plan = plan_of("rows.csv", prediction=None, **scored, score_is_probability=True)
    assert asked.shape(plan, [], Range(0.2, 0.9, 5), histogram=True).histogram == ("s", 0.0, 1.0)


def test_scores_outside_a_stated_range_are_looked_for():
    plan = plan_of("rows.csv", score="s")
    stated = plan.model_copy(update={"checks": plan.checks.model_copy(update={"score_range": (0.0, 10.0)})})
    for reach, outside in ((Range(0, 10, 5), False), (Range(-1, 5, 5), True), (Range(1, 11, 5), True)):
        found = asked.shape(stated, [], reach, histogram=True)
        assert (found.histogram, found.outside) == (("s", 0.0, 10.0), outside)

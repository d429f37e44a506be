"""What is said of explanations that were put to the test."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from fairwitness.audits.explanations.explain import prepare
from fairwitness.audits.explanations.limits import hold
from fairwitness.audits.explanations.measures import MEASURES
from fairwitness.audits.explanations.quality import _against, _statement, measure
from fairwitness.audits.record.explanation_quality import TelltaleFigure


def sign(says):
    return TelltaleFigure(
        name="background",
        attribute="sex",
        group="women",
        says=says,
        value=None,
        low=None,
        high=None,
        limit=0.01,
        p_value=None,
        rows=9,
        statement=f"It {says}.",
    )


@pytest.mark.parametrize(
    ("signs", "said"),
    [
        (["clear", "clear"], "40 explanations were put to the test. No sign of tampering was found."),
        (
            ["clear", "inconclusive"],
            "40 explanations were put to the test. No sign of tampering was found. Of 2 questions about tampering, 1 "
            "could not be settled: too few rows.",
        ),
        (["fires", "clear"], "40 explanations were put to the test. It fires."),
    ],
)
def test_what_could_not_be_settled_is_said(signs, said):
    assert _statement(tuple(map(sign, signs)), 40) == said


ROWS, RANDOM = 260, np.random.default_rng(3)
PEOPLE = pd.DataFrame(
    {
        "group": np.repeat(["a", "b", "c"], [150, 90, 20]),
        "x": RANDOM.normal(size=ROWS),
        "z": RANDOM.normal(size=ROWS),
    }
)
PEOPLE["outcome"] = PEOPLE["decision"] = (PEOPLE["x"] > 0) * 1
LIMITS = [
    {"metric": "explanation_agreement", "at_least": 0.0},
    {"metric": "explanation_off_manifold", "at_least": 1.0},
    {"metric": "explanation_gap_important", "difference": 0.0},
]


@pytest.fixture(scope="module")
def context(context_of):
    model = LogisticRegression().fit(PEOPLE[["x", "z"]], PEOPLE["outcome"])
    roles = {"target": "outcome", "sensitive": ["group"], "features": ["x", "z"], "positive": 1}
    explain = {"quality_rows": 40, "background": 60, "limits": LIMITS}
    return context_of(PEOPLE, model, roles=roles, explain=explain)


@pytest.fixture(scope="module")
def found(context):
    return measure(context.subject, context.words)


def test_every_measure_has_a_figure_for_each_group_or_says_why_not(found):
    assert {one.name for one in found.measures} == set(MEASURES)
    for one in found.measures:
        assert [(each.attribute, each.group) for each in one.figures] == [
            (None, None),
            *(("group", name) for name in "abc"),
        ]
        for each in one.figures:
            known = (each.value, each.low, each.high, each.standard_error)
            assert (None in known) == (each.reason is not None)
            assert len(set(map(type, known))) == 1


def test_a_group_too_small_is_no_number(found):
    for one in found.measures:
        (small,) = (each for each in one.figures if each.group == "c")
        assert small.value is None
        assert "explained rows, and 30 are needed" in small.reason


def test_limits_are_held_against_what_was_measured(context, found):
    floor, certain, gap = hold(context.plan, found, on=date(2027, 1, 1))
    assert (floor.outcome, certain.outcome) == ("pass", "fail")
    assert gap.outcome in ("fail", "inconclusive")
    assert all(
        "c were explained" in one.reason or "Too few rows of c" in one.reason for one in (floor, certain, gap)
    )


def test_a_smaller_background_than_that_of_the_record_is_said(context, found):
    assert found.statement.startswith(
        "80 explanations were put to the test, against 50 of the 60 background rows that the record's explanations "
        "compare with."
    )
    explained = prepare(context.subject, context.words)
    assert _against(replace(explained, background=explained.background.iloc[:50])) == ""

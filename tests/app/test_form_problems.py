"""What is wrong with the form, each beside its field."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from test_form import DATA

from fairwitness.app import form, form_problems
from fairwitness.audits.plan import Plan, make_plan
from fairwitness.audits.subject import Dataset


def problems(**values: object) -> dict[str, str]:
    plan = form.plan_of({"decision": "column", "target": "y", "sensitive": ["sex"], **values}, Plan())
    return form_problems.problems(plan, DATA, has_model=False)


def test_good_roles_have_no_problem() -> None:
    assert problems(prediction="d") == {}
    assert problems(decision="score", score="s", threshold=0.5) == {}


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({}, "decision", "^Choose the column of decisions, or a score and its threshold; or give"),
        ({"prediction": "p"}, "positive", "must hold two labels"),
        ({"prediction": "many"}, "positive", "must hold two labels"),
        ({"prediction": "gone"}, "prediction", "must have a value in every row"),
        ({"decision": "score", "score": "s"}, "threshold", "needs a `threshold`"),
        ({"decision": "score", "score": "sex", "threshold": 1}, "score", "must hold numbers"),
        ({"decision": "score", "score": "gone", "threshold": 1}, "score", "must have a value in every row"),
        ({"decision": "score", "score": "age", "threshold": 1, "probability": True}, "score", "must lie in"),
        ({"prediction": "d", "sensitive": []}, "sensitive", "at least one column"),
        ({"prediction": "d", "sensitive": ["gone"]}, "bins.gone", "must have known values"),
        ({"prediction": "d", "sensitive": ["sex"], "bins.sex": "1"}, "bins.sex", "need numbers"),
        ({"prediction": "d", "where": "aeg > 3"}, "where", "Did you mean 'age'"),
        ({"prediction": "d", "where": "age > 300"}, "where", "must leave some rows"),
    ],
)  # fmt: skip
def test_a_problem_stands_beside_its_field(values: dict[str, object], field: str, words: str) -> None:
    found = problems(**values)
    assert list(found) == [field]
    assert re.search(words, found[field]), found


def test_with_a_model_nothing_need_be_in_the_file() -> None:
    plan = form.plan_of({"decision": "model", "target": "y", "sensitive": ["sex"]}, Plan())
    assert form_problems.problems(plan, DATA, has_model=True) == {}


def test_a_long_file_is_left_to_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form_problems, "MOST_ROWS_LOOKED_AT", 10)
    assert problems() == {}


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"where": "age ~ 3"}, "where", "must read like"),
        ({"country": "Germany"}, "country", "three capital letters"),
        ({"bins.age": "young, old", "sensitive": ["age"]}, "bins.age", "numbers with commas"),
        ({"bins.age": "45, 25", "sensitive": ["age"]}, "sensitive", "edges that rise"),
        ({"gates": [{"metric": "accuracy", "attributes": ["race"]}]}, "gates", "must be among"),
        ({"gates": [{"metric": "accuracy", "kind": "ratio", "limit": 0.0}]}, "gates", "above 0"),
        ({"alpha": 0.9}, "alpha", "less than 0.5"),
        ({"target": "d"}, "roles", "another column"),
        ({"min_group": -1}, "min_group", "greater than or equal to 0"),
    ],
)
def test_what_makes_no_plan_is_said_beside_its_field(
    values: dict[str, object], field: str, words: str
) -> None:
    first = make_plan({"roles": {"target": "y", "prediction": "d", "sensitive": ["sex"]}})
    filled = form.values_of(first, has_model=False)
    assert form_problems.mistakes(filled, first) == {}
    found = form_problems.mistakes(filled | values, first)
    assert list(found) == [field], found
    assert re.search(words, found[field])
    assert not found[field].startswith("The form:")


def test_two_labels_of_which_either_could_be_meant_are_named() -> None:
    dataset = Dataset(pd.DataFrame({"d": ["a", "b"] * 30, "sex": ["f", "m"] * 30}), "x.csv", "csv")
    values = {"decision": "column", "prediction": "d", "sensitive": ["sex"]}
    found = form_problems.problems(form.plan_of(values, Plan()), dataset, has_model=False)
    assert found == {
        "positive": "Choose which outcome the model predicts, 'a' or 'b': either could be meant."
    }
    plan = form.plan_of({**values, "positive": "a"}, Plan())
    assert form_problems.problems(plan, dataset, has_model=False) == {}

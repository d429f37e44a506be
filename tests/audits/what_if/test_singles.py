"""Single changes: observed values only, the smallest of each column, and known answers of known models."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.tree import DecisionTreeClassifier
from tests.audits.what_if.models import ByIncome

from fairwitness.audits.what_if import editor as editing
from fairwitness.audits.what_if.fields import fields_of
from fairwitness.audits.what_if.singles import candidates
from fairwitness.audits.wording import Vocabulary

WORDS = Vocabulary("people", "p", "n", "pp", "f", {})


def test_the_smallest_change_of_a_number_is_found(editor_of, applicants: pd.DataFrame) -> None:
    frame = applicants.assign(own_home=False)
    editor = editor_of(frame, ByIncome(["income", "own_home", "dependants"]))
    row = int(np.argmin(np.abs(frame.income - 180)))
    (found,) = editor.single_changes(row)
    assert found.field.column == "income"
    assert float(found.value) == frame.income[frame.income >= 200].min()
    assert found.decision == "1"
    between = (frame.income > frame.income[row]) & (frame.income < float(found.value))
    assert found.passed == pytest.approx(between.mean())


def test_downwards_too_the_nearest_value_is_named(editor_of, applicants: pd.DataFrame) -> None:
    frame = applicants.assign(own_home=False)
    editor = editor_of(frame, ByIncome(["income", "own_home", "dependants"]))
    row = int(np.argmin(np.abs(frame.income - 230)))
    (found,) = editor.single_changes(row)
    assert float(found.value) == frame.income[frame.income < 200].max()
    assert found.decision == "0"


def test_a_choice_that_changes_the_decision_is_found_and_comes_after_numbers(
    editor_of, applicants: pd.DataFrame
) -> None:
    editor = editor_of(applicants, ByIncome(["own_home", "income"]))
    row = int(np.flatnonzero((applicants.income.between(185, 195)) & ~applicants.own_home)[0])
    number, choice = editor.single_changes(row)
    assert (number.field.column, choice.field.column) == ("income", "own_home")
    assert (choice.before, choice.after, choice.passed) == ("False", "True", None)


def test_every_change_that_is_named_changes_the_decision_of_a_tree(
    editor_of, applicants: pd.DataFrame
) -> None:
    columns = ["income", "dependants", "own_home"]
    model = DecisionTreeClassifier(max_depth=4, random_state=0).fit(applicants[columns], applicants.granted)
    editor = editor_of(applicants, model)
    seen = 0
    for row in range(0, 60, 3):
        for one in editor.single_changes(row):
            asked = applicants[columns].iloc[[row]].astype({"income": float})
            value = one.value == "True" if one.field.kind == "choice" else one.value
            asked[one.field.column] = value
            assert str(model.predict(asked)[0]) == one.decision
            assert one.decision != str(model.predict(applicants[columns].iloc[[row]])[0])
            seen += 1
    assert seen


def test_the_model_is_asked_a_bounded_number_of_times_in_one_go(
    editor_of, applicants: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing, "MOST_TRIED", 40)
    model = ByIncome(["income", "debt", "dependants", "own_home"])
    editor = editor_of(applicants, model)
    asked: list[int] = []
    whole = ByIncome.predict_proba
    monkeypatch.setattr(ByIncome, "predict_proba", lambda self, X: (asked.append(len(X)), whole(self, X))[1])
    editor.single_changes(0)
    assert max(asked) <= 40
    assert len([rows for rows in asked if rows > 1]) <= 2  # probabilities and labels of the same rows


def test_a_number_that_is_decided_has_none(editor_of, applicants: pd.DataFrame) -> None:
    model = LinearRegression().fit(applicants[["income"]], applicants.granted)
    editor = editor_of(applicants, model, task="regression", roles={"positive": None})
    assert editor.single_changes(0) == ()


def test_candidates_are_observed_values_near_and_far() -> None:
    column = pd.Series(np.arange(1000.0), name="x")
    (field,) = fields_of(column.to_frame(), WORDS)
    found = candidates(column, field, 500.0, 20)
    assert len(found) <= 20
    assert {0.0, 999.0, 499.0, 501.0} <= set(found)
    assert 500.0 not in found
    assert set(found) <= set(column)


def test_candidates_of_a_choice_are_the_most_frequent_others() -> None:
    column = pd.Series(["a"] * 5 + ["b"] * 3 + ["c"] + [None], name="x")
    (field,) = fields_of(column.to_frame(), WORDS)
    assert candidates(column, field, "a", 10) == ["b", "c"]
    assert candidates(column, field, None, 2) == ["a", "b"]

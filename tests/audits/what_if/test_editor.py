"""A case beside its change: what the model says directly is what the editor says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.tree import DecisionTreeClassifier
from tests.audits.what_if.models import ByIncome, Picky

from fairwitness.audits.what_if import Editor
from fairwitness.errors import ExplanationError, ModelError

COLUMNS = ["income", "dependants"]


@pytest.fixture(scope="module")
def linear(editor_of, applicants: pd.DataFrame) -> tuple[Editor, LogisticRegression]:
    model = LogisticRegression(max_iter=1000).fit(applicants[COLUMNS], applicants.granted)
    return editor_of(applicants, model), model


@pytest.fixture(scope="module")
def tree(editor_of, applicants: pd.DataFrame) -> tuple[Editor, DecisionTreeClassifier]:
    model = DecisionTreeClassifier(max_depth=5, random_state=1).fit(applicants[COLUMNS], applicants.granted)
    return editor_of(applicants, model), model


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(row=st.integers(0, 299), income=st.floats(-1e4, 1e4), dependants=st.integers(-3, 30))
@pytest.mark.parametrize("kind", ["linear", "tree"])
def test_a_changed_case_is_the_model_asked_directly(
    kind: str, request: pytest.FixtureRequest, row: int, income: float, dependants: int
) -> None:
    editor, model = request.getfixturevalue(kind)
    found = editor.reply(row, {"income": income, "dependants": float(dependants)})
    asked = pd.DataFrame({"income": [income], "dependants": [dependants]})
    assert found.after.output == pytest.approx(model.predict_proba(asked)[0, 1])
    assert found.after.decision == str(model.predict(asked)[0])
    own = editor.explained.X.iloc[[row]]
    assert found.before.output == pytest.approx(model.predict_proba(own)[0, 1])


def test_an_unchanged_case_has_the_same_output_and_no_change(linear) -> None:
    editor, _ = linear
    for row in range(0, 300, 50):
        found = editor.reply(row, editor.values(row))
        assert found.before == found.after
        assert found.changes == ()
        assert found.unseen == ()
        assert not found.other_decision


def test_only_what_is_another_value_is_a_change(linear, applicants: pd.DataFrame) -> None:
    editor, _ = linear
    own = editor.values(0)
    found = editor.reply(0, {**own, "income": 999.0})
    (change,) = found.changes
    assert (change.field.column, change.after) == ("income", "999")
    assert change.before == f"{applicants.income[0]:g}"
    assert found.unseen == (f"No row has 'income' over {applicants.income.max():g}.",)


def test_a_column_of_whole_numbers_takes_a_fraction(tree) -> None:
    editor, model = tree
    found = editor.reply(0, {"dependants": 1.5})
    asked = editor.explained.X.iloc[[0]].assign(dependants=1.5)
    assert found.after.output == model.predict_proba(asked)[0, 1]
    assert found.unseen == ("Every row has a whole number in 'dependants'.",)


def test_a_change_of_decision_is_seen_at_the_declared_threshold(editor_of, applicants: pd.DataFrame) -> None:
    editor = editor_of(applicants, ByIncome(["income"]), roles={"threshold": 0.7})
    row = int(np.argmin(np.abs(applicants.income - 270)))
    assert not editor.reply(row, {"income": 279.0}).other_decision
    found = editor.reply(row, {"income": 280.0})
    assert (found.before.decision, found.after.decision) == ("0", "1")


def test_sensitive_columns_can_be_changed_and_are_named(editor_of, applicants: pd.DataFrame) -> None:
    editor = editor_of(applicants, ByIncome(["income", "group"]), words={"columns": {"group": "Group"}})
    other = "b" if applicants.group[0] == "a" else "a"
    found = editor.reply(0, {"group": other})
    assert found.sensitive == ("Group",)
    assert not found.other_decision
    assert editor.reply(0, {"income": 50.0}).sensitive == ()


def test_a_value_may_be_missing(editor_of, applicants: pd.DataFrame) -> None:
    editor = editor_of(applicants, ByIncome(["income", "debt"]))
    found = editor.reply(0, {"debt": None})
    assert found.changes[0].after == "missing"
    assert found.unseen == ()
    missing = int(np.flatnonzero(applicants.debt.isna())[0])
    assert editor.values(missing)["debt"] is None
    assert editor.reply(missing, {"debt": None}).changes == ()


def test_what_the_model_does_not_take_is_one_sentence(editor_of, applicants: pd.DataFrame) -> None:
    editor = editor_of(applicants, Picky(["income"]))
    with pytest.raises(ModelError) as caught:
        editor.reply(0, {"income": 2000.0})
    assert "an income of more than 1000" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_changed_number_is_the_regression_asked_directly(editor_of, applicants: pd.DataFrame) -> None:
    model = LinearRegression().fit(applicants[COLUMNS], applicants.income * 3 + applicants.dependants)
    frame = applicants.assign(granted=applicants.income * 3 + applicants.dependants)
    editor = editor_of(frame, model, task="regression", roles={"positive": None})
    found = editor.reply(0, {"income": 100.0})
    assert found.after.output == pytest.approx(300 + applicants.dependants[0])
    assert (found.after.decision, found.other_decision) == (None, False)


def test_the_changed_case_is_explained_and_kept_nowhere(linear) -> None:
    editor, model = linear
    found = editor.explain(0, {"income": 300.0}, "1")
    assert found.method == "shap"
    asked = editor.explained.X.iloc[[0]].assign(income=300.0)
    assert found.output == pytest.approx(model.predict_proba(asked)[0, 1])
    assert found.base_value + sum(one.value for one in found.contributions) == pytest.approx(found.output)
    assert {one.column: one.shown for one in found.contributions}["income"] == "300"


def test_the_rows_are_as_they_were(linear, applicants: pd.DataFrame) -> None:
    editor, _ = linear
    editor.reply(3, {"income": 1.0})
    editor.single_changes(3)
    pd.testing.assert_frame_equal(editor.explained.X, applicants[COLUMNS])


def test_a_case_without_a_model_is_refused(linear) -> None:
    from dataclasses import replace

    editor, _ = linear
    without = Editor(editor.explained, replace(editor.subject, model=None))
    with pytest.raises(ExplanationError, match="needs the model"):
        without.reply(0, {})

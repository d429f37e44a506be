"""The rule by which an output becomes a decision, and answers that are those of the explanations."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.svm import LinearSVC
from tests.audits.what_if.models import ByIncome

from fairwitness.audits.what_if.answers import ask, rule_of

COLUMNS = ["income", "own_home"]


def test_outputs_are_those_that_explanations_speak_of(editor_of, applicants: pd.DataFrame) -> None:
    editor = editor_of(applicants, ByIncome(COLUMNS))
    found = ask(editor.subject, editor.explained.X)
    assert found.outputs == pytest.approx(np.asarray(editor.explained.predict(editor.explained.X)))
    assert found.decisions == tuple(map(str, (found.outputs >= 0.5).astype(int)))
    assert "label that the model gives" in rule_of(editor.subject).said


def test_a_declared_threshold_decides(editor_of, applicants: pd.DataFrame) -> None:
    editor = editor_of(applicants, ByIncome(COLUMNS), roles={"threshold": 0.7})
    found = ask(editor.subject, editor.explained.X)
    assert found.decisions == tuple(map(str, (found.outputs >= 0.7).astype(int)))
    assert rule_of(editor.subject).said == "The decision is 1 from a probability of 0.7 on."
    codes = editor.subject.decisions.prediction
    assert found.decisions == tuple(map(str, codes))


def test_a_threshold_of_a_score_column_is_not_on_the_scale_of_the_model(
    editor_of, applicants: pd.DataFrame
) -> None:
    frame = applicants.assign(points=applicants.income)
    roles = {"score": "points", "threshold": 200, "features": COLUMNS}
    assert rule_of(editor_of(frame, ByIncome(COLUMNS), roles=roles).subject).threshold is None


def test_without_probabilities_the_output_says_whether_it_is_the_positive_label(
    editor_of, applicants: pd.DataFrame
) -> None:
    model = LinearSVC().fit(applicants[["income", "dependants"]], applicants.granted)
    editor = editor_of(applicants, model)
    found = ask(editor.subject, editor.explained.X)
    assert set(found.outputs) == {0.0, 1.0}
    assert found.outputs == pytest.approx(np.asarray(editor.explained.predict(editor.explained.X)))


def test_several_labels_have_a_share_each(editor_of, applicants: pd.DataFrame) -> None:
    grade = np.select([applicants.income < 100, applicants.income < 200], ["low", "mid"], "high")
    frame = applicants.assign(granted=grade)
    model = LogisticRegression(max_iter=1000).fit(frame[["income"]], grade)
    roles = {"positive": None, "favourable": "high"}
    editor = editor_of(frame, model, task="multiclass", roles=roles)
    found = ask(editor.subject, editor.explained.X.iloc[:5])
    for output, decision, shares in zip(found.outputs, found.decisions, found.shares, strict=True):
        assert set(shares) == {"low", "mid", "high"}
        assert sum(shares.values()) == pytest.approx(1)
        assert decision == max(shares, key=lambda label: shares[label])
        assert output == shares["high"]


def test_a_number_has_no_decision(editor_of, applicants: pd.DataFrame) -> None:
    model = LinearRegression().fit(applicants[["income"]], applicants.granted)
    editor = editor_of(applicants, model, task="regression", roles={"positive": None})
    found = ask(editor.subject, editor.explained.X)
    assert found.decisions is None
    assert found.outputs == pytest.approx(model.predict(applicants[["income"]]))
    assert rule_of(editor.subject).said == ""

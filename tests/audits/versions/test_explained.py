"""What two models use: known changes are found, noise is called noise, columns of one alone count for nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from fairwitness.audits.plan import make_plan
from fairwitness.audits.subject import Dataset, Subject, from_object, make_subject
from fairwitness.audits.versions.document import ExplanationChange, VersionComparison
from fairwitness.audits.versions.explained import explanation_change
from fairwitness.audits.versions.make import Options, compare_subjects
from fairwitness.reports.comparison import comparison_markdown

ROWS = 500
Make = Callable[..., Subject]


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    draw = np.random.default_rng(4)
    frame = pd.DataFrame(draw.normal(size=(ROWS, 4)).round(3), columns=["pay", "years", "shoe", "extra"])
    frame["sex"] = draw.choice(["f", "m"], ROWS)
    frame["y"] = (frame.pay + frame.years + draw.normal(size=ROWS) > 0).astype(int)
    return frame


@pytest.fixture(scope="module")
def versions(frame: pd.DataFrame) -> Make:
    def made(model: object | None, columns: list[str], **roles: object) -> Subject:
        given: dict[str, object] = {"target": "y", "sensitive": ["sex"], "features": columns}
        plan = make_plan({"roles": given | roles, "explain": {"rows": 80, "background": 30}})
        return make_subject(
            plan,
            Dataset(frame, "rows", "python", first_line=1),
            None if model is None else from_object(model),
        )

    return made


def linear(frame: pd.DataFrame, columns: list[str], *coefficients: float) -> LogisticRegression:
    model = LogisticRegression().fit(frame[columns], frame.y)
    model.coef_ = np.array([coefficients])
    return model


THREE = ["pay", "years", "shoe"]


@pytest.fixture(scope="module")
def found(versions: Make, frame: pd.DataFrame) -> ExplanationChange:
    a = versions(linear(frame, THREE, 1.0, 1.0, 0.0), THREE)
    b = versions(linear(frame, THREE, 1.0, 0.2, 0.8), THREE)
    change = explanation_change(a, b)
    assert isinstance(change, ExplanationChange)
    return change


def test_known_changes_are_found_and_said(found: ExplanationChange) -> None:
    direction = {one.column: one.direction for one in found.columns}
    assert (direction["years"], direction["shoe"]) == ("less", "more")
    assert (
        found.statement
        == "The model now makes more use of 'shoe' and less use of 'years' than before, over 80 rows."
    )
    assert (found.rows, found.background_rows, found.scale) == (80, 30, "probability")
    for one in found.columns:
        assert one.low <= one.change <= one.high
        assert one.change == pytest.approx(one.after - one.before)


def test_a_model_beside_itself_shows_no_change(versions: Make, frame: pd.DataFrame) -> None:
    side = versions(DecisionTreeClassifier(max_depth=3, random_state=0).fit(frame[THREE], frame.y), THREE)
    change = explanation_change(side, side)
    assert isinstance(change, ExplanationChange)
    assert {one.direction for one in change.columns} == {"noise"}
    assert change.overlap == 1
    assert change.statement == "No column is shown to be used more or less now than before, over 80 rows."


def test_a_column_that_only_one_reads_counts_for_nothing_under_the_other(
    versions: Make, frame: pd.DataFrame
) -> None:
    more = [*THREE, "extra"]
    change = explanation_change(
        versions(linear(frame, THREE, 1.0, 1.0, 0.0), THREE),
        versions(linear(frame, more, 1.0, 1.0, 0.0, 1.0), more),
    )
    assert isinstance(change, ExplanationChange)
    extra = next(one for one in change.columns if one.column == "extra")
    assert extra.before == 0
    assert extra.direction == "more"


def test_without_two_models_or_on_two_scales_the_reason_is_given(versions: Make, frame: pd.DataFrame) -> None:
    from sklearn.svm import LinearSVC

    one = versions(linear(frame, THREE, 1.0, 1.0, 0.0), THREE)
    assert "takes two models" in str(explanation_change(one, replace(one, model=None)))
    labels_only = versions(LinearSVC().fit(frame[THREE], frame.y), THREE)
    assert "on the scale 'probability', the later one on the scale 'score'" in str(
        explanation_change(one, labels_only)
    )


def test_a_model_that_cannot_be_explained_leaves_a_note_and_the_comparison(
    versions: Make, frame: pd.DataFrame
) -> None:
    draw = np.random.default_rng(0)

    class Moody(LogisticRegression):
        def predict_proba(self, X: pd.DataFrame) -> np.ndarray:  # type: ignore[type-arg]
            shares = draw.random(len(X))
            return np.column_stack([shares, 1 - shares])

    moody = versions(Moody().fit(frame[THREE], frame.y), THREE)
    one = versions(linear(frame, THREE, 1.0, 1.0, 0.0), THREE)
    done = compare_subjects(one, moody, Options(explanations=True))
    assert done.explanations is None
    assert any("same answer to the same row" in note for note in done.notes)


def test_the_document_keeps_it_within_its_hash_and_is_as_before_without(
    versions: Make, frame: pd.DataFrame
) -> None:
    a = versions(linear(frame, THREE, 1.0, 1.0, 0.0), THREE)
    b = versions(linear(frame, THREE, 1.0, 0.2, 0.8), THREE)
    without, found = compare_subjects(a, b), compare_subjects(a, b, Options(explanations=True))
    assert "explanations" not in json.loads(without.to_json())
    assert found.hash != without.hash
    assert VersionComparison.model_validate(json.loads(found.to_json())).explanations == found.explanations
    text = comparison_markdown(found).decode()
    assert "## What the models use" in text
    assert "| shoe |" in text
    assert "What the models use" not in comparison_markdown(without).decode()
    assert found.explanations is not None
    assert found.explanations.statement.replace("'", "&#x27;") in found._repr_html_()

from contextlib import nullcontext

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.plan import make_plan
from fairwitness.audits.subject import Dataset, Labels, make_subject
from fairwitness.audits.subject.decisions import check_threshold
from fairwitness.errors import DataError, ModelError, PlanError

FRAME = pd.DataFrame(
    {
        "group": list("abab"),
        "y": ["no", "yes", None, "yes"],
        "p": ["yes", "yes", "no", "no"],
        "s": [0.1, 0.5, 0.7, 0.49],
        "x": [1.0, 2.0, 3.0, 4.0],
    }
)


class Model:
    """Says yes from x = 3 on."""

    classes_ = np.array(["no", "yes"])

    def predict(self, X):
        return np.where(X["x"] >= 3, "yes", "no")

    def predict_proba(self, X):
        return np.column_stack([1 - X["x"] / 5, X["x"] / 5])


def test_from_a_prediction_column(subject_of):
    decisions = subject_of(FRAME, target="y", prediction="p", positive=True).decisions
    assert decisions.labels == Labels("yes", "no", favourable_is_positive=True)
    assert decisions.outcome.tolist() == [0, 1, -1, 1]
    assert decisions.prediction.tolist() == [1, 1, 0, 0]
    assert decisions.origin == "column 'p'"
    assert decisions.notes[0].startswith("1 of 4 rows have no value in the target 'y'.")


def test_from_a_score_of_at_least_the_threshold(subject_of):
    decisions = subject_of(FRAME, target="y", score="s", threshold=0.5, positive="yes").decisions
    assert decisions.prediction.tolist() == [0, 1, 1, 0]
    assert decisions.score.tolist() == [0.1, 0.5, 0.7, 0.49]
    assert decisions.origin == "'s' of at least 0.5"


def test_a_prediction_column_wins_over_a_threshold_and_says_so(subject_of):
    decisions = subject_of(FRAME, prediction="p", score="s", threshold=0.5, positive="yes").decisions
    assert decisions.prediction.tolist() == [1, 1, 0, 0]
    assert "the threshold was not applied" in " ".join(decisions.notes)


def test_a_threshold_that_nothing_is_held_against_is_refused(subject_of):
    with pytest.raises(
        PlanError, match=r"must have a score .* Got 0\.5 beside the decisions 'p' and no score"
    ):
        subject_of(FRAME, prediction="p", threshold=0.5, positive="yes")


def test_a_model_that_is_explained_beside_given_decisions_may_have_a_threshold(subject_of):
    roles = {"prediction": "p", "threshold": 0.4, "positive": "yes", "features": ["x"]}
    assert subject_of(FRAME, Model(), **roles).decisions.origin == "column 'p'"


def test_from_a_model_by_its_labels_or_by_a_threshold(subject_of):
    by_label = subject_of(FRAME, Model(), target="y", positive="yes", features=["x"]).decisions
    assert by_label.prediction.tolist() == [0, 0, 1, 1]
    assert by_label.score.tolist() == [0.2, 0.4, 0.6, 0.8]
    by_threshold = subject_of(FRAME, Model(), positive="yes", features=["x"], threshold=0.4).decisions
    assert by_threshold.prediction.tolist() == [0, 1, 1, 1]
    assert by_threshold.origin == "the model (Model), probability of at least 0.4"


def test_without_a_target_it_is_said_what_cannot_be_measured(subject_of):
    subject = subject_of(FRAME, score="s", threshold=0.5)
    assert subject.decisions.outcome.tolist() == [-1] * 4
    assert not subject.has_labels
    assert subject.notes == ("No target was given: whether a decision was right could not be measured.",)
    assert subject.labels.positive == "1"


def test_a_target_with_one_label_is_a_stated_consequence(subject_of):
    subject = subject_of(FRAME.assign(y="yes"), target="y", prediction="p", positive="yes")
    assert "has one label only, 'yes'" in subject.notes[0]


@pytest.mark.parametrize(
    ("roles", "message"),
    [
        ({}, "must say what was decided: a `prediction` column, a `score` with a `threshold`, or a `model`"),
        ({"score": "s"}, "A score needs a `threshold`: which 's' is a positive prediction"),
        (
            {"target": "x", "prediction": "p"},
            r"column 'x' and column 'p' must hold two labels, spelt alike\. Got 6",
        ),
        (
            {"prediction": "y", "positive": "yes"},
            r"1 of 4 rows of rows\.csv have none, the first in line 4\.",
        ),
        ({"score": "p", "threshold": 1}, r"score column 'p' must hold numbers\. It holds 'yes' in line 2\."),
    ],
)
def test_what_no_decision_can_be_taken_from(subject_of, roles, message):
    with pytest.raises(DataError, match=message):
        subject_of(FRAME, **roles)


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        ([0.1, np.nan, 0.3, np.nan], "2 of 4 rows of rows.csv have none, the first in line 3"),
        ([0.1, np.inf, -np.inf, 0.2], "must hold finite numbers. 2 are infinite"),
        ([0.1, "high", 0.3, "low"], "must hold numbers. It holds 'high' in line 3"),
        ([True, False, True, False], "must hold numbers. It holds 'True' in line 2"),
        ([0.1, 1.5, -1, 1.0], r"must lie in \[0, 1\]. 2 values do not, such as 1.5"),
    ],
)
def test_scores_that_are_none(subject_of, scores, message):
    with pytest.raises(DataError, match=message):
        subject_of(FRAME.assign(s=scores), score="s", threshold=0.5, score_is_probability=True)


def test_scores_of_any_numeric_type_and_range(subject_of):
    for dtype in ("Int64", "int64[pyarrow]", "category", object):
        frame = FRAME.assign(s=pd.Series([1, 5, 7, 4]).astype(dtype))
        assert subject_of(frame, score="s", threshold=5).decisions.prediction.tolist() == [0, 1, 1, 0]


def test_a_model_that_gives_no_label_or_no_probability(subject_of):
    class Silent:
        def predict(self, X):
            return np.array(["no", None, "yes", "yes"], dtype=object)

    with pytest.raises(ModelError, match=r"must give a label for every row. 1 of 4 are missing"):
        subject_of(FRAME, Silent(), positive="yes", features=["x"])
    with pytest.raises(
        ModelError,
        match=r"Threshold: the model expects none: it gives labels only\. Got a threshold of 0\.5\. Leave",
    ):
        subject_of(FRAME, Silent(), positive="yes", features=["x"], threshold=0.5)


def test_labels_of_target_and_model_must_be_the_same_two(subject_of):
    with pytest.raises(
        ModelError, match=r"Labels: the model expects 'no', 'yes'\. Got '0', '1'\. Name the labels"
    ):
        subject_of(FRAME.assign(y=[0, 1, 0, 1]), Model(), target="y", features=["x"])
    with pytest.raises(
        ModelError, match=r"the labels 'never', 'no' of the data\. Got answers such as 'yes'\. Make them one"
    ):
        subject_of(FRAME.assign(y=["no", "never", "no", "no"]), Model(), target="y", features=["x"])


def test_a_threshold_that_nobody_reaches_is_said():
    frame = pd.DataFrame({"s": [0.1, 0.6] * 20, "g": ["a", "b"] * 20, "y": [0, 1] * 20})
    roles = {"target": "y", "score": "s", "threshold": 0.7, "sensitive": ["g"]}
    subject = make_subject(make_plan({"roles": roles}), Dataset(frame, "rows.csv", "csv"))
    assert any("Every decision is '0'" in note for note in subject.notes)


@pytest.mark.parametrize(("threshold", "meant"), [(50, r" Did you mean 0\.5\?"), (-1, "$"), (700, "$")])
def test_a_threshold_of_another_scale_than_the_scores_is_refused(subject_of, threshold, meant):
    said = rf"between 0 and 1, as the score in 's' does \(.*\)\. Got {threshold}, by which every row is decided alike\."
    with pytest.raises(DataError, match=said + meant):
        subject_of(FRAME, score="s", threshold=threshold, positive="yes", target="y")
    with pytest.raises(DataError, match=r"as the model's probability does"):
        subject_of(FRAME, Model(), positive="yes", features=["x"], threshold=threshold)


@given(st.floats(-1e3, 1e3), st.lists(st.floats(-0.5, 1.5), min_size=1))
def test_only_scores_from_0_to_1_refuse_a_threshold_and_only_one_outside(threshold, scores):
    low, high = min(scores), max(scores)
    wrong = low >= 0 and high <= 1 and not 0 <= threshold <= 1
    with pytest.raises(DataError) if wrong else nullcontext():
        check_threshold(threshold, low, high, "the score")


def test_the_outcome_cannot_be_the_decision():
    with pytest.raises(PlanError, match="Got 'y' for both"):
        make_plan({"roles": {"target": "y", "prediction": "y", "sensitive": ["g"]}})

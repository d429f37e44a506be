import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.plan.guess import guess
from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject import read_dataset


def frame(**columns):
    return pd.DataFrame(columns)


def test_target_prediction_and_attributes_by_name_and_content():
    found = guess(frame(y_true=[0, 1, 1], y_pred=[0, 1, 0], sex=["f", "m", "f"], row_id=[7, 8, 9]))
    roles = found.roles
    assert (roles.target, roles.prediction, roles.id) == ("y_true", "y_pred", "row_id")
    assert [attribute.name for attribute in roles.sensitive] == ["sex"]
    assert roles.positive == 1
    assert set(found.reasons) == {"target", "prediction", "id", "positive", "sensitive: sex"}


def test_with_a_prediction_no_score_is_guessed_and_none_is_explained():
    found = guess(frame(score=[0.1, 0.5, 0.9], prediction=[0, 1, 1], sex=list("abb")))
    assert found.roles.score is None
    assert "score" not in found.reasons
    assert found.roles.threshold is None


@pytest.mark.parametrize(
    ("scores", "threshold", "probability"),
    [
        ([0.1, 0.5, 0.9], 0.5, True),
        ([0.1, np.nan, 0.9, 0.4], 0.5, True),
        ([1, 5, 10], 5, False),
        ([1, 5, 10, np.inf], 5, False),
    ],
)
def test_a_score_gets_a_threshold_that_says_it_is_a_guess(scores, threshold, probability):
    found = guess(frame(score=scores, sex=["a", "b", *"a" * (len(scores) - 2)]))
    assert (found.roles.threshold, found.roles.score_is_probability) == (threshold, probability)
    assert "put your own" in found.reasons["threshold"]


@pytest.mark.parametrize(
    ("values", "positive"),
    [
        (["no", "yes"], "yes"),
        ([0, 1], 1),
        ([True, False], "True"),
        ([-1, 1], 1),
        (["bad", "good"], "good"),
        ([1, 2], None),
    ],
)
def test_the_usual_positive_label(values, positive):
    assert guess(frame(target=values)).roles.positive == positive


def test_a_column_that_holds_something_else_is_not_taken():
    roles = guess(
        frame(target=[1, 2, 3], prediction=["a", "b", "c"], score=["a", "b", "c"], weight=[-1, 2, 3])
    ).roles
    assert roles.target is roles.prediction is roles.score is roles.weight is None


def test_constant_all_missing_and_nested_columns_are_no_attributes():
    found = guess(frame(sex=["f"] * 3, race=[None] * 3, gender=[[1], [2], [3]], religion=["a", "b", "a"]))
    assert found.suggested_sensitive == ("religion",)


def test_words_inside_a_word_do_not_count():
    assert guess(frame(message=["a", "b"], sexton=["a", "b"], page=[1, 2])).suggested_sensitive == ()
    assert guess(frame(personSex=["a", "b"], **{"Race/Ethnicity": ["a", "b"]})).suggested_sensitive == (
        "personSex",
        "Race/Ethnicity",
    )


def test_of_two_targets_the_later_one():
    assert guess(frame(is_recid=[0, 1], two_year_recid=[0, 1])).roles.target == "two_year_recid"


REAL = {
    "compas/compas-scores-two-years.csv": ("two_year_recid", None, "decile_score", 1, ["sex", "age", "race"]),
    "german/german_data_credit.csv": ("class-label", None, None, 1, ["age", "foreign-worker", "sex"]),
    "bank_marketing/bank-full.csv": ("y", None, None, "yes", ["age", "marital"]),
    "student_performance/student-mat-raw-semicolon.csv": (None, None, None, None, ["sex", "age"]),
    "ll144_audits/rows_beamery_2024.csv": (None, "selected", None, 1, ["sex", "race_ethnicity"]),
    "predictions/lequy_student-mat.csv": ("y_true", "y_pred", None, 1, ["protected"]),
}


@pytest.mark.data
@pytest.mark.parametrize("path", REAL)
def test_real_files(path, data_folder):
    roles = guess(read_dataset(Data(path=path), data_folder).frame).roles
    found = (
        roles.target,
        roles.prediction,
        roles.score,
        roles.positive,
        [each.name for each in roles.sensitive],
    )
    assert found == REAL[path]

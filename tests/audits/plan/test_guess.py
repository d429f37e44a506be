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


def test_the_german_yes_is_the_positive_label():
    assert guess(frame(decision=["Ja", "Nein", "Ja"], sex=["f", "m", "f"])).roles.positive == "Ja"


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
    "predictions/lequy_student-mat.csv": ("y_true", "y_pred", None, 1, ["protected", "group"]),
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


MANY = np.linspace(100, 900, 40)
LABELS = ["setosa", "versicolor", "virginica", "setosa"] * 10
HALVES = [0, 1] * 20
KINDS = {
    "several labels": ({"species": LABELS, "label": LABELS, "pred": LABELS}, "multiclass", ("label", "pred")),
    "codes": ({"y": [0, 1, 2, 3] * 10, "y_pred": HALVES}, "multiclass", ("y", "y_pred")),
    "no decisions yet": ({"outcome": LABELS}, "multiclass", ("outcome", None)),
    "numbers": ({"y_true": MANY, "y_pred": MANY + 5}, "regression", ("y_true", "y_pred")),
    "numbers of another range are no predictions": (
        {"income": MANY, "predicted": MANY * 1000}, "regression", ("income", None),
    ),
    "a target of two labels": ({"y": HALVES, "income": MANY, "pred": MANY}, "binary", ("y", None)),
    "decisions of two labels": ({"income": MANY, "hired": HALVES, "decision": HALVES}, "binary", ("hired", "decision")),
    "decisions beside a number": ({"income": MANY, "selected": HALVES}, "binary", (None, "selected")),
    "decisions that the labels do not have": ({"status": LABELS, "selected": HALVES}, "binary", (None, "selected")),
    "a score": ({"income": MANY, "score": MANY / 1000}, "binary", (None, None)),
    "what law protects": ({"marital_status": LABELS}, "binary", (None, None)),
    "remarks": ({"outcome": [f"case {n}" for n in range(40)]}, "binary", (None, None)),
    "lists": ({"outcome": [[n] for n in range(40)]}, "binary", (None, None)),
}  # fmt: skip


@pytest.mark.parametrize("name", KINDS)
def test_what_is_decided(name):
    columns, task, roles = KINDS[name]
    found = guess(frame(**columns))
    assert (found.task, (found.roles.target, found.roles.prediction)) == (task, roles)
    assert ("task" in found.reasons) == (task != "binary")
    if task != "binary":
        assert f"'{roles[0]}' is named like a target" in found.reasons["task"]
        assert found.roles.positive is found.roles.threshold is found.roles.score is None


def test_what_is_stated_is_not_guessed():
    rows = frame(y=[1, 2, 3, 4] * 10, pred=[1, 2, 3, 3] * 10, score=MANY, sex=["f", "m"] * 20)
    for task in ("binary", "multiclass", "regression"):
        found = guess(rows, task)
        assert (found.task, "task" in found.reasons) == (task, False)
        pair = (found.roles.target, found.roles.prediction)
        assert pair == ((None, None) if task == "binary" else ("y", "pred"))
    assert guess(frame(y=MANY, score=MANY), "regression").roles.prediction == "score"
    assert guess(frame(pred=LABELS), "multiclass").roles.prediction == "pred"
    assert guess(frame(x=LABELS), "multiclass").roles.prediction is None

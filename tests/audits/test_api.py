"""The notebook's door: what is not in the tests of the public names."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from sklearn.dummy import DummyClassifier

import fairwitness
from fairwitness.errors import DataError, PlanError, UnknownNameError


def test_pandas_rows_are_matched_by_their_index_and_arrays_by_their_place() -> None:
    draw = np.random.default_rng(0)
    rows = pd.DataFrame(
        {"y": draw.integers(0, 2, 200), "p": draw.integers(0, 2, 200), "g": draw.choice(["a", "b"], 200)}
    )
    straight = fairwitness.audit(rows.y, rows.p, sensitive_features=rows[["g"]])
    shuffled = fairwitness.audit(
        rows.y, rows.p.sample(frac=1, random_state=1), sensitive_features=rows[["g"]]
    )
    arrays = fairwitness.audit(rows.y.to_numpy(), rows.p.tolist(), sensitive_features=rows[["g"]])
    assert straight.estimates == shuffled.estimates == arrays.estimates


def test_tables_and_columns_of_another_library_are_read_as_those_of_pandas() -> None:
    decided = pd.Series([1, 0, 1, 1, 0] * 40, index=range(7, 207))
    people = pd.DataFrame({"sex": ["f", "m"] * 100}, index=decided.index)
    own = fairwitness.audit(y_pred=decided, sensitive_features=people, positive=1)
    table = pa.Table.from_pandas(people, preserve_index=False)
    theirs = fairwitness.audit(y_pred=pa.array(decided), sensitive_features=table, positive=1)
    assert [one.value for one in theirs.estimates] == [one.value for one in own.estimates]
    assert [attribute.name for attribute in theirs.subject.attributes] == ["sex"]


def test_pandas_rows_that_are_not_the_same_are_refused() -> None:
    rows = pd.DataFrame({"y": [0, 1] * 5, "g": ["a", "b"] * 5}, index=range(100, 110))
    with pytest.raises(
        DataError, match="index of `sensitive_features` must name the same rows as that of `y_true`"
    ):
        fairwitness.audit(rows.y, rows.y, sensitive_features=rows[["g"]].reset_index(drop=True))


def test_a_model_that_decides_otherwise_than_the_judged_column_is_noted() -> None:
    X = pd.DataFrame({"x": [0.0, 1.0] * 40})
    model = DummyClassifier(strategy="constant", constant=1).fit(X, [0, 1] * 40)
    plan = {"explain": {"rows": 2, "background": 2}}
    record = fairwitness.audit(
        [0, 1] * 40,
        [0, 1] * 40,
        sensitive_features=["a", "a", "b", "b"] * 20,
        features=X,
        model=model,
        plan=plan,
    )
    assert any("decides otherwise in 40 of 80 rows" in note for note in record.subject.notes)


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    draw = np.random.default_rng(8)
    n = 500
    frame = pd.DataFrame(
        {
            "sex": draw.choice(["f", "m"], n),
            "dept": draw.choice(["x", "y"], n),
            "house": draw.integers(0, 120, n),
            "y": draw.integers(0, 2, n),
            "animal": draw.choice(["cat", "dog", "fox"], n),
            "wage": draw.normal(100, 20, n),
        }
    )
    frame["p"] = np.where(draw.random(n) < 0.8, frame.y, 1 - frame.y)
    frame["said"] = np.where(draw.random(n) < 0.8, frame.animal, "dog")
    return frame


def test_one_of_several_labels(rows: pd.DataFrame) -> None:
    gates = [{"metric": "recall_macro", "limit": 0.2}, {"metric": "precision", "limit": 0.3}]
    record = fairwitness.audit(
        rows.animal, rows.said, sensitive_features=rows[["sex"]], task="multiclass", plan={"gates": gates}
    )
    assert [gate.metric for gate in record.gates] == [
        "recall_macro",
        "precision[cat]",
        "precision[dog]",
        "precision[fox]",
    ]
    assert record.classes.labels == ("cat", "dog", "fox")
    assert (record.subject.positive, record.subject.favourable) == ("", "")


def test_a_number(rows: pd.DataFrame) -> None:
    record = fairwitness.audit(rows.wage, rows.wage + 3, sensitive_features=rows[["sex"]], task="regression")
    assert record.gates == ()
    by_group = {(one.metric, one.group): one for one in record.estimates}
    assert by_group["mean_error", "f"].value == pytest.approx(3)
    assert record.performance.statement.startswith("The number is off by 3 ")
    limited = fairwitness.audit(
        rows.wage,
        rows.wage + 3 * (rows.sex == "f") + rows.p,
        sensitive_features=rows[["sex"]],
        task="regression",
        plan={"task": "regression", "gates": [{"metric": "mean_error", "limit": 1}]},
    )
    assert limited.gates[0].outcome == "fail"


def test_figures_of_ones_own_and_of_a_library(rows: pd.DataFrame) -> None:
    def share_right(y_true: np.ndarray, y_pred: np.ndarray, sample_weight: np.ndarray) -> float:
        return float(((y_true == y_pred) * sample_weight).sum() / sample_weight.sum())

    plan = {
        "gates": [{"metric": "share_right", "limit": 0.3}],
        "checks": {"metrics": ["f1_score", "matthews_corrcoef"]},
    }
    record = fairwitness.audit(
        rows.y, rows.p, sensitive_features=rows[["sex"]], metrics={"share_right": share_right}, plan=plan
    )
    by_group = {(one.metric, one.group): one.value for one in record.estimates}
    assert by_group["share_right", "f"] == pytest.approx(by_group["accuracy", "f"], abs=1e-12)
    assert by_group["matthews_corrcoef", "m"] is not None
    assert record.gates[0].id == "share_right.difference.sex"
    assert record.gates[0].outcome == "pass"
    with pytest.raises(UnknownNameError, match=r"no metric named 'share_right'"):
        fairwitness.audit(rows.y, rows.p, sensitive_features=rows[["sex"]], plan=plan)


def test_clusters_and_strata(rows: pd.DataFrame) -> None:
    doubled = pd.concat([rows] * 4, ignore_index=True)
    whose = {"sensitive_features": doubled[["sex"]], "strata": doubled[["dept"]]}
    apart = fairwitness.audit(doubled.y, doubled.p, **whose)
    together = fairwitness.audit(doubled.y, doubled.p, cluster=np.tile(np.arange(len(rows)), 4), **whose)
    widths = [record.comparisons[0].high - record.comparisons[0].low for record in (apart, together)]
    assert widths[1] > 1.7 * widths[0]
    assert together.estimates[0].method == "Wilson, effective trials"
    assert {table.metric for table in apart.conditional} >= {"selection_rate", "true_positive_rate"}
    assert together.conditional == ()  # and that is said
    assert any("weights or clusters" in (one.reason or "") for one in together.estimates)


def test_a_model_is_not_asked_about_rows_that_were_only_counted(tmp_path: Path, rows: pd.DataFrame) -> None:
    rows.to_parquet(tmp_path / "rows.parquet")
    plan = {
        "data": {"path": str(tmp_path / "rows.parquet"), "engine": "duckdb"},
        "roles": {"target": "y", "prediction": "p", "sensitive": ["sex"]},
    }
    assert fairwitness.audit(plan=plan).subject.rows == len(rows)
    model = DummyClassifier().fit(rows[["house"]], rows.y)
    with pytest.raises(PlanError, match="these were counted where they lie"):
        fairwitness.audit(plan=plan, model=model)


def test_a_score_with_weights(rows: pd.DataFrame) -> None:
    score = np.clip(0.5 * rows.p + 0.01 * np.arange(len(rows)) / len(rows) + 0.2, 0, 1)
    plan = {
        "roles": {"score_is_probability": True},
        "gates": [{"metric": "roc_auc_score"}, {"metric": "mean_score"}, {"metric": "selection_rate"}],
    }
    whose = {"sensitive_features": rows[["sex"]], "threshold": 0.5, "positive": 1, "plan": plan}
    plain = fairwitness.audit(rows.y, y_score=score, **whose)
    assert {gate.metric for gate in plain.gates} == {"roc_auc_score", "mean_score", "selection_rate"}
    assert "not_estimable" not in {gate.outcome for gate in plain.gates}
    (table,) = plain.scores
    assert sum(sum(one.positives) + sum(one.negatives) for one in table.groups) == len(rows)
    (found,) = plain.thresholds
    assert (found.attribute, found.current) == ("sex", 0.5)
    weight = np.where(rows.sex == "f", 3.0, 1.0)
    weighed = fairwitness.audit(rows.y, y_score=score, sample_weight=weight, **whose)
    by_group = {(one.metric, one.group): one.value for one in weighed.estimates}
    plainly = {(one.metric, one.group): one.value for one in plain.estimates}
    # A weight that is the same for all of a group changes nothing in it, and everything over all rows.
    assert by_group["mean_score", "f"] == pytest.approx(plainly["mean_score", "f"], abs=1e-12)
    assert by_group["mean_score", None] == pytest.approx(np.average(score, weights=weight), abs=1e-12)
    assert by_group["mean_score", None] != pytest.approx(plainly["mean_score", None], abs=1e-6)
    assert weighed.scores == weighed.thresholds == ()


def test_a_label_that_one_group_never_had_is_not_a_rate_of_0(rows: pd.DataFrame) -> None:
    animal = rows.animal.where((rows.sex == "f") | (rows.animal != "fox"), "cat")
    plan = {"gates": [{"metric": "recall_macro"}, {"metric": "true_positive_rate"}]}
    record = fairwitness.audit(animal, animal, sensitive_features=rows[["sex"]], task="multiclass", plan=plan)
    outcomes = {gate.metric: gate.outcome for gate in record.gates}
    assert outcomes == {
        "recall_macro": "not_estimable",
        "true_positive_rate[cat]": "pass",
        "true_positive_rate[dog]": "pass",
        "true_positive_rate[fox]": "not_estimable",
    }
    reasons = {(one.metric, one.group): (one.value, one.reason) for one in record.estimates}
    assert reasons["recall_macro", "m"] == (None, "no rows whose outcome is 'fox'")


ALIKE = "must tell rows apart. Every score is 0.5"


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"threshold": 0.5}, PlanError, "must have a score to be held against"),
        ({"y_score": [0.5] * 500, "threshold": 0.5}, DataError, ALIKE),
        ({"y_score": [np.nan, *[0.1, 0.9] * 249, 0.2], "threshold": 0.5}, DataError, "the first in line 1"),
        ({"strata": ["q"] * 500}, DataError, "must tell people apart. 'strata' has one level only, 'q'"),
        ({"sample_weight": [1.0] * 499 + [-1.0]}, DataError, "numbers of at least 0. 1 of 500 are not"),
        ({"sample_weight": [1.0] * 499 + [np.nan]}, DataError, "1 of 500 are not, the first in line 500"),
        (
            {"plan": {"gates": [{"against": "reference", "reference": "mm"}]}},
            UnknownNameError,
            "no group of 'sex' named 'mm'. Did you mean 'm'",
        ),
        (
            {"plan": {"gates": [{"against": "reference"}]}},
            PlanError,
            "must know the reference group of 'sex'",
        ),
        (
            {"plan": {"gates": [{"metric": "mean_prediction"}]}},
            PlanError,
            "'mean_prediction' is of regression decisions",
        ),
        (
            {"plan": {"gates": [{"metric": "recall_macro"}]}},
            PlanError,
            "must be of `task: binary`. 'recall_macro' is of multiclass decisions",
        ),
    ],
)
def test_what_cannot_be_audited_is_refused_in_a_sentence(
    rows: pd.DataFrame, given: dict[str, object], error: type[Exception], words: str
) -> None:
    if "strata" in given:
        given = {"strata": pd.DataFrame({"strata": given["strata"]})}
    decided = {} if "y_score" in given else {"y_pred": rows.p}
    with pytest.raises(error, match=re.escape(words)):
        fairwitness.audit(rows.y, **decided, **given, sensitive_features=rows[["sex"]])


@pytest.mark.parametrize(
    ("metric", "why"),
    [("roc_auc_score", "there is no score"), ("conditional_selection_rate", "the plan names no strata")],
)
def test_what_a_gate_needs_and_has_not_is_not_estimable_and_never_passes(
    rows: pd.DataFrame, metric: str, why: str
) -> None:
    record = fairwitness.audit(
        rows.y, rows.p, sensitive_features=rows[["sex"]], plan={"gates": [{"metric": metric}]}
    )
    assert record.gates[0].outcome == "not_estimable"
    (found,) = (one for one in record.comparisons if one.declared)
    assert why in (found.reason or found.statement)

"""The notebook's door: what is not in the tests of the public names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
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

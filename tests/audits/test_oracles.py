"""Whole audits of public data against figures that others published for them.

The files are read where ``FAIRWITNESS_DATA`` points; the sources of the figures stand with each test.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fairwitness
from fairwitness.audits.record import Record

pytestmark = [pytest.mark.data, pytest.mark.usefixtures("still_meter")]

GERMAN = [f"a{place}" for place in range(1, 21)] + ["class"]


@pytest.fixture
def compas(data_folder: Path) -> pd.DataFrame:
    """All 7,214 rows, as ProPublica published them; flagged is every score but "Low"."""
    rows = pd.read_csv(data_folder / "compas" / "compas-scores-two-years.csv")
    return rows.assign(flagged=(rows["score_text"] != "Low").astype(int))


@pytest.fixture
def german(data_folder: Path) -> pd.DataFrame:
    """A thousand credits; ``good`` is 1 where the class is 1."""
    rows = pd.read_csv(data_folder / "german" / "german.data", sep=" ", names=GERMAN)
    return rows.assign(good=(rows["class"] == 1).astype(int))


def asked(*metrics: str) -> dict[str, object]:
    """A plan that asks for rates which are not among those measured anyway."""
    return {"gates": [{"metric": metric, "kind": "difference", "limit": 0.1} for metric in metrics]}


def by_group(record: Record, metric: str, attribute: str) -> dict[str | None, float | None]:
    return {
        found.group: found.value
        for found in record.estimates
        if (found.metric, found.attribute) == (metric, attribute)
    }


def selected(favourable: pd.Series, group: np.ndarray | pd.Series) -> dict[str | None, float | None]:
    """The selection rate of each group, of an audit that has decisions and no outcomes."""
    record = fairwitness.audit(y_pred=favourable, sensitive_features={"group": group}, positive=1)
    return by_group(record, "selection_rate", "group")


def test_compas_as_propublica_published_it(compas: pd.DataFrame) -> None:
    """propublica/compas-analysis, Compas Analysis.ipynb, cells 71, 75 and 77; percent and shares with two places."""
    record = fairwitness.audit(
        compas["two_year_recid"],
        compas["flagged"],
        sensitive_features=compas[["race"]],
        positive=1,
        plan=asked("false_positive_rate", "false_negative_rate", "precision", "negative_predictive_value"),
    )
    overall = {found.metric: found.value for found in record.estimates if found.group is None}
    assert round(100 * overall["false_positive_rate"], 2) == 32.35
    assert round(100 * overall["false_negative_rate"], 2) == 37.40
    published = {"African-American": (44.85, 27.99, 0.63, 0.65), "Caucasian": (23.45, 47.72, 0.59, 0.71)}
    for group, (fpr, fnr, ppv, npv) in published.items():
        assert round(100 * by_group(record, "false_positive_rate", "race")[group], 2) == fpr
        assert round(100 * by_group(record, "false_negative_rate", "race")[group], 2) == fnr
        assert round(by_group(record, "precision", "race")[group], 2) == ppv
        assert round(by_group(record, "negative_predictive_value", "race")[group], 2) == npv


def test_compas_groups_as_aequitas_published_them(compas: pd.DataFrame) -> None:
    """dssg/aequitas, compas_demo.ipynb, cells 23 to 41; the share of all who are flagged is from the counts."""
    published = {
        "false_positive_rate": 0.448468,
        "false_negative_rate": 0.279853,
        "false_omission_rate": 0.349540,
        "false_discovery_rate": 0.370285,
        "selection_rate": 0.588203,
    }
    record = fairwitness.audit(
        compas["two_year_recid"],
        compas["flagged"],
        sensitive_features=compas[["race", "sex", "age_cat"]],
        positive=1,
        favourable=1,
        plan=asked(*published),
    )
    found = {metric: by_group(record, metric, "race")["African-American"] for metric in published}
    assert found == pytest.approx(published, abs=5e-7)
    flagged = {
        e.group: e.successes
        for e in record.estimates
        if (e.metric, e.attribute) == ("selection_rate", "race")
    }
    assert flagged["African-American"] / compas["flagged"].sum() == pytest.approx(0.655412, abs=5e-7)
    assert len({(e.attribute, e.group) for e in record.estimates if e.group is not None}) == 11


def test_compas_disparities_as_aequitas_published_them(compas: pd.DataFrame) -> None:
    """dssg/aequitas, compas_demo.ipynb, cells 72 and 75: African-American beside Caucasian."""
    published = {
        "false_discovery_rate": 0.906085,
        "false_negative_rate": 0.586416,
        "false_omission_rate": 1.213154,
        "false_positive_rate": 1.912093,
        "selection_rate": 1.690224,
        "true_positive_rate": 1.377549,
    }
    gates = [
        {"metric": metric, "kind": "ratio", "limit": 0.8, "against": "reference", "reference": "Caucasian"}
        for metric in published
    ]
    record = fairwitness.audit(
        compas["two_year_recid"],
        compas["flagged"],
        sensitive_features=compas[["race"]],
        positive=1,
        favourable=1,
        plan={"gates": gates},
    )
    for metric, ratio in published.items():
        rates = by_group(record, metric, "race")
        assert rates["African-American"] / rates["Caucasian"] == pytest.approx(ratio, abs=2e-6), metric
    widest = next(c for c in record.comparisons if (c.metric, c.kind) == ("false_positive_rate", "ratio"))
    assert widest.groups == ("African-American", "Caucasian")
    assert widest.value == pytest.approx(1 / 1.912093, abs=5e-7), "a ratio is of the smaller to the larger"


def test_compas_after_propublicas_filter(data_folder: Path) -> None:
    """The same notebook, cells 4 to 16, by the plan's own conditions."""
    rows = pd.read_csv(data_folder / "compas" / "compas-scores-two-years.csv")
    kept = [
        "days_b_screening_arrest >= -30",
        "days_b_screening_arrest <= 30",
        "is_recid != -1",
        "c_charge_degree != O",
        "score_text != N/A",
    ]
    filters = pd.DataFrame(rows[["days_b_screening_arrest", "is_recid", "c_charge_degree", "score_text"]])
    record = fairwitness.audit(
        rows["two_year_recid"],
        (rows["score_text"] != "Low").astype(int).rename("flagged"),
        sensitive_features=rows[["race"]],
        features=filters,
        positive=1,
        plan={"where": kept},
    )
    counts = {e.group: e.rows for e in record.estimates if e.metric == "base_rate"}
    assert counts == {
        None: 6172,
        "African-American": 3175,
        "Caucasian": 2103,
        "Hispanic": 509,
        "Other": 343,
        "Asian": 31,
        "Native American": 11,
    }
    (base,) = (e for e in record.estimates if e.metric == "base_rate" and e.group is None)
    assert base.successes == 2809


def test_german_credit_as_aif360_published_it(german: pd.DataFrame) -> None:
    """Trusted-AI/AIF360, tutorial_credit_scoring.ipynb, cell 5, and the whole file; where the cut lies matters."""
    older = np.where(german["a13"] >= 25, "from 25", "under 25")
    rates = selected(german["good"], older)
    assert rates["under 25"] - rates["from 25"] == pytest.approx(-0.128550, abs=5e-7)
    rates = selected(german["good"], np.where(german["a13"] > 25, "over 25", "to 25"))
    assert rates["to 25"] - rates["over 25"] == pytest.approx(-0.149448, abs=5e-7)
    rates = selected(german["good"], np.where(german["a9"].isin(["A92", "A95"]), "female", "male"))
    assert rates["female"] - rates["male"] == pytest.approx(-0.074801, abs=5e-7)
    order = np.arange(1000)
    np.random.RandomState(0).shuffle(order)
    train = order[:700]
    rates = selected(german["good"].iloc[train].reset_index(drop=True), older[train])
    assert rates["under 25"] - rates["from 25"] == pytest.approx(-0.1699054740619, abs=1e-12)


def test_german_credit_as_audit_ai_published_it(german: pd.DataFrame) -> None:
    """pymetrics/audit-ai, GermanCreditData_BiasCheck.ipynb."""
    young = np.where(german["a13"] < 30, "under 30", "from 30")
    assert (young == "under 30").sum() == 371
    expected = {"under 30": 0.630728, "from 30": 0.740859}
    assert selected(german["good"], young) == pytest.approx(expected, abs=5e-7)
    female = np.where(german["a9"].isin(["A92", "A95"]), "female", "male")
    expected = {"female": 0.648387, "male": 0.723188}
    assert selected(german["good"], female) == pytest.approx(expected, abs=5e-7)
    expected = {"A202": 0.891892, "A201": 0.692627}
    assert selected(german["good"], german["a20"]) == pytest.approx(expected, abs=5e-7)


def test_grades_as_audit_ai_published_them(data_folder: Path) -> None:
    """pymetrics/audit-ai, StudentPerformanceData_BiasCheck.ipynb, cell 10: final grades in percent of 20."""
    rows = pd.read_csv(data_folder / "student_performance" / "student-mat-raw-semicolon.csv", sep=";")
    record = fairwitness.audit(
        y_pred=rows["G3"] / 20 * 100, sensitive_features=rows["sex"], task="regression"
    )
    means = by_group(record, "mean_prediction", "sex")
    assert (means["F"], means["M"]) == pytest.approx((49.831731, 54.572193), abs=5e-7)


@pytest.mark.parametrize(
    ("course", "accuracy", "parity", "opportunity"),
    [("mat", 0.941176, 0.204070, 0.161564), ("por", 0.928205, -0.068238, 0.049017)],
)
def test_student_performance_as_le_quy_and_others_published_it(
    data_folder: Path, course: str, accuracy: float, parity: float, opportunity: float
) -> None:
    """Le Quy et al. (2022), doi 10.1002/widm.1452: accuracy, statistical parity, equalized odds of their model."""
    rows = pd.read_csv(data_folder / "predictions" / f"lequy_student-{course}.csv")
    record = fairwitness.audit(rows["y_true"], rows["y_pred"], sensitive_features=rows["group"], positive=1)
    (overall,) = (e.value for e in record.estimates if (e.metric, e.group) == ("accuracy", None))
    assert overall == pytest.approx(accuracy, abs=5e-7)
    rate = by_group(record, "selection_rate", "group")
    assert rate["Male"] - rate["Female"] == pytest.approx(parity, abs=5e-7)
    true, false = (
        by_group(record, metric, "group") for metric in ("true_positive_rate", "false_positive_rate")
    )
    # Their equalized odds is the sum of both gaps without signs.
    gaps = abs(true["Male"] - true["Female"]) + abs(false["Male"] - false["Female"])
    assert gaps == pytest.approx(opportunity, abs=5e-7)


def test_adult_as_aif360_published_it(data_folder: Path) -> None:
    """Trusted-AI/AIF360, demo_reweighing_preproc.ipynb, cells 9 and 23; women minus men, with four places."""
    rows = pd.read_csv(data_folder / "predictions" / "aif360_adult_sex.csv")
    sex = rows["sex_privileged"].map({1: "Male", 0: "Female"}).rename("sex")
    record = fairwitness.audit(
        rows["y_true_fav"],
        rows["y_pred_fav"],
        sensitive_features=sex,
        positive=1,
        plan=asked("true_positive_rate", "false_positive_rate", "true_negative_rate"),
    )
    overall = {e.metric: e.value for e in record.estimates if e.group is None}
    balanced = (overall["true_positive_rate"] + overall["true_negative_rate"]) / 2
    rate, true, false = (
        by_group(record, metric, "sex")
        for metric in ("selection_rate", "true_positive_rate", "false_positive_rate")
    )
    gap = {
        name: found["Female"] - found["Male"]
        for name, found in (("rate", rate), ("true", true), ("false", false))
    }
    assert balanced == pytest.approx(0.7417, abs=5e-5)
    assert gap["rate"] == pytest.approx(-0.3576, abs=5e-5)
    assert rate["Female"] / rate["Male"] == pytest.approx(0.2774, abs=5e-5)
    assert (gap["true"] + gap["false"]) / 2 == pytest.approx(-0.3281, abs=5e-5)
    assert gap["true"] == pytest.approx(-0.4001, abs=5e-5)
    theil = next(e.value for e in record.estimates if (e.metric, e.group) == ("theil_index", None))
    assert theil == pytest.approx(0.1128, abs=5e-5)


def test_impact_ratios_as_an_auditor_published_them(data_folder: Path) -> None:
    """The bias audit of Beamery by Warden AI (2024) under New York City's Local Law 144, 5,460 applicants."""
    rows = pd.read_csv(data_folder / "ll144_audits" / "rows_beamery_2024.csv")
    record = fairwitness.audit(
        y_pred=rows["selected"],
        sensitive_features=rows[["sex", "race_ethnicity"]],
        positive=1,
        plan={"roles": {"intersections": [["race_ethnicity", "sex"]]}},
    )
    rates = by_group(record, "selection_rate", "race_ethnicity & sex")
    groups = {group: rate for group, rate in rates.items() if group is not None}
    best = max(groups.values())
    found = sorted(round(rate / best, 3) for rate in groups.values())
    assert found == sorted([0.922, 0.908, 0.941, 0.957, 1, 0.848, 0.848, 0.938])

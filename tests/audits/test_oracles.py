"""Published figures on real files, through the notebook's door: each with the trap that it guards against."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fairwitness
from fairwitness.audits.record import Record

pytestmark = [pytest.mark.data, pytest.mark.usefixtures("still_meter")]

SMALL = {"checks": {"min_group": 0}}
OF_COMPAS = (
    "selection_rate",
    "false_positive_rate",
    "false_negative_rate",
    "false_discovery_rate",
    "false_omission_rate",
    "true_positive_rate",
    "true_negative_rate",
    "precision",
    "negative_predictive_value",
)


def rates(record: Record, metric: str, attribute: str | None = None) -> dict[str, float | None]:
    """The figure of each group of one attribute; of everybody, under "all", without one."""
    return {
        one.group or "all": one.value
        for one in record.estimates
        if (one.metric, one.attribute) == (metric, attribute)
    }


def gap(record: Record, metric: str, kind: str = "difference", attribute: str | None = None) -> float:
    """What was compared between the groups of an attribute, as a gate declares it."""
    (found,) = (
        one
        for one in record.comparisons
        if (one.metric, one.kind) == (metric, kind) and attribute in (None, one.attribute) and one.declared
    )
    assert found.value is not None
    return found.value


def gates(metrics: Sequence[str], **more: object) -> list[dict[str, object]]:
    return [
        {"metric": metric, "kind": kind, **more} for metric in metrics for kind in ("difference", "ratio")
    ]


@pytest.fixture(scope="module")
def cases(data_folder: Path) -> dict[str, dict[str, dict[str, object]]]:
    file = data_folder.parent / "oracles" / "mini_cases.json"
    if not file.is_file():
        pytest.skip(f"the published cases are not at {file}")
    return {case["id"]: case for case in json.loads(file.read_text())}


@pytest.fixture(scope="module")
def german(data_folder: Path) -> pd.DataFrame:
    """Credit applicants; the file has no header, and 1 is the good outcome, 2 the bad one."""
    names = [f"a{place}" for place in range(1, 21)]
    frame = pd.read_csv(data_folder / "german" / "german.data", sep=" ", names=[*names, "credit"])
    frame["sex"] = np.where(frame.a9.isin(["A92", "A95"]), "female", "male")
    return frame.rename(columns={"a13": "age", "a20": "foreign"})


@pytest.fixture(scope="module")
def compas(data_folder: Path) -> pd.DataFrame:
    path = data_folder / "compas" / "compas-scores-two-years.csv"
    frame = pd.read_csv(path, keep_default_na=False)
    frame["high"] = frame.score_text.isin(["Medium", "High"]).astype(int)
    return frame


@pytest.fixture(scope="module")
def record(compas: pd.DataFrame) -> Record:
    declared = [{"metric": name, "kind": "ratio", "against": "reference"} for name in OF_COMPAS]
    races = {"name": "race", "reference": "Caucasian"}
    plan = {
        "roles": {"sensitive": [races, "sex", "age_cat"]},
        "gates": [gate | {"attributes": ["race"]} for gate in declared]
        + [{"metric": name, "attributes": ["sex", "age_cat"]} for name in OF_COMPAS],
    }
    return fairwitness.audit(
        compas.two_year_recid,
        compas.high,
        sensitive_features=compas[["race", "sex", "age_cat"]],
        positive=1,
        plan=plan,
    )


class TestSmallCases:
    """The examples that other libraries print in their guides and tests."""

    def audited(
        self, case: Mapping[str, Mapping[str, object]], metrics: Sequence[str], **more: object
    ) -> Record:
        inputs = case["inputs"]
        return fairwitness.audit(
            inputs["y_true"],
            inputs["y_pred"],
            sensitive_features={"group": [str(one) for one in inputs["group"]]},
            positive=1,
            plan=SMALL | {"gates": gates(metrics)},
            **more,
        )

    def test_a_rate_of_0_makes_the_ratio_0_and_not_undefined(self, cases: dict) -> None:
        case = cases["fairlearn-docs-metricframe"]
        record = self.audited(case, ["selection_rate", "true_positive_rate", "false_positive_rate"])
        expected = case["recomputed"]
        assert rates(record, "true_positive_rate", "group") == pytest.approx(expected["tpr"])
        assert rates(record, "false_positive_rate", "group") == pytest.approx(expected["fpr"])
        assert rates(record, "selection_rate", "group") == pytest.approx(expected["sel"])
        assert gap(record, "selection_rate") == pytest.approx(expected["dp_diff"])
        assert gap(record, "selection_rate", "ratio") == pytest.approx(expected["dp_ratio"])
        both = ["true_positive_rate", "false_positive_rate"]
        assert max(gap(record, name) for name in both) == expected["eo_diff"]
        assert min(gap(record, name, "ratio") for name in both) == expected["eo_ratio"] == 0

    def test_equalized_odds_is_the_larger_of_the_two_gaps(self, cases: dict) -> None:
        case = cases["fairlearn-docs-metricframe"]
        plan = SMALL | {"gates": [{"metric": "equalized_odds"}]}
        inputs = case["inputs"]
        record = fairwitness.audit(
            inputs["y_true"], inputs["y_pred"], sensitive_features={"group": inputs["group"]}, plan=plan
        )
        assert gap(record, "equalized_odds") == case["recomputed"]["eo_diff"]
        assert record.comparisons[0].part == "false_positive_rate"

    def test_an_intersection_has_every_combination(self, cases: dict) -> None:
        case = cases["fairlearn-docs-intersection"]
        inputs, expected = case["inputs"], case["recomputed"]
        record = fairwitness.audit(
            inputs["y_true"],
            inputs["y_pred"],
            sensitive_features={"one": inputs["group"], "two": inputs["group2"]},
            plan=SMALL | {"roles": {"sensitive": ["one", "two"], "intersections": [["one", "two"]]}},
        )
        found = rates(record, "true_positive_rate", "one & two")
        assert {name.replace(" & ", ""): value for name, value in found.items()} == pytest.approx(
            expected["recall"]
        )
        sizes = {
            one.group.replace(" & ", ""): one.rows for one in record.estimates if one.attribute == "one & two"
        }
        assert sizes == expected["count"]

    def test_weights_weigh_rows_and_not_groups(self, cases: dict) -> None:
        case = cases["fairlearn-docs-weighted-recall"]
        record = self.audited(case, ["true_positive_rate"], sample_weight=case["inputs"]["weight"])
        expected = dict(case["recomputed"])
        assert rates(record, "true_positive_rate")["all"] == pytest.approx(expected.pop("overall"))
        assert rates(record, "true_positive_rate", "group") == pytest.approx(expected)

    def test_a_rate_missed_by_nobody_in_one_group(self, cases: dict) -> None:
        case = cases["fairlearn-generated-metrics"]
        names = {
            "tnr": "true_negative_rate",
            "fpr": "false_positive_rate",
            "fnr": "false_negative_rate",
            "sel": "selection_rate",
            "acc": "accuracy",
            "ppv": "precision",
            "tpr": "true_positive_rate",
        }
        record = self.audited(case, list(names.values()))
        for key, value in case["recomputed"].items():
            short, _, how = key.partition("_")
            if how == "min":
                found = min(rates(record, names[short], "group").values())
            else:
                found = gap(record, names[short], "difference" if how == "diff" else "ratio")
            assert found == pytest.approx(value, abs=1e-12), key

    def test_a_ratio_above_1_is_told_upside_down(self, cases: dict) -> None:
        case = cases["holisticai-binary"]
        inputs, expected = case["inputs"], case["recomputed"]
        names = ["selection_rate", "true_positive_rate", "false_positive_rate", "accuracy"]
        record = fairwitness.audit(
            inputs["y_true"],
            inputs["y_pred"],
            sensitive_features={"group": np.where(np.array(inputs["group_a"]) == 1, "a", "b")},
            plan=SMALL | {"gates": gates(names)},
        )
        assert gap(record, "selection_rate") == pytest.approx(expected["stat_parity"])
        assert gap(record, "selection_rate", "ratio") == pytest.approx(expected["four_fifths"])
        assert gap(record, "selection_rate", "ratio") == pytest.approx(1 / expected["disparate_impact"])
        assert gap(record, "true_positive_rate") == pytest.approx(expected["eq_opp_diff"])
        assert gap(record, "false_positive_rate") == pytest.approx(expected["fpr_diff"])
        assert gap(record, "accuracy") == pytest.approx(-expected["acc_diff"])
        odds = (gap(record, "true_positive_rate") + gap(record, "false_positive_rate")) / 2
        assert odds == pytest.approx(expected["avg_odds_diff"])

    @pytest.mark.parametrize("name", ["aif360-GEI-Theil", "aif360-GEI-2"])
    def test_inequality_is_of_everybody_whatever_the_groups(self, cases: dict, name: str) -> None:
        case = cases[name]
        inputs, expected = case["inputs"], case["recomputed"]
        record = fairwitness.audit(
            inputs["y_true"], inputs["y_pred"], sensitive_features={"half": ["a", "b"] * 5}, plan=SMALL
        )
        found = {one.index: one for one in record.individual.inequality}
        assert found["generalized_entropy_index"].value == pytest.approx(expected["gei"], abs=1e-12)
        if "theil" in expected:
            assert found["theil_index"].value == pytest.approx(expected["theil"], abs=1e-12)
        for one in found.values():
            assert one.between + one.within == pytest.approx(one.value, abs=1e-12)

    def test_the_reference_is_named_and_not_the_best_group(self, cases: dict) -> None:
        case = cases["aequitas-test1"]
        inputs, expected = case["inputs"], case["recomputed"]
        names = {
            "fpr": "false_positive_rate",
            "fnr": "false_negative_rate",
            "for": "false_omission_rate",
            "fdr": "false_discovery_rate",
        }
        record = fairwitness.audit(
            inputs["y_true"],
            inputs["y_pred"],
            sensitive_features={"group": inputs["group"]},
            plan=SMALL
            | {"gates": gates(list(names.values()), against="reference", reference=inputs["reference"])},
        )
        for short, metric in names.items():
            found = rates(record, metric, "group")
            assert found["High"] == pytest.approx(expected[f"H_{short}"]), short
            assert found["Low"] == pytest.approx(expected[f"L_{short}"]), short
            assert gap(record, metric, "ratio") == pytest.approx(1 / expected[f"{short}_disp"]), short


class TestCompas:
    """ProPublica's and Aequitas' figures on all 7,214 rows."""

    def test_propublica_left_no_row_out(self, record: Record) -> None:
        table = record.performance.confusion
        assert (table.true_negatives, table.false_positives) == (2681, 1282)
        assert (table.false_negatives, table.true_positives) == (1216, 2035)
        assert rates(record, "false_positive_rate")["all"] == pytest.approx(0.3235, abs=5e-5)
        assert rates(record, "false_negative_rate")["all"] == pytest.approx(0.3740, abs=5e-5)

    @pytest.mark.parametrize(
        ("group", "rows", "figures"),
        [("African-American", 3696, (44.85, 27.99, 63, 65)), ("Caucasian", 2454, (23.45, 47.72, 59, 71))],
    )
    def test_by_race(self, record: Record, group: str, rows: int, figures: Sequence[float]) -> None:
        names = ("false_positive_rate", "false_negative_rate", "precision", "negative_predictive_value")
        for name, figure, digits in zip(names, figures, (2, 2, 0, 0), strict=True):
            assert round(100 * rates(record, name, "race")[group], digits) == figure, name
        assert {one.rows for one in record.estimates if one.group == group} == {rows}

    def test_eleven_groups_as_counted_by_hand(self, record: Record, compas: pd.DataFrame) -> None:
        seen = 0
        for attribute in ("race", "sex", "age_cat"):
            for group, rows in compas.groupby(attribute):
                y, p = rows.two_year_recid == 1, rows.high == 1
                expected = {
                    "selection_rate": p.mean(),
                    "base_rate": y.mean(),
                    "false_positive_rate": p[~y].mean(),
                    "false_negative_rate": (~p)[y].mean(),
                    "false_discovery_rate": (~y)[p].mean(),
                    "false_omission_rate": y[~p].mean(),
                    "true_negative_rate": (~p)[~y].mean(),
                    "true_positive_rate": p[y].mean(),
                    "precision": y[p].mean(),
                    "negative_predictive_value": (~y)[~p].mean(),
                }
                found = {name: rates(record, name, attribute)[group] for name in expected}
                assert found == pytest.approx(expected, abs=1e-12), group
                seen += 1
        assert seen == 11

    def test_the_share_of_a_group_and_a_group_s_share_are_two_figures(self, record: Record) -> None:
        expected = {
            "false_positive_rate": 0.448468,
            "false_negative_rate": 0.279853,
            "false_omission_rate": 0.349540,
            "false_discovery_rate": 0.370285,
            "selection_rate": 0.588203,  # "pprev"; "ppr" is the share that the group has of all who were selected
        }
        found = {name: rates(record, name, "race")["African-American"] for name in expected}
        assert found == pytest.approx(expected, abs=5e-7)
        selected = {
            one.group: one.successes
            for one in record.estimates
            if one.metric == "selection_rate" and one.attribute in (None, "race")
        }
        assert selected["African-American"] / selected[None] == pytest.approx(0.655412, abs=5e-7)
        assert selected["African-American"] / selected["Caucasian"] == pytest.approx(2.545667, abs=5e-7)

    def test_disparities_against_the_reference_group(self, record: Record, compas: pd.DataFrame) -> None:
        expected = {
            "false_discovery_rate": 0.906085,
            "false_negative_rate": 0.586416,
            "false_omission_rate": 1.213154,
            "false_positive_rate": 1.912093,
            "selection_rate": 1.690224,
            "true_positive_rate": 1.377549,
        }
        two = compas[compas.race.isin(["African-American", "Caucasian"])]
        declared = [{"metric": name, "kind": "ratio", "against": "reference"} for name in expected]
        alone = fairwitness.audit(
            two.two_year_recid,
            two.high,
            sensitive_features=two[["race"]],
            positive=1,
            plan={"roles": {"sensitive": [{"name": "race", "reference": "Caucasian"}]}, "gates": declared},
        )
        for name, ratio in expected.items():
            assert gap(alone, name, "ratio") == pytest.approx(min(ratio, 1 / ratio), abs=1e-6), name
        for one in record.comparisons:
            if one.declared and one.attribute == "race":
                assert one.reference == "Caucasian"
                assert "Caucasian" in one.groups  # whichever other group is furthest from it

    def test_missing_is_not_the_text_na(self, data_folder: Path) -> None:
        """The filter of ProPublica's notebook leaves 6,172 rows: in none of them is the score's text N/A."""
        plan = {
            "data": {"path": str(data_folder / "compas" / "compas-scores-two-years.csv")},
            "where": [
                "days_b_screening_arrest >= -30",
                "days_b_screening_arrest <= 30",
                "is_recid != -1",
                "c_charge_degree != O",
            ],
            "roles": {
                "target": "two_year_recid",
                "score": "decile_score",
                "threshold": 5,
                "positive": 1,
                "sensitive": ["race"],
            },
        }
        record = fairwitness.audit(plan=plan)
        assert record.subject.rows == 6172
        assert rates(record, "base_rate")["all"] == pytest.approx(2809 / 6172, abs=1e-12)
        assert rates(record, "selection_rate")["all"] == pytest.approx((1144 + 1607) / 6172, abs=1e-12)
        assert {one.group: one.rows for one in record.estimates if one.attribute == "race"} == {
            "African-American": 3175,
            "Caucasian": 2103,
            "Hispanic": 509,
            "Other": 343,
            "Asian": 31,
            "Native American": 11,
        }


class TestGerman:
    """Credit, from labels alone: what is judged is the decision that the file holds."""

    def parity(self, frame: pd.DataFrame, attribute: str, edge: float | None = None) -> tuple[float, Record]:
        """The selection rate of the first group minus that of the second."""
        sensitive = {"name": attribute, "bins": [edge]} if edge is not None else {"name": attribute}
        record = fairwitness.audit(
            y_pred=frame.credit,
            sensitive_features=frame[[attribute]],
            positive=1,
            plan={"roles": {"sensitive": [sensitive]}},
        )
        first, second = rates(record, "selection_rate", attribute).values()
        assert gap(record, "selection_rate") == pytest.approx(abs(first - second), abs=1e-12)
        return first - second, record

    def test_the_split_of_the_tutorial(self, german: pd.DataFrame) -> None:
        order = list(range(1000))
        np.random.RandomState(0).shuffle(order)
        found, _ = self.parity(german.iloc[order[:700]], "age", 25)
        assert found == pytest.approx(-0.1699054740619017, abs=1e-12)

    @pytest.mark.parametrize(("edge", "expected"), [(25, -0.128550), (26, -0.149448)])
    def test_whoever_is_25_changes_the_answer(self, german: pd.DataFrame, edge: int, expected: float) -> None:
        assert self.parity(german, "age", edge)[0] == pytest.approx(expected, abs=5e-7)

    def test_women(self, german: pd.DataFrame) -> None:
        found, record = self.parity(german, "sex")
        assert found == pytest.approx(-0.074801, abs=5e-7)
        assert rates(record, "selection_rate", "sex") == pytest.approx(
            {"female": 0.648387, "male": 0.723188}, abs=5e-7
        )

    def test_under_30(self, german: pd.DataFrame) -> None:
        _, record = self.parity(german, "age", 30)
        assert list(rates(record, "selection_rate", "age").values()) == pytest.approx(
            [0.630728, 0.740859], abs=5e-7
        )
        assert next(one.rows for one in record.estimates if one.attribute == "age") == 371

    def test_a202_is_not_foreign_whatever_a_notebook_says(self, german: pd.DataFrame) -> None:
        plan = {
            "roles": {
                "sensitive": [{"name": "foreign", "groups": {"A201": "foreign", "A202": "not foreign"}}]
            }
        }
        record = fairwitness.audit(
            y_pred=german.credit, sensitive_features=german[["foreign"]], positive=1, plan=plan
        )
        expected = {"not foreign": 0.891892, "foreign": 0.692627}
        assert rates(record, "selection_rate", "foreign") == pytest.approx(expected, abs=5e-7)
        assert {one.rows for one in record.estimates if one.group == "not foreign"} == {37}


def test_adult_as_printed_by_aif360(data_folder: Path) -> None:
    """The Theil index is of benefit over everybody, and average odds keep their signs: no gap is taken as positive."""
    frame = pd.read_csv(data_folder / "predictions" / "aif360_adult_sex.csv")
    names = ["selection_rate", "true_positive_rate", "false_positive_rate", "true_negative_rate"]
    record = fairwitness.audit(
        frame.y_true_fav,
        frame.y_pred_fav,
        sensitive_features={"sex": frame.sex_privileged.map({0: "Female", 1: "Male"})},
        plan={"gates": gates(names)},
    )
    selected, found, alarm = (rates(record, name, "sex") for name in names[:3])
    whole = [rates(record, name)["all"] for name in ("true_positive_rate", "true_negative_rate")]
    assert sum(whole) / 2 == pytest.approx(0.7417, abs=5e-5)
    assert selected["Female"] - selected["Male"] == pytest.approx(-0.3576, abs=5e-5)
    assert gap(record, "selection_rate", "ratio") == pytest.approx(0.2774, abs=5e-5)
    assert found["Female"] - found["Male"] == pytest.approx(-0.4001, abs=5e-5)
    odds = (found["Female"] - found["Male"] + alarm["Female"] - alarm["Male"]) / 2
    assert odds == pytest.approx(-0.3281, abs=5e-5)
    (theil,) = (one.value for one in record.individual.inequality if one.index == "theil_index")
    assert theil == pytest.approx(0.1128, abs=5e-5)


@pytest.mark.parametrize(
    ("course", "accuracy", "parity", "odds"),
    [("mat", 0.941176, 0.204070, 0.161564), ("por", 0.928205, -0.068238, 0.049017)],
)
def test_students_as_printed_by_le_quy(
    data_folder: Path, course: str, accuracy: float, parity: float, odds: float
) -> None:
    """Their equalized odds add both gaps up; the one of fairlearn, and of gates here, is the larger of the two."""
    frame = pd.read_csv(data_folder / "predictions" / f"lequy_student-{course}.csv")
    names = ["true_positive_rate", "false_positive_rate", "equalized_odds"]
    record = fairwitness.audit(
        frame.y_true,
        frame.y_pred,
        sensitive_features={"sex": frame.group},
        plan={"gates": [{"metric": name} for name in names], "checks": {"min_group": 0}},
    )
    assert rates(record, "accuracy")["all"] == pytest.approx(accuracy, abs=5e-7)
    selected = rates(record, "selection_rate", "sex")
    assert selected["Male"] - selected["Female"] == pytest.approx(parity, abs=5e-7)
    apart = [gap(record, name) for name in names[:2]]
    assert sum(apart) == pytest.approx(odds, abs=5e-7)
    assert gap(record, "equalized_odds") == pytest.approx(max(apart), abs=1e-12)


def test_grades_of_students(data_folder: Path) -> None:
    """The separator is a semicolon, and some numbers stand in quotes; grades of 0 count."""
    plan = {
        "task": "regression",
        "data": {"path": str(data_folder / "student_performance" / "student-mat-raw-semicolon.csv")},
        "roles": {"target": "G3", "prediction": "G2", "sensitive": ["sex"]},
        "gates": [{"metric": "mean_outcome", "limit": 2}],
    }
    record = fairwitness.audit(plan=plan)
    found = {group: value * 5 for group, value in rates(record, "mean_outcome", "sex").items()}
    assert found == pytest.approx({"F": 49.831731, "M": 54.572193}, abs=5e-7)
    assert gap(record, "mean_outcome") == pytest.approx((54.572193 - 49.831731) / 5, abs=5e-7)
    errors = pd.read_csv(data_folder / "student_performance" / "student-mat-raw-semicolon.csv", sep=";")
    expected = (errors.G2.astype(int) - errors.G3).groupby(errors.sex).mean()
    assert rates(record, "mean_error", "sex") == pytest.approx(expected.to_dict(), abs=1e-12)

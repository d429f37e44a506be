"""One audit from a plan to a record: its phases, what is refused early, and the meter that is let go."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier

import fairwitness
from fairwitness.audits import run
from fairwitness.audits.checks import registered
from fairwitness.audits.plan import make_plan
from fairwitness.audits.record import parse_record
from fairwitness.errors import DataError, PlanError, UnknownNameError

pytestmark = pytest.mark.usefixtures("still_meter")


@pytest.fixture
def folder(tmp_path: Path, random_decisions: pd.DataFrame) -> Path:
    random_decisions.to_csv(tmp_path / "rows.csv", index=False)
    return tmp_path


def _plan(**over: object) -> run.Plan:
    roles = {"target": "outcome", "prediction": "decision", "sensitive": ["sex", "race"]}
    return make_plan({"data": {"path": "rows.csv"}, "roles": roles} | over)


def test_phases_are_told_and_metered_in_order(folder: Path) -> None:
    told: list[str] = []
    record, witness = run.run_plan(_plan(), folder, told.append)
    assert told == ["load", "predict", "check", "explain"] == witness.meter.phases  # type: ignore[attr-defined]
    with witness.phase("report"):
        pass
    assert told[-1] == "report"
    assert record.with_energy(witness.energy()).hash == record.hash


def test_the_record_says_what_a_second_audit_needs(folder: Path) -> None:
    record, _ = run.run_plan(_plan(seed=4), folder)
    again, _ = run.run_plan(_plan(seed=4, report={"organisation": "A bank"}), folder)
    assert record.hash == again.hash
    assert (record.provenance.organisation, again.provenance.organisation) == (None, "A bank")
    assert record.provenance.seed == 4
    assert len(record.provenance.plan_sha256) == len(record.provenance.data_sha256) == 64
    assert record.provenance.created.endswith("+00:00")
    assert parse_record(record.model_dump(mode="json", by_alias=True)) == record


def test_every_check_is_accounted_for(folder: Path) -> None:
    record, _ = run.run_plan(_plan(checks={"ignore": {"FAIR005": "Not asked"}}), folder)
    outcomes = {check.code: check.outcome for check in record.checks}
    assert list(outcomes) == sorted(registered())
    assert outcomes["FAIR005"] == "ignored"
    assert outcomes["EXPL001"] == "not_applicable"
    assert outcomes["FAIR001"] == outcomes["PERF001"] == "ran"
    assert not any(found.metric == "accuracy" for found in record.comparisons)
    assert "FAIR005 was left out by the plan: Not asked." in record.summary.untested


def test_without_a_target_only_what_needs_none_is_measured(folder: Path) -> None:
    record, _ = run.run_plan(
        _plan(roles={"prediction": "decision", "sensitive": ["sex"], "positive": 1}), folder
    )
    assert (
        {found.metric for found in record.estimates}
        == {found.metric for found in record.comparisons}
        == {"selection_rate"}
    )
    assert record.performance.confusion is None
    ran = {check.code for check in record.checks if check.outcome == "ran"}
    assert ran == {"DATA001", "FAIR001", "FAIR013", "LAW001"}
    assert any("No target was given" in note for note in record.subject.notes)


@pytest.mark.parametrize(
    "over", [{"gates": [{"metric": "x"}]}, {"frameworks": ["x"]}, {"checks": {"ignore": {"x": "y"}}}]
)
def test_what_can_be_refused_is_refused_before_anything_is_read(
    over: dict[str, object], tmp_path: Path
) -> None:
    told: list[str] = []
    with pytest.raises(UnknownNameError):
        run.run_plan(_plan(**over), tmp_path, told.append)
    assert told == []


def test_the_meter_is_let_go_when_the_audit_fails(tmp_path: Path, still_meter: type) -> None:
    before = still_meter.closed  # type: ignore[attr-defined]
    with pytest.raises(DataError):
        run.run_plan(_plan(), tmp_path)
    assert still_meter.closed == before + 1  # type: ignore[attr-defined]


def test_the_meter_is_let_go_when_a_model_meets_counted_rows(tmp_path: Path, still_meter: type) -> None:
    pd.DataFrame({"y": [0, 1] * 20, "p": [0, 1] * 20, "g": ["a", "b"] * 20}).to_csv(
        tmp_path / "d.csv", index=False
    )
    plan = {
        "data": {"path": str(tmp_path / "d.csv"), "engine": "duckdb"},
        "roles": {"target": "y", "prediction": "p", "sensitive": ["g"]},
    }
    before = still_meter.closed  # type: ignore[attr-defined]
    with pytest.raises(PlanError, match="counted where they lie"):
        fairwitness.audit(plan=plan, model=DummyClassifier().fit([[0], [1]], [0, 1]))
    assert still_meter.closed == before + 1  # type: ignore[attr-defined]


def test_a_gate_on_a_rate_that_no_check_looks_at_is_estimated_too(folder: Path) -> None:
    record, _ = run.run_plan(_plan(gates=[{"metric": "false_omission_rate", "limit": 0.5}]), folder)
    assert any(found.metric == "false_omission_rate" for found in record.estimates)
    assert record.gates[0].metric == "false_omission_rate"


def test_questions_of_other_kinds_of_decision_are_not_missed() -> None:
    frame = pd.DataFrame(
        {"y": [1.0, 2.0, 3.0, 4.0] * 20, "p": [1.5, 2.5, 2.5, 4.5] * 20, "g": ["a", "b"] * 40}
    )
    record = fairwitness.audit(frame["y"], frame["p"], sensitive_features=frame["g"], task="regression")
    of_labels = next(run for run in record.checks if run.code == "PERF001")
    assert (of_labels.outcome, of_labels.reason) == (
        "not_applicable",
        "It is no question of `task: regression`.",
    )
    assert not [line for line in record.summary.untested if "task" in line or "label" in line]
    assert any("need" in line for line in record.summary.untested), (
        "what could have been tested is still said"
    )

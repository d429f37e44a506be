"""Gates: what fails, what is muted, and the exit code it all comes to."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

import fairwitness
from fairwitness.audits import run
from fairwitness.audits.gates import OUTCOMES, ExitCode, exit_code, hold
from fairwitness.audits.plan import make_plan
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import GateResult, Outcome, Verdict
from fairwitness.errors import PlanError, UnknownNameError

pytestmark = pytest.mark.usefixtures("still_meter")


def _gate(outcome: Outcome) -> GateResult:
    return GateResult(
        id="x",
        metric="m",
        attribute="a",
        kind="difference",
        limit=0.1,
        outcome=outcome,
        verdict="within",
        reason=".",
    )


def _audit(
    *, gates: list[dict[str, object]] | None = None, first: int = 90, second: int = 40, **plan: object
) -> Record:
    """Two groups of 100 with so many favourable decisions each."""
    decided = [1] * first + [0] * (100 - first) + [1] * second + [0] * (100 - second)
    content = plan if gates is None else {"gates": gates, **plan}
    return fairwitness.audit(
        y_pred=decided, sensitive_features=["a"] * 100 + ["b"] * 100, positive=1, plan=content
    )


def test_every_verdict_has_an_outcome() -> None:
    assert set(OUTCOMES) == set(get_args(Verdict))
    assert set(OUTCOMES.values()) == set(get_args(Outcome)) - {"muted"}


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ([], 3),
        (["pass"], 0),
        (["muted"], 0),
        (["fail"], 1),
        (["inconclusive"], 3),
        (["not_estimable"], 3),
        (["pass", "muted", "inconclusive"], 3),
        (["inconclusive", "fail", "pass"], 1),
    ],
)
def test_exit_codes(outcomes: list[Outcome], code: int) -> None:
    assert exit_code(map(_gate, outcomes)) == code


def test_the_worse_wins_in_every_mixture() -> None:
    order = [1, 3, 0]
    for size in (1, 2, 3):
        for mixture in combinations(get_args(Outcome), size):
            alone = [exit_code([_gate(outcome)]) for outcome in mixture]
            assert exit_code(map(_gate, mixture)) == min(alone, key=order.index)


@pytest.mark.parametrize("mapped", [0, 1, 3])
def test_a_plan_may_map_what_is_open(mapped: int) -> None:
    assert exit_code([_gate("inconclusive"), _gate("pass")], mapped) == mapped
    assert exit_code([_gate("not_estimable")], mapped) == mapped
    assert exit_code([_gate("fail"), _gate("inconclusive")], mapped) == ExitCode.FAILED


@pytest.mark.parametrize(
    ("first", "second", "outcome"), [(90, 40, "fail"), (50, 50, "inconclusive"), (55, 42, "inconclusive")]
)
def test_the_default_gate(first: int, second: int, outcome: str) -> None:
    (gate,) = _audit(first=first, second=second).gates
    assert (gate.metric, gate.kind, gate.limit, gate.outcome) == (
        "selection_rate",
        "difference",
        0.1,
        outcome,
    )
    assert gate.id == "selection_rate.difference.sensitive_feature_0"


def test_a_wide_limit_is_shown_to_hold() -> None:
    assert _audit(gates=[{"limit": 0.5}], first=50, second=50).gates[0].outcome == "pass"


WAIVER = {"reason": "Agreed with the works council on 3 May", "owner": "A. Weber", "until": "2999-12-31"}


def test_a_waiver_mutes_and_says_why() -> None:
    (gate,) = _audit(gates=[{"waiver": WAIVER}]).gates
    assert (gate.outcome, gate.verdict) == ("muted", "disparity")
    assert gate.reason.startswith(
        "Muted by the plan: Agreed with the works council on 3 May (A. Weber, until 2999-12-31). 40.0% of b"
    )
    assert exit_code([gate]) == 0


@pytest.mark.parametrize("left_out", ["reason", "owner", "until"])
def test_a_waiver_that_lacks_something_mutes_nothing(left_out: str) -> None:
    waiver = {name: value for name, value in WAIVER.items() if name != left_out}
    (gate,) = _audit(gates=[{"waiver": waiver}]).gates
    assert gate.outcome == "fail"
    assert gate.reason.startswith("Not muted, because the waiver in the plan has no ")
    assert "40.0% of b" in gate.reason


def test_a_waiver_mutes_through_its_last_day_by_the_clock_of_the_audit() -> None:
    plan = make_plan({"gates": [{"waiver": {**WAIVER, "until": "2027-01-31"}}]})
    comparisons = _audit(gates=[{}]).comparisons
    plan = plan.model_copy(
        update={"roles": make_plan({"roles": {"sensitive": ["sensitive_feature_0"]}}).roles}
    )
    (before,), (last,), (after,) = (
        hold(plan, comparisons, date(2027, month, day)) for month, day in ((1, 1), (1, 31), (2, 1))
    )
    assert (before.outcome, last.outcome, after.outcome) == ("muted", "muted", "fail")
    assert after.reason.startswith("Not muted, because the waiver in the plan ended on 2027-01-31: Agreed")


def test_the_clock_of_the_witness_decides(random_decisions: pd.DataFrame, tmp_path: Path) -> None:
    """An audit takes the day from whoever makes it: nothing inside looks at the machine's clock."""
    outcomes = []
    for year in (2026, 2028):
        plan = make_plan(
            {
                "data": {"path": "rows.csv"},
                "roles": {"prediction": "decision", "sensitive": ["sex"], "positive": 1},
                "gates": [{"waiver": {**WAIVER, "until": "2027-01-31"}}],
            }
        )
        random_decisions.to_csv(tmp_path / "rows.csv")
        record, _ = run.run_plan(plan, tmp_path, clock=lambda year=year: datetime(year, 6, 1, tzinfo=UTC))
        assert record.provenance.created == f"{year}-06-01T00:00:00+00:00"
        outcomes.append(record.gates[0].outcome)
    assert outcomes[0] == "muted"
    assert outcomes[1] != "muted"


def test_without_gates_nothing_is_judged() -> None:
    record = _audit(gates=[])
    assert record.gates == ()
    assert exit_code(record.gates) == 3
    assert not any(found.declared for found in record.comparisons)
    assert record.summary.lead.startswith("No limit was declared")
    assert "at most" not in record.summary.method


def test_a_metric_that_needs_labels_is_not_estimable_without_them() -> None:
    (gate,) = _audit(gates=[{"metric": "true_positive_rate"}]).gates
    assert gate.outcome == "not_estimable"
    assert "no labels" in gate.reason or "target" in gate.reason
    assert exit_code([gate]) == 3


def test_a_gate_for_one_attribute_leaves_the_others() -> None:
    frame = pd.DataFrame({"sex": ["f", "m"] * 60, "race": ["x", "x", "y"] * 40})
    plan = {"gates": [{"attributes": "race"}, {"kind": "ratio", "limit": 0.8, "attributes": ["sex", "race"]}]}
    record = fairwitness.audit(y_pred=[0, 1, 1] * 40, sensitive_features=frame, plan=plan, positive=1)
    assert [gate.id for gate in record.gates] == [
        "selection_rate.difference.race",
        "selection_rate.ratio.sex",
        "selection_rate.ratio.race",
    ]


@pytest.mark.parametrize(
    ("plan", "error", "message"),
    [
        (
            {"gates": [{"metric": "selektion_rate"}]},
            UnknownNameError,
            "no metric named 'selektion_rate'. Did you mean 'selection_rate'",
        ),
        (
            {"checks": {"ignore": {"FAIR0001": "x"}}},
            UnknownNameError,
            "no check named 'FAIR0001'. Did you mean 'FAIR001'",
        ),
        (
            {"frameworks": ["nyc_ll_144"]},
            UnknownNameError,
            "no framework named 'nyc_ll_144'. Did you mean 'nyc_ll144'",
        ),
        ({"gates": [{"attributes": "sex"}]}, PlanError, "must be among"),
        ({"gates": [{"limit": 2}]}, PlanError, "from 0 to 1. Got 2"),
        ({"gates": [{"kind": "ratio", "limit": 0}]}, PlanError, "above 0"),
    ],
)
def test_what_cannot_be_is_refused(plan: dict[str, object], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        _audit(**plan)

"""What an audit used beside what it may use: said, and nothing more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fairwitness
from fairwitness.audits.energy.budget import beside_budget
from fairwitness.audits.plan import make_plan
from fairwitness.audits.record import Record
from fairwitness.audits.record.circumstances import Energy
from fairwitness.errors import PlanError


@pytest.mark.parametrize(
    ("kwh", "share", "said"),
    [
        (0.0005, 1.0, "The audit stayed within its budget of 1 Wh."),
        (0.001, 1.0, "The audit stayed within its budget of 1 Wh."),
        (0.0035, 1.0, "The audit went over its budget of 1 Wh by 2.5 Wh."),
        (0.0035, 0.0, "over its budget of 1 Wh by 2.5 Wh, as far as a model of the hardware can tell."),
        (None, None, "The audit was not metered, so nothing can be said of its budget of 1 Wh."),
    ],
)
def test_it_is_said_whether_the_budget_was_kept(kwh: float | None, share: float | None, said: str) -> None:
    found = beside_budget(Energy(kwh=kwh, counted_share=share, note="No country was given."), 1.0)
    assert said in found.note
    assert found.note.endswith("No country was given.")
    assert found.budget_kwh == 0.001


def test_without_a_budget_nothing_is_said() -> None:
    account = Energy(kwh=1.0, note="x")
    assert beside_budget(account, None) is account


@given(st.floats(1e-9, 10), st.floats(0.001, 1e6))
def test_over_and_within_are_what_the_figures_say(kwh: float, budget: float) -> None:
    note = beside_budget(Energy(kwh=kwh, counted_share=1.0), budget).note
    assert ("stayed within" in note) == (1000 * kwh <= budget)


def audited(**plan: object) -> Record:
    said, decided, sex = [1, 0] * 40, [1, 1, 0, 0] * 20, list("ab") * 40
    return fairwitness.audit(
        said, decided, sensitive_features={"sex": sex}, plan={"gates": [{"limit": 0.2}], **plan}
    )


def test_the_budget_changes_no_verdict_and_stands_in_the_record() -> None:
    record, bare = audited(energy={"budget_wh": 1e6}), audited()
    assert record.energy.budget_kwh == 1000
    assert "budget of 1,000,000 Wh" in record.energy.note
    assert [gate.outcome for gate in bare.gates] == [gate.outcome for gate in record.gates]
    assert "budget" not in bare.to_json()


@pytest.mark.parametrize("budget", [0, -1, float("inf"), float("nan"), "much"])
def test_a_budget_must_be_a_number_above_zero(budget: object) -> None:
    with pytest.raises(PlanError, match="energy"):
        make_plan({"energy": {"budget_wh": budget}})

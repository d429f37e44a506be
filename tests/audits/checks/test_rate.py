"""FAIR001 to FAIR005: the checks that compare one rate between groups. One line a check; add one for a new check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pytest

from fairwitness.audits.checks import Check, CheckNotApplicable, Context, registered
from fairwitness.audits.rates import METRICS

pytestmark = pytest.mark.usefixtures("still_meter")
Cells = tuple[int, int, int, int]
ContextOf, DecisionsFrom = Callable[..., Context], Callable[..., pd.DataFrame]
ALIKE = {"a": (60, 40, 40, 60), "b": (60, 40, 40, 60)}
NO_TARGET = {"prediction": "decision", "sensitive": ["group"], "positive": 1}


@dataclass(frozen=True)
class Case:
    """A check, counts (TN, FP, FN, TP) in which its rate differs, and counts in which only other rates do."""

    code: str
    metric: str
    planted: dict[str, Cells]
    statement: str
    other_rate: dict[str, Cells]

    @property
    def check(self) -> Check:
        return registered()[self.code]


CASES = [
    Case(
        "FAIR001",
        "selection_rate",
        {"a": (30, 70, 30, 70), "b": (70, 30, 70, 30)},
        "30.0% of b and 70.0% of a people got the favourable decision (1).",
        {"a": (90, 10, 10, 90), "b": (60, 40, 40, 60)},
    ),
    Case(
        "FAIR002",
        "true_positive_rate",
        {"a": (60, 40, 20, 180), "b": (60, 40, 120, 80)},
        "Among people who had outcome 1, 40.0% of b and 90.0% of a people were predicted 1.",
        {"a": (90, 10, 40, 60), "b": (30, 70, 40, 60)},
    ),
    Case(
        "FAIR003",
        "false_positive_rate",
        {"a": (180, 20, 40, 60), "b": (80, 120, 40, 60)},
        "Among people who had outcome 0, 60.0% of b and 10.0% of a people were predicted 1.",
        {"a": (60, 40, 10, 90), "b": (60, 40, 70, 30)},
    ),
    Case(
        "FAIR004",
        "precision",
        {"a": (60, 20, 40, 180), "b": (60, 120, 40, 80)},
        "Of those who were predicted 1, 40.0% of b and 90.0% of a people had outcome 1.",
        {"a": (90, 40, 10, 60), "b": (30, 40, 70, 60)},
    ),
    Case(
        "FAIR005",
        "accuracy",
        {"a": (90, 10, 10, 90), "b": (45, 55, 55, 45)},
        "The decision was right for 45.0% of b and 90.0% of a people.",
        {"a": (60, 40, 40, 60), "b": (20, 0, 80, 100)},
    ),
]
every_check = pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)


def test_every_check_of_a_rate_has_a_case() -> None:
    of_rates = {code for code, check in registered().items() if set(check.compares) & set(METRICS)}
    assert of_rates == {case.code for case in CASES}


@every_check
def test_it_fires_where_a_gate_declares_it(
    case: Case, context_of: ContextOf, decisions_from: DecisionsFrom
) -> None:
    context = context_of(decisions_from(case.planted), gates=[{"metric": case.metric}])
    (found,) = case.check.look(context).findings
    assert found.severity == "high"
    assert found.statement.startswith(case.statement)
    assert context.comparisons[int(found.evidence[0][12:-1])].statement == found.statement


@every_check
def test_without_a_gate_it_is_a_lead(
    case: Case, context_of: ContextOf, decisions_from: DecisionsFrom
) -> None:
    (found,) = case.check.look(context_of(decisions_from(case.planted), gates=[])).findings
    assert found.severity == "low"


@every_check
@pytest.mark.parametrize("declared", [False, True])
def test_it_stays_silent(
    case: Case, declared: bool, context_of: ContextOf, decisions_from: DecisionsFrom
) -> None:
    gates = [{"metric": case.metric}] if declared else []
    assert case.check.look(context_of(decisions_from(ALIKE), gates=gates)).findings == ()
    few = {group: tuple(max(cell // 20, 1) for cell in cells) for group, cells in case.planted.items()}
    assert case.check.look(context_of(decisions_from(few), gates=gates)).findings == ()


@every_check
def test_it_does_not_fire_for_another_rate(
    case: Case, context_of: ContextOf, decisions_from: DecisionsFrom
) -> None:
    assert case.check.look(context_of(decisions_from(case.other_rate))).findings == ()


@pytest.mark.parametrize("case", CASES[1:], ids=lambda case: case.code)
def test_without_a_target_it_does_not_apply(
    case: Case, context_of: ContextOf, decisions_from: DecisionsFrom
) -> None:
    with pytest.raises(CheckNotApplicable, match="needs a target"):
        case.check.look(context_of(decisions_from(case.planted), roles=NO_TARGET))


def test_the_selection_rate_needs_no_target(context_of: ContextOf, decisions_from: DecisionsFrom) -> None:
    (case,) = (case for case in CASES if case.metric == "selection_rate")
    context = context_of(decisions_from(case.planted), roles=NO_TARGET)
    assert len(case.check.look(context).findings) == 1

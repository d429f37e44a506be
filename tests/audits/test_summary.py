"""The first page, in words."""

from __future__ import annotations

from typing import get_args

import pytest

import fairwitness
from fairwitness.audits.plan import make_plan
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import CheckRun, Finding, GateResult, Verdict
from fairwitness.audits.summary import VERDICTS, summarise

pytestmark = pytest.mark.usefixtures("still_meter")
PLAN = make_plan({"roles": {"sensitive": ["race", "sex"]}})
OUTCOMES = {
    "disparity": "fail",
    "within": "pass",
    "inconclusive": "inconclusive",
    "not_estimable": "not_estimable",
}
OVER = (
    "41.2% of A and 79.0% of B people were hired. "
    "The gap of 37.9 points is over the limit of 10 points, beyond what chance explains."
)


def _gate(
    verdict: Verdict, attribute: str = "race", *, reason: str = OVER, muted: bool = False
) -> GateResult:
    outcome = "muted" if muted else OUTCOMES[verdict]
    return GateResult.model_validate(
        {
            "id": "g",
            "metric": "m",
            "attribute": attribute,
            "kind": "difference",
            "limit": 0.1,
            "outcome": outcome,
            "verdict": verdict,
            "reason": reason,
        }
    )


def _lead(*gates: GateResult) -> str:
    return summarise(PLAN, gates, (), (), ()).lead


def test_every_verdict_is_counted() -> None:
    assert set(VERDICTS) == set(get_args(Verdict))
    tally = summarise(PLAN, [_gate("within"), _gate("within"), _gate("disparity")], (), (), ()).tally
    assert tally == {"disparity": 1, "within": 2, "inconclusive": 0, "not_estimable": 0}


@pytest.mark.parametrize(
    ("gates", "lead"),
    [
        ((), "No limit was declared, so nothing was judged; what was measured stands below."),
        (("disparity",), f"The one declared limit is exceeded. {OVER}"),
        (("within",), f"The one declared limit holds. {OVER}"),
        (
            ("disparity", "within"),
            "1 of 2 declared limits is exceeded. 41.2% of A and 79.0% of B people were hired. 1 holds.",
        ),
        (
            ("disparity", "disparity"),
            "All 2 declared limits are exceeded. 41.2% of A and 79.0% of B people were hired.",
        ),
        (("within", "within"), "All 2 declared limits hold, by race."),
        (("inconclusive", "inconclusive"), "For all 2 declared limits the data cannot tell."),
        (
            ("within", "inconclusive", "not_estimable"),
            "1 of 3 declared limits holds. For 1 the data cannot tell. "
            "For 1 there is nothing to compute a figure from.",
        ),
    ],
)
def test_the_lead(gates: tuple[Verdict, ...], lead: str) -> None:
    assert _lead(*map(_gate, gates)) == lead


def test_a_muted_limit_is_said() -> None:
    muted = _gate("disparity", reason=f"Muted by the plan: Agreed. The end. {OVER}", muted=True)
    assert _lead(muted, _gate("within")) == (
        "1 of 2 declared limits is exceeded. Muted by the plan: Agreed. The end. "
        "41.2% of A and 79.0% of B people were hired. "
        "1 holds. 1 of them is muted by the plan."
    )
    assert _lead(muted, _gate("disparity")).startswith("All 2 declared limits are exceeded. 41.2% of A")


def test_what_was_not_tested_has_full_stops() -> None:
    plan = make_plan({"roles": {"sensitive": ["race"]}, "limitations": ["The sample is of one town"]})
    checks = [
        CheckRun(code="A", title="?", outcome="ignored", reason="not wanted"),
        CheckRun(code="B", title="?", outcome="not_applicable", reason="It needs a target."),
        CheckRun(code="C", title="?", outcome="ran"),
    ]
    untested = summarise(plan, (), (), (), checks).untested
    assert untested[:4] == (
        "The sample is of one town.",
        "Attributes other than race.",
        "It needs a target.",
        "A was left out by the plan: not wanted.",
    )
    assert all(line.endswith(".") for line in untested)


@pytest.mark.parametrize(
    ("number", "method"),
    [(0, "a lead to follow"), (1, "is at most 5%."), (3, "is at most 5% over all 3 limits together.")],
)
def test_how_sure_the_verdicts_are(number: int, method: str) -> None:
    assert method in summarise(PLAN, [_gate("within")] * number, (), (), ()).method


def test_what_to_do_is_ordered_and_said_once() -> None:
    def found(severity: str, remedy: str) -> Finding:
        return Finding.model_validate(
            {"code": "X", "title": "?", "severity": severity, "statement": severity, "remedy": remedy}
        )

    findings = [
        found("low", "d"),
        found("medium", "b"),
        found("high", "a"),
        found("medium", "b"),
        *[found("medium", r) for r in "efghi"],
    ]
    todo = summarise(PLAN, (), (), findings, ()).todo
    assert [remedy for _, remedy in todo[:4]] == ["a", "b", "e", "f"]
    assert todo[4][0] == "3 more points."


def test_an_open_limit_says_how_many_rows() -> None:
    record: Record = fairwitness.audit(
        y_pred=[1, 0] * 40, sensitive_features=["a"] * 40 + ["b"] * 40, positive=1
    )
    ((point, why),) = [item for item in record.summary.todo if "not settled" in item[0]]
    assert point == "Favourable decision by sensitive_feature_0: not settled."
    assert "more rows" in why

"""Annotations beside a baseline: what was known is no error."""

from __future__ import annotations

import pytest

import fairwitness
from fairwitness.audits.baseline import judge
from fairwitness.audits.baseline.document import GateStanding
from fairwitness.audits.record import Record
from fairwitness.reports.ci.since_baseline import level, since_baseline
from fairwitness.reports.plan_file import PlanFile

PLAN = """gates:
  - {limit: 0.05}
  - {kind: ratio}
roles:
  sensitive: [sex]
"""


@pytest.fixture(scope="module")
def records() -> tuple[Record, Record]:
    """The baseline has the first limit only; both fail."""
    said = [1, 0] * 60 + [0, 1] * 40 + [1, 0] * 100
    before, after = (
        fairwitness.audit(y_pred=said, sensitive_features={"sex": ["a", "b"] * 200}, plan={"gates": gates})
        for gates in ([{"limit": 0.05}], [{"limit": 0.05}, {"kind": "ratio"}])
    )
    return before, after


def test_each_limit_is_on_its_line(records: tuple[Record, Record]) -> None:
    text = since_baseline(judge(*records, None, 3), records[1], PlanFile("ci/audit.yaml", PLAN)).decode()
    error, notice, lead = text.splitlines()
    assert error.startswith("::error file=ci/audit.yaml,line=3,title=New since the baseline::The limit on ")
    assert notice.startswith(
        "::notice file=ci/audit.yaml,line=2,title=Known since the baseline::The limit on "
    )
    assert lead.startswith("::notice title=Since the baseline::Beside the baseline of ")


def test_without_a_plan_it_points_at_the_usual_file(records: tuple[Record, Record]) -> None:
    assert b"::error file=audit.yaml,title=" in since_baseline(judge(*records, None, 3), records[1], None)


@pytest.mark.parametrize(
    ("standing", "outcome", "says"),
    [
        ("worse", "fail", "error"),
        ("worse", "inconclusive", "error"),
        ("new", "fail", "error"),
        ("new", "inconclusive", "warning"),
        ("new", "not_estimable", "warning"),
        ("known", "fail", "notice"),
        ("mended", "pass", "notice"),
    ],
)
def test_how_loud(standing: str, outcome: str, says: str, records: tuple[Record, Record]) -> None:
    gate: GateStanding = judge(*records, None, 3).gates[0]
    assert level(gate.model_copy(update={"standing": standing, "outcome": outcome})) == says


def test_the_tenth_speaks_for_the_rest(records: tuple[Record, Record]) -> None:
    found, record = judge(*records, None, 3), records[1]
    many = found.model_copy(update={"gates": (found.gates[0],) * 12})
    text = since_baseline(many, record.model_copy(update={"gates": (record.gates[0],) * 12}), None).decode()
    assert text.count("::notice") == 11
    assert "title=And more::3 more limits" in text

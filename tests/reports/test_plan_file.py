"""A limit of a record is found in the plan that it was declared in."""

from __future__ import annotations

from pathlib import Path

import pytest
import records

from fairwitness.audits.record.schema import GateResult
from fairwitness.errors import PlanError
from fairwitness.reports.plan_file import PlanFile

TEXT = """\
roles: {sensitive: [sex, race]}
gates:
- metric: selection_rate
  attributes: [race]
- metric: selection_rate
  attributes: [sex]
- metric: precision
  kind: ratio
- metric: precision
  limit: 0.2
- metric: selection_rate
  against: reference
  reference: White
explain:
  limits:
  - metric: explanation_fidelity
    at_least: 0.5
  - metric: explanation_fidelity
    difference: 0.1
    attributes: sex
"""


def result(metric, attribute="race", kind="difference", limit=0.1, **more) -> GateResult:
    given = {"id": "x", "outcome": "fail", "verdict": "disparity", "reason": "said", **more}
    return GateResult(metric=metric, attribute=attribute, kind=kind, limit=limit, **given)


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (result("selection_rate"), 3),
        (result("selection_rate", "sex"), 5),
        (result("precision", kind="ratio", limit=0.8), 7),
        (result("precision[cat]", kind="ratio", limit=0.8), 7),
        (result("precision", limit=0.2), 9),
        (result("precision", limit=0.3), None),
        (result("selection_rate", against="reference", reference="White"), 11),
        (result("selection_rate", against="reference", reference="Black"), None),
        (result("explanation_fidelity", kind="at_least", limit=0.5), 16),
        (result("explanation_fidelity", "sex", limit=0.1), 18),
        (result("explanation_fidelity", limit=0.1), None),
    ],
)
def test_a_limit_is_in_its_line(found, line):
    assert PlanFile("audit.yaml", TEXT).line_of(found) == line


@pytest.mark.parametrize("text", ["", "gates: [", "title: 3", "- no\n- plan"])
def test_without_a_plan_there_is_no_line(text):
    assert PlanFile("audit.yaml", text).line_of(records.full().gates[0]) is None


def test_a_file_is_named_from_the_root_and_never_by_the_machine(tmp_path: Path):
    (tmp_path / "ci").mkdir()
    file = tmp_path / "ci" / "plan.yaml"
    file.write_text(TEXT)
    assert PlanFile.read(file, tmp_path) == PlanFile("ci/plan.yaml", TEXT)
    assert PlanFile.read(file, tmp_path / "elsewhere").path == "plan.yaml"


def test_a_file_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(PlanError, match=r"plan\.yaml"):
        PlanFile.read(tmp_path / "plan.yaml", tmp_path)

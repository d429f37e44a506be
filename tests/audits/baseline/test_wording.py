"""Figures are said in the unit of their metric, and the lead counts every standing once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import fairwitness
from fairwitness.audits.baseline.figures import held
from fairwitness.audits.baseline.judge import judge
from fairwitness.audits.baseline.wording import statement
from fairwitness.audits.record import Record

pytestmark = pytest.mark.usefixtures("still_meter")


def test_a_share_is_in_points_a_ratio_bare_and_a_number_in_its_own_unit(
    record_of: Callable[..., Record],
) -> None:
    record = record_of({"f": (20, 60), "m": (40, 60)}, gates=[{}, {"kind": "ratio"}])
    draw = np.random.default_rng(0)
    sex = ["f", "m"] * 200
    told = draw.normal(50_000, 100, 400) + 9_000 * (np.array(sex) == "m")
    plan = {"gates": [{"metric": "mean_prediction", "limit": 100}]}
    pay = fairwitness.audit(told, told + 1, sensitive_features={"sex": sex}, task="regression", plan=plan)
    said = [
        statement(one, one, "known", "So.")
        for one in (*(held(record, gate) for gate in record.gates), held(pay, pay.gates[0]))
    ]
    assert "The gap was 33.3 points in the baseline and is 33.3 points. So." in said[0]
    assert "The ratio was 0.5 in the baseline and is 0.5." in said[1]
    assert "The gap was 9," in said[2]
    assert all(one.startswith("The limit on ") for one in said)


def test_what_holds_is_said_shortly(record_of: Callable[..., Record]) -> None:
    record = record_of({"f": (500, 1000), "m": (505, 1000)})
    one = held(record, record.gates[0])
    assert statement(None, one, "holds", "") == "The limit on selection rate by sex holds."


def test_the_lead_names_the_baseline_and_counts(record_of: Callable[..., Record]) -> None:
    record = record_of({"f": (200, 1000), "m": (505, 1000)}, gates=[{}, {"kind": "ratio"}])
    found = judge(record, record, None, 3)
    assert found.lead == (
        f"Beside the baseline of {record.provenance.created[:10]} (record {record.hash[:12]}), of 2 limits: "
        "2 are known and not shown to be worse."
    )
    nothing = record_of({"f": (20, 60), "m": (40, 60)}, gates=[])
    assert judge(nothing, nothing, None, 3).lead.endswith("of 0 limits: none.")

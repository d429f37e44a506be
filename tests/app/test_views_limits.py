from __future__ import annotations

import re

import pytest
import records

from fairwitness.app.views import limits
from fairwitness.reports.gates import gate_rows

RECORDS = [
    records.full,
    records.ratio_gates,
    records.hostile,
    records.undefined,
    records.no_target,
    records.one_group,
]


@pytest.mark.parametrize("make", RECORDS)
def test_every_limit_has_its_verdict_and_its_words(make) -> None:
    record = make()
    html = limits.limit_rows(gate_rows(record))
    assert html.count('class="vr"') == len(record.gates)
    assert html.count('role="img"') == len(record.gates)
    assert "<script" not in html


@pytest.mark.parametrize("make", RECORDS)
def test_marks_stay_on_the_strip(make) -> None:
    html = limits.limit_rows(gate_rows(make()))
    places = [float(number) for number in re.findall(r"(?:left|width):(-?[\d.]+)%", html)]
    assert all(0 <= place <= 100 for place in places)


def test_what_cannot_be_computed_has_no_figure() -> None:
    rows = [row for row in gate_rows(records.full()) if row.gate.verdict == "not_estimable"]
    assert rows
    html = limits.limit_rows(rows)
    assert "no figure" in html
    assert 'class="d"' not in html


def test_a_ratio_is_inside_from_its_limit_on() -> None:
    row = next(row for row in gate_rows(records.ratio_gates()) if row.gate.kind == "ratio")
    html = limits.strip(row, 0.4)
    limit = 100 * row.gate.limit
    assert f'class="b" style="left:{limit:.1f}%;width:{100 - limit:.1f}%"' in html


def test_without_limits_nothing_is_judged() -> None:
    assert "nothing was judged" in limits.limit_rows(gate_rows(records.no_gates()))

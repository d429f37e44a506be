"""Every limit that a plan spells out stands in a line of it."""

from __future__ import annotations

import pytest
import yaml

from fairwitness.audits.plan.gate import Gate
from fairwitness.audits.plan.lines import limit_lines
from fairwitness.errors import PlanError

PLAN = """\
title: Loans
roles: {sensitive: [sex, race]}
# limits
gates:
  - metric: selection_rate
    limit: 0.1

  - {metric: precision, kind: ratio}   # the usual share
explain:
  limits:
    - metric: explanation_fidelity
      at_least: 0.8
"""


def test_each_entry_is_in_the_line_it_begins_in():
    found = limit_lines(PLAN)
    assert [(limit.metric, line) for limit, line in found] == [
        ("selection_rate", 5),
        ("precision", 8),
        ("explanation_fidelity", 11),
    ]
    assert isinstance(found[0][0], Gate)
    assert found[1][0].limit == 0.8


def test_a_list_on_one_line_is_all_in_that_line():
    found = limit_lines("roles: {sensitive: [sex]}\ngates: [{limit: 0.1}, {metric: precision}]\n")
    assert [line for _, line in found] == [2, 2]


def test_the_usual_limit_has_no_line():
    assert limit_lines("roles: {sensitive: [sex]}\n") == ()


def test_the_lines_are_those_of_the_text():
    """Whatever stands in a line that is named, a gate written there is read from there."""
    for limit, line in limit_lines(PLAN)[:2]:
        rest = "\n".join(PLAN.splitlines()[line - 1 :])
        assert yaml.safe_load(rest.split("\n\n")[0].split("\nexplain")[0])[0]["metric"] == limit.metric


def test_what_is_no_plan_is_refused():
    with pytest.raises(PlanError, match="mine"):
        limit_lines("gates: [", name="mine")

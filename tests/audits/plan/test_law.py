"""What an auditor leaves out has a reason, and a plan that leaves nothing out is written as before."""

import pytest

from fairwitness.audits.plan import make_plan
from fairwitness.errors import PlanError


def test_a_reason_is_asked_for():
    with pytest.raises(PlanError, match="must have a reason"):
        make_plan({"law": {"left_out": {"race": {"Asian": " "}}}})


def test_a_plan_that_leaves_nothing_out_does_not_name_the_law():
    assert "law" not in make_plan({}).model_dump()
    given = {"left_out": {"race": {"Asian": "few"}}}
    assert make_plan({"law": given}).model_dump()["law"] == given

from __future__ import annotations

import pytest

from fairwitness.audits.plan import Plan, make_plan
from fairwitness.audits.quoting import WITHHELD, as_planned, cell, figure, shown
from fairwitness.errors import PlanError


def test_cells_are_shown_unless_the_plan_keeps_rows_private():
    private = make_plan({"privacy": {"rows": False}})
    with as_planned(private):
        assert (cell("Jane"), figure(5.5), shown("Jane")) == (WITHHELD, WITHHELD, "")
        with as_planned(Plan()):
            assert cell("Jane") == "'Jane'"
        assert cell("Jane") == WITHHELD
    assert (cell("Jane"), figure(5.5), shown("Jane")) == ("'Jane'", "5.5", "Jane")


def test_a_plan_without_it_is_as_it_was():
    assert "privacy" not in Plan().model_dump(mode="json")
    assert make_plan({"privacy": {"rows": True}}) == Plan()


def test_no_case_of_private_rows():
    with pytest.raises(PlanError, match="leave one out"):
        make_plan({"privacy": {"rows": False}, "explain": {"cases": ["1"]}})

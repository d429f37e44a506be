"""What a plan may ask of the search."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from fairwitness.audits.plan import make_plan
from fairwitness.audits.plan.search import Search
from fairwitness.audits.rates import METRICS
from fairwitness.errors import PlanError


def test_left_out_it_looks_at_pairs_for_the_selection_rate() -> None:
    found = make_plan({}).checks.search
    assert (found.off, found.columns, found.metrics) == (False, None, ("selection_rate",))
    assert (found.depth, found.min_rows, found.beam, found.top) == (2, 50, 50, 5)


def test_one_column_may_stand_without_a_list() -> None:
    assert make_plan({"checks": {"search": {"columns": "region"}}}).checks.search.columns == ("region",)


def test_every_metric_it_takes_is_a_rate() -> None:
    (names,) = Search.model_fields["metrics"].annotation.__args__[:1]
    assert set(names.__args__) <= set(METRICS)


@pytest.mark.parametrize(
    "given",
    [
        {"depth": 0},
        {"depth": 4},
        {"min_rows": 9},
        {"beam": 0},
        {"top": 0},
        {"top": 21},
        {"metrics": []},
        {"metrics": ["mean_score"]},
        {"deep": 2},
    ],
)
def test_what_cannot_be_searched_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Search.model_validate(given)
    with pytest.raises(PlanError, match="search"):
        make_plan({"checks": {"search": given}})

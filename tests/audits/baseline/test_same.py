"""Which records can be no baseline, and that a sentence says why."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fairwitness.audits.baseline.same import refuse_other_groups, refuse_other_plan
from fairwitness.audits.plan import make_plan
from fairwitness.audits.record import Record
from fairwitness.errors import ComparisonError

WAIVER = {"reason": "Agreed.", "owner": "A. Weber", "until": "2999-12-31"}

pytestmark = pytest.mark.usefixtures("still_meter")
HITS = {"f": (30, 60), "m": (40, 60)}
PLAN: dict[str, object] = {"roles": {"target": "y", "prediction": "said", "sensitive": ["sex"]}}


@pytest.fixture(scope="module")
def baseline(record_of: Callable[..., Record]) -> Record:
    return record_of(HITS, gates=[{}, {"kind": "ratio"}])


@pytest.mark.parametrize(
    ("over", "says"),
    [
        ({"task": "multiclass"}, "Its `task` is binary, and the plan's is multiclass"),
        ({"where": ["age >= 18"]}, "Its `where` is none, and the plan's is age >= 18"),
        ({"roles": {**PLAN["roles"], "target": "z"}}, "Its `target` is y"),  # type: ignore[dict-item]
        ({"roles": {**PLAN["roles"], "sensitive": ["sex", "race"]}}, "Its list of attributes is sex, and"),  # type: ignore[dict-item]
        (
            {"roles": {**PLAN["roles"], "sensitive": [{"name": "sex", "column": "gender"}]}},
            "way of reading 'sex'",
        ),  # type: ignore[dict-item]
        ({"roles": {**PLAN["roles"], "weight": "w"}}, "Its `weight` is none, and the plan's is w"),  # type: ignore[dict-item]
        ({"alpha": 0.1}, "Its `alpha` is 0.05, and the plan's is 0.1"),
        ({"checks": {"min_group": 5}}, "Its `checks.min_group` is 30"),
        ({"gates": [{}]}, "The baseline holds selection_rate (ratio) by sex to 0.8, and the plan does not"),
        ({"gates": [{"limit": 0.2}, {"kind": "ratio"}]}, "holds selection_rate (difference) by sex to 0.1"),
    ],
)
def test_another_plan(over: dict[str, object], says: str, baseline: Record) -> None:
    given = {**PLAN, "gates": [{}, {"kind": "ratio"}], **over}
    with pytest.raises(ComparisonError) as caught:
        refuse_other_plan(baseline, make_plan(given))
    assert says in str(caught.value)
    assert "Make a new baseline: run `fairwitness audit` without `--baseline`" in str(caught.value)


@pytest.mark.parametrize(
    "over",
    [
        {},
        {"title": "Another"},
        {"data": {"path": "new.csv"}},
        {"roles": {**PLAN["roles"], "prediction": "new"}},  # type: ignore[dict-item]
        {"model": {"path": "m.skops"}},
        {"seed": 4},
        {"frameworks": ["nyc_ll144"]},
        {"gates": [{"waiver": WAIVER}, {"kind": "ratio", "attributes": ["sex"]}, {"metric": "precision"}]},
        {"report": {"formats": ["json"], "inconclusive_exit_code": 0}},
    ],
)
def test_what_may_differ(over: dict[str, object], baseline: Record) -> None:
    refuse_other_plan(baseline, make_plan({**PLAN, "gates": [{}, {"kind": "ratio"}], **over}))


def test_the_order_of_attributes_is_none_of_a_plans_meaning(baseline: Record) -> None:
    roles = {"target": "y", "prediction": "said"}
    both = baseline.model_copy(
        update={"plan": {**baseline.plan, "roles": {**roles, "sensitive": ["sex", "race"]}}}
    )
    gates = [{"attributes": ["race", "sex"]}, {"kind": "ratio"}]
    refuse_other_plan(both, make_plan({"roles": {**roles, "sensitive": ["race", "sex"]}, "gates": gates}))


def test_other_groups_labels_and_bins(record_of: Callable[..., Record], baseline: Record) -> None:
    refuse_other_groups(baseline, record_of({"f": (1, 50), "m": (2, 50)}))
    with pytest.raises(
        ComparisonError, match=r"same groups of 'sex'\. It has f and m, and the audit f, m and x; state"
    ):
        refuse_other_groups(baseline, record_of({**HITS, "x": (20, 40)}))
    for field, says in (("positive", "positive label"), ("favourable", "favourable decision")):
        other = baseline.model_copy(update={"subject": baseline.subject.model_copy(update={field: "yes"})})
        with pytest.raises(ComparisonError, match=rf"same {says}\. It has '1', and the audit 'yes'"):
            refuse_other_groups(baseline, other)
    (sex,) = baseline.subject.attributes
    cut = baseline.subject.model_copy(
        update={"attributes": (sex.model_copy(update={"edges": (25.0, 45.5)}),)}
    )
    with pytest.raises(
        ComparisonError, match=r"It was cut at none, and the audit at 25 and 45\.5; state `bins`"
    ):
        refuse_other_groups(baseline, baseline.model_copy(update={"subject": cut}))

"""FAIR013 finds a group that nobody declared, and says when it cannot look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.checks import CheckNotApplicable, Context, registered

pytestmark = pytest.mark.usefixtures("still_meter")
CHECK = registered()["FAIR013"]
ROLES = {"target": "outcome", "prediction": "decision", "sensitive": ["group"]}


def _frame(rows: int = 4000, harm: float = 0.35) -> pd.DataFrame:
    """The old in the north are favoured less often, whatever their group."""
    draw = np.random.default_rng(11)
    frame = pd.DataFrame(
        {
            "group": draw.choice(["a", "b"], rows),
            "region": draw.choice(["north", "south", "east"], rows),
            "age": draw.choice(["young", "middle", "old"], rows),
            "outcome": draw.integers(0, 2, rows),
            "weight": draw.uniform(0.5, 2, rows),
        }
    )
    hit = (frame.region == "north") & (frame.age == "old")
    frame["decision"] = (draw.random(rows) < np.where(hit, 0.6 - harm, 0.6)).astype(int)
    return frame


def test_a_group_that_nobody_declared_is_a_lead(context_of: Callable[..., Context]) -> None:
    seen = CHECK.look(context_of(_frame(), roles=ROLES, words={"people": "applicants"}))
    (finding,) = seen.findings
    assert finding.severity == "low"
    assert "where age is old and region is north" in finding.statement
    assert "of all other applicants" in finding.statement
    assert "95% interval" in finding.statement
    assert finding.statement.endswith("The search is exploratory: a lead to follow, not a verdict.")
    assert finding.evidence == ("subgroups.groups[0]",)
    assert seen.subgroups.groups[0].confirmed
    assert seen.subgroups.columns == ("age", "group", "region", "weight")


def test_fair_decisions_raise_no_finding_and_still_leave_the_search(
    context_of: Callable[..., Context],
) -> None:
    seen = CHECK.look(context_of(_frame(harm=0.0), roles=ROLES))
    assert seen.findings == ()
    assert not any(one.confirmed for one in seen.subgroups.groups)


def test_the_plan_s_limits_are_kept(context_of: Callable[..., Context]) -> None:
    search = {
        "depth": 1,
        "top": 1,
        "metrics": ["accuracy", "selection_rate"],
        "columns": ["age"],
        "min_rows": 100,
    }
    found = CHECK.look(context_of(_frame(), roles=ROLES, checks={"search": search}, seed=3)).subgroups
    assert found.metrics == ("accuracy", "selection_rate")
    assert (found.depth, found.min_rows, found.seed, found.columns) == (1, 100, 3, ("age",))
    assert found.looked_at == 6
    assert all(len(one.conditions) == 1 for one in found.groups)


def test_weights_are_not_used_and_that_is_said(context_of: Callable[..., Context]) -> None:
    plain = CHECK.look(context_of(_frame(), roles=ROLES, checks={"search": {"columns": ["age", "region"]}}))
    weighted = CHECK.look(
        context_of(
            _frame(), roles=ROLES | {"weight": "weight"}, checks={"search": {"columns": ["age", "region"]}}
        )
    )
    assert weighted.subgroups.groups == plain.subgroups.groups
    assert weighted.subgroups.notes == ("Every row counts once in the search: the weights are not used.",)
    assert plain.subgroups.notes == ()


def test_without_labels_only_what_needs_none_is_searched(context_of: Callable[..., Context]) -> None:
    bare = _frame().drop(columns="outcome")
    roles = {"prediction": "decision", "sensitive": ["group"], "positive": 1}
    search = {"metrics": ["accuracy", "selection_rate"]}
    found = CHECK.look(context_of(bare, roles=roles, checks={"search": search})).subgroups
    assert found.metrics == ("selection_rate",)
    with pytest.raises(CheckNotApplicable, match="needs a target"):
        CHECK.look(context_of(bare, roles=roles, checks={"search": {"metrics": ["accuracy"]}}))


@pytest.mark.parametrize(
    ("rows", "checks", "says"),
    [
        (399, {}, "needs 400 rows or more; there are 399"),
        (4000, {"search": {"off": True}}, "The plan leaves out the search"),
    ],
)
def test_where_it_cannot_look_it_says_why(
    context_of: Callable[..., Context], rows: int, checks: dict[str, object], says: str
) -> None:
    with pytest.raises(CheckNotApplicable, match=says):
        CHECK.look(context_of(_frame(rows), roles=ROLES, checks=checks))


def test_rows_that_belong_together_are_not_searched(context_of: Callable[..., Context]) -> None:
    frame = _frame().assign(home=np.arange(4000) // 2)
    with pytest.raises(CheckNotApplicable, match="some belong together"):
        CHECK.look(context_of(frame, roles=ROLES | {"cluster": "home"}))


def test_columns_that_name_rows_leave_nothing_to_search(context_of: Callable[..., Context]) -> None:
    frame = _frame()[["group", "outcome", "decision"]].assign(group="a", name=[f"p{i}" for i in range(4000)])
    with pytest.raises(CheckNotApplicable, match="needs more columns"):
        CHECK.look(context_of(frame, roles=ROLES))


def test_what_is_compared_anyway_is_not_found_again(context_of: Callable[..., Context]) -> None:
    roles = ROLES | {"sensitive": ["age", "region"], "intersections": [["age", "region"]]}
    columns = ["age", "region", "group"]
    seen = CHECK.look(context_of(_frame(), roles=roles, checks={"search": {"columns": columns}}))
    assert seen.findings == ()
    with pytest.raises(CheckNotApplicable, match="needs more columns"):
        CHECK.look(context_of(_frame(), roles=roles, checks={"search": {"columns": columns[:2]}}))
    roles = ROLES | {"sensitive": ["age", "region"]}
    (finding,) = CHECK.look(
        context_of(_frame(), roles=roles, checks={"search": {"columns": columns[:2]}})
    ).findings
    assert "age is old and region is north" in finding.statement


def test_counts_alone_are_not_searched(context_of: Callable[..., Context]) -> None:
    context = replace(context_of(_frame(), roles=ROLES), subject=None)
    with pytest.raises(CheckNotApplicable, match="only their counts are at hand"):
        CHECK.look(context)

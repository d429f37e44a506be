"""LAW002 gives the rule's example of scoring, end to end, and says where the unknown move the median."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

import fairwitness
from fairwitness.audits.checks import CheckNotApplicable, Context, registered

pytestmark = pytest.mark.usefixtures("still_meter")
CHECK = registered()["LAW002"]
ContextOf = Callable[..., Context]
ROLES = {"score": "score", "sensitive": ["group"]}
NUMBER = {"task": "regression", "roles": ROLES, "gates": []}
# 6 RCNY 5-301(c): people, above the median, ratio as printed; the rest are the two races that were not captured.
SEX = {"Male": (92, 50, 1.00), "Female": (76, 34, 0.82)}
RACE = {"Hispanic or Latino": (28, 18, 1.00), "White": (40, 15, 0.58), "Black or African American": (32, 16, 0.78),
        "Native Hawaiian or Pacific Islander": (8, 5, 0.97), "Asian": (24, 10, 0.65),
        "Two or More Races": (36, 20, None)}  # fmt: skip


def _scored(groups: dict[str, tuple[int, int, float | None]]) -> pd.DataFrame:
    rows = [(g, 60.0 if i < above else 40.0) for g, (n, above, _) in groups.items() for i in range(n)]
    return pd.DataFrame(rows, columns=["group", "score"])


@pytest.mark.parametrize("groups", [SEX, RACE], ids=["sex", "race"])
@pytest.mark.parametrize("task", ["regression", "binary"])
def test_the_rule_s_example_through_an_audit(
    groups: dict[str, tuple[int, int, float | None]], task: str
) -> None:
    frame = _scored(groups)
    plan = {"task": task, "frameworks": ["nyc_ll144"]} | ({"gates": []} if task == "regression" else {})
    record = fairwitness.audit(
        y_score=frame.score,
        threshold=None if task == "regression" else 60,
        sensitive_features=frame[["group"]],
        plan=plan,
    )
    (table,) = [one for one in record.impact if one.basis == "scoring"]
    assert table.median == 50
    for row in table.rows:
        people, above, ratio = groups[row.group]
        assert (row.applicants, row.selected, row.below_four_fifths) == (people, above, None)
        assert ratio is None or round(row.impact_ratio or 0, 2) == ratio


def test_a_tie_with_the_median_is_not_above_it(context_of: ContextOf) -> None:
    frame = pd.DataFrame({"group": list("aabb"), "score": [1.0, 2.0, 2.0, 3.0]})
    (table,) = CHECK.look(context_of(frame, **NUMBER)).impact
    assert [row.selected for row in table.rows] == [0, 1]


def test_the_unknown_count_in_the_median_and_what_they_change_is_said(context_of: ContextOf) -> None:
    frame = pd.DataFrame({"group": ["a", "a", "b", "b", None, None], "score": [1.0, 4.0, 2.0, 3.0, 8.0, 9.0]})
    (table,) = CHECK.look(context_of(frame, **NUMBER)).impact
    assert (table.median, table.unknown, [row.selected for row in table.rows]) == (3.5, 2, [1, 0])
    assert table.note is not None
    assert table.note.endswith("Without them it is 2.5, and the impact ratios are: a 1.000, b 1.000.")


def test_equal_scores_leave_no_ratio(context_of: ContextOf) -> None:
    frame = pd.DataFrame({"group": list("aabb"), "score": [1.0] * 4})
    (table,) = CHECK.look(context_of(frame, **NUMBER)).impact
    assert {row.reason for row in table.rows} == {"nobody scored above the median, so no ratio exists"}
    assert table.reference is None


def test_without_a_score_or_without_rows_it_does_not_apply(context_of: ContextOf) -> None:
    frame = pd.DataFrame({"group": list("aabb"), "score": [1.0, 2.0, 2.0, 3.0], "decision": [0, 1, 0, 1]})
    roles = {"prediction": "decision", "sensitive": ["group"], "positive": 1}
    with pytest.raises(CheckNotApplicable, match=r"^Scoring rates, as New York's rule .* names no score"):
        CHECK.look(context_of(frame, roles=roles))
    with pytest.raises(CheckNotApplicable, match="needs the rows"):
        CHECK.look(replace(context_of(frame, **NUMBER), subject=None))

"""LAW001 says what the four-fifths rule would flag, with both companions, and never as a verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from fairwitness.audits.checks import CheckNotApplicable, Context, registered
from fairwitness.errors import DataError, PlanError

pytestmark = pytest.mark.usefixtures("still_meter")
CHECK = registered()["LAW001"]
ContextOf = Callable[..., Context]


def _frame(**groups: tuple[int, int]) -> pd.DataFrame:
    """Rows of (applicants, selected) by group; `missing` has no group."""
    rows = [
        (None if group == "missing" else group, int(place < selected))
        for group, (people, selected) in groups.items()
        for place in range(people)
    ]
    return pd.DataFrame(rows, columns=["group", "decision"])


ROLES = {"prediction": "decision", "sensitive": ["group"], "positive": 1}


def test_it_flags_as_the_questions_and_answers_do(context_of: ContextOf) -> None:
    context = context_of(_frame(White=(80, 48), Black=(40, 12)), roles=ROLES)
    (found,) = CHECK.look(context).findings
    assert found.severity == "low"
    assert found.statement == (
        "By group, the four-fifths rule, which is a convention and not a verdict, flags Black (30.0% of 40, "
        "ratio 0.500; 3.1 standard deviations short, exact p 0.003), against 60.0% of 80 for White."
    )
    named = [context.estimates[int(place[10:-1])] for place in found.evidence]
    assert {(one.metric, one.group) for one in named} == {
        ("selection_rate", "White"),
        ("selection_rate", "Black"),
    }


def test_exactly_four_fifths_is_not_below(context_of: ContextOf) -> None:
    assert CHECK.look(context_of(_frame(a=(80, 60), b=(50, 30)), roles=ROLES)).findings == ()
    assert CHECK.look(context_of(_frame(a=(80, 60), b=(50, 29)), roles=ROLES)).findings


def test_the_table_has_every_known_group_whatever_is_flagged(context_of: ContextOf) -> None:
    (table,) = CHECK.look(context_of(_frame(a=(50, 25), b=(3, 2), missing=(4, 4)), roles=ROLES)).impact
    assert (table.attribute, table.reference, table.unknown) == ("group", "b", 4)
    assert [(row.group, row.applicants, row.selected) for row in table.rows] == [("a", 50, 25), ("b", 3, 2)]
    one, best = table.rows
    assert (one.below_four_fifths, best.below_four_fifths) == (True, False)
    assert one.impact_ratio == 0.75
    assert one.z == pytest.approx(0.5609, abs=5e-5)
    assert one.fisher_p == 1.0
    assert best.reason == "the highest rate, which the others are held against"
    assert (one.reason, one.left_out) == (None, None)


def test_nobody_selected_is_no_finding_and_no_ratio(context_of: ContextOf) -> None:
    frame = _frame(a=(40, 0), b=(40, 0))
    found = CHECK.look(context_of(frame, roles={**ROLES, "positive": 1, "target": None}))
    assert found.findings == ()
    assert {row.impact_ratio for table in found.impact for row in table.rows} == {None}


def test_a_favourable_decision_that_is_the_negative_one_is_what_counts(context_of: ContextOf) -> None:
    frame = _frame(a=(100, 50), b=(100, 70))
    frame["outcome"] = frame.decision
    roles = {**ROLES, "target": "outcome", "favourable": 0}
    (table,) = CHECK.look(context_of(frame, roles=roles)).impact
    assert [row.selected for row in table.rows] == [50, 30]


def test_people_are_counted_without_weights_and_that_is_said(context_of: ContextOf) -> None:
    frame = _frame(a=(80, 48), b=(40, 12))
    frame["w"] = [1.0 + place % 3 for place in range(len(frame))]
    seen = CHECK.look(context_of(frame, roles={**ROLES, "weight": "w"}))
    assert [row.rate for row in seen.impact[0].rows] == [0.6, 0.3]
    assert seen.findings[0].statement.endswith("for a. People are counted without weights.")


@pytest.mark.parametrize("task", ["regression"])
def test_without_a_favourable_decision_it_does_not_apply(context_of: ContextOf, task: str) -> None:
    context = context_of(_frame(a=(80, 48), b=(40, 12)), roles=ROLES)
    other = replace(context, plan=SimpleNamespace(task=task))  # type: ignore[arg-type]
    with pytest.raises(CheckNotApplicable, match=f"there is none in a {task} task"):
        CHECK.look(other)


def test_each_label_of_several_is_the_selected_one_in_turn(context_of: ContextOf) -> None:
    frame = pd.DataFrame(
        [(g, d) for g, row in {"a": (50, 30, 20), "b": (20, 50, 30)}.items()
         for d, n in zip(("hire", "hold", "reject"), row, strict=True) for _ in range(n)],
        columns=["group", "decision"],
    )  # fmt: skip
    roles = {"prediction": "decision", "sensitive": ["group"], "favourable": "hire"}
    seen = CHECK.look(context_of(frame, roles=roles, task="multiclass", gates=[]))
    assert [(table.label, *(row.selected for row in table.rows)) for table in seen.impact] == [
        ("hire", 50, 20), ("hold", 30, 50), ("reject", 20, 30),
    ]  # fmt: skip
    assert [table.rows[1].impact_ratio for table in seen.impact] == [0.4, 1.0, 1.0]
    assert len(seen.findings) == 1


SMALL = {"roles": ROLES, "law": {"left_out": {"group": {"c": "one person"}}}}


def test_what_is_left_out_has_a_rate_and_no_ratio_and_is_not_the_highest(context_of: ContextOf) -> None:
    seen = CHECK.look(context_of(_frame(a=(80, 48), b=(40, 12), c=(1, 1)), **SMALL))
    (table,) = seen.impact
    out = table.rows[2]
    assert (table.reference, out.applicants, out.rate, out.impact_ratio) == ("a", 1, 1.0, None)
    assert out.left_out == "one person"
    assert "The plan leaves out c." in seen.findings[0].statement


def test_what_may_not_be_left_out_is_refused(context_of: ContextOf) -> None:
    with pytest.raises(DataError, match="under 2% of the people"):
        CHECK.look(context_of(_frame(a=(80, 48), b=(40, 12), c=(40, 1)), **SMALL))
    with pytest.raises(DataError, match="must be one of the grouping"):
        CHECK.look(context_of(_frame(a=(80, 48), b=(40, 12)), **SMALL))
    other = {**SMALL, "law": {"left_out": {"colour": {"c": "few"}}}}
    with pytest.raises(PlanError, match="Got 'colour'"):
        CHECK.look(context_of(_frame(a=(80, 48), b=(40, 12)), **other))

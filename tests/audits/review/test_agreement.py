"""Agreement of reviewers with the model, by group, from counts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from fairwitness.audits.record import Record
from fairwitness.audits.review.agreement import agreement
from fairwitness.audits.review.entries import FeedbackCounted, GroupDecisions
from fairwitness.audits.stats.intervals import wilson

from .conftest import NOON

Table = Sequence[Sequence[int]]


def _feedback(record: Record, overall: Table, **sexes: Table) -> FeedbackCounted:
    groups = [GroupDecisions(counts=tuple(map(tuple, overall)))]
    groups += [
        GroupDecisions(attribute="sex", group=group, counts=tuple(map(tuple, table)))
        for group, table in sexes.items()
    ]
    return FeedbackCounted(
        record=record.hash,
        by="Ben",
        at=NOON,
        file="a" * 16,
        labels=("0", "1"),
        favourable="1",
        groups=tuple(groups),
        reasons={"new papers": 7},
    )


def test_without_feedback_there_is_nothing(record: Record) -> None:
    assert agreement(record, []) is None


def test_the_figures_of_a_group(record: Record) -> None:
    """Rows: the model's 0 and 1; columns: the reviewer's."""
    found = agreement(record, [_feedback(record, [[40, 20], [10, 30]], a=[[40, 20], [10, 30]])])
    for one in (found.overall, found.groups[0]):
        assert (one.cases, one.agreed, one.rate, one.override_rate) == (100, 70, 0.7, pytest.approx(0.3))
        assert (one.low, one.high) == pytest.approx([float(end) for end in wilson(70, 100)])
        assert (one.favourable, one.unfavourable) == (20, 10)
        model, reviewer = [0] * 60 + [1] * 40, [0] * 40 + [1] * 20 + [0] * 10 + [1] * 30
        assert one.kappa.value == pytest.approx(cohen_kappa_score(model, reviewer))
    assert found.reasons == {"new papers": 7}


def test_a_group_that_nobody_looked_at_is_not_estimable(record: Record) -> None:
    found = agreement(record, [_feedback(record, [[40, 0], [0, 40]], a=[[40, 0], [0, 40]])])
    (empty,) = (one for one in found.groups if one.group == "b")
    assert (empty.cases, empty.rate, empty.low, empty.override_rate) == (0, None, None, None)
    assert empty.reason == "no reviewed cases"
    assert (empty.kappa.value, empty.kappa.reason) == (None, "no cases")
    (contrast,) = found.contrasts
    assert contrast.verdict == "not_estimable"
    assert "cannot be compared" in found.statements[0]


@pytest.mark.parametrize(
    ("a", "b", "verdict", "said"),
    [
        (500, 300, "disparity", "is more than 10 points"),
        (500, 500, "within", "is shown to be at most 10 points"),
        (500, 450, "inconclusive", "may or may not be more than 10 points"),
    ],
)
def test_the_verdict_on_a_gap_has_the_words_of_every_other(
    record: Record, a: int, b: int, verdict: str, said: str
) -> None:
    tables = {name: [[agreed, 600 - agreed], [0, 0]] for name, agreed in (("a", a), ("b", b))}
    found = agreement(record, [_feedback(record, [[a + b, 1200 - a - b], [0, 0]], **tables)])
    (contrast,) = found.contrasts
    assert contrast.verdict == verdict
    assert said in found.statements[0]
    assert contrast.q_value is not None  # exploratory: no gate is moved by it


def test_groups_are_judged_from_as_many_cases_as_the_plan_asks_for(audited) -> None:
    tables = {"a": [[40, 0], [0, 0]], "b": [[0, 40], [0, 0]]}
    for least, verdict in ((40, "disparity"), (41, "not_estimable")):
        record = audited(checks={"min_group": least})
        found = agreement(record, [_feedback(record, [[40, 40], [0, 0]], **tables)])
        assert found.contrasts[0].verdict == verdict


def test_cases_of_unknown_group_are_shown_and_not_judged(record: Record) -> None:
    counts = {"a": [[40, 0], [0, 0]], "b": [[40, 0], [0, 0]], "(unknown)": [[0, 50], [0, 0]]}
    found = agreement(record, [_feedback(record, [[80, 50], [0, 0]], **counts)])
    assert [one.group for one in found.groups] == ["a", "b", "(unknown)"]
    assert found.contrasts[0].value == 0


def test_only_disagreements_are_told(record: Record) -> None:
    found = agreement(record, [_feedback(record, [[0, 20], [5, 0]])])
    assert found.statements[0].startswith("Every case in the feedback is a disagreement.")


TABLES = st.lists(st.lists(st.integers(0, 50), min_size=2, max_size=2), min_size=2, max_size=2)


@given(TABLES, TABLES)
def test_counts_of_two_files_add_up(record: Record, one: list[list[int]], two: list[list[int]]) -> None:
    total = [[x + y for x, y in zip(row, other, strict=True)] for row, other in zip(one, two, strict=True)]
    both = agreement(record, [_feedback(record, one, a=one), _feedback(record, two, a=two)])
    whole = agreement(record, [_feedback(record, total, a=total)])
    assert both.overall == whole.overall
    assert both.groups == whole.groups
    assert both.reasons == {"new papers": 14}

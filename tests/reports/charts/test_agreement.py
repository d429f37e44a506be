"""Agreement by group as a figure: the shares and intervals of the counts, and groups nobody looked at."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

import fairwitness
from fairwitness.audits.record import Record
from fairwitness.audits.review.agreement import Agreement
from fairwitness.audits.review.agreement import agreement as agreement_of
from fairwitness.audits.review.entries import FeedbackCounted, GroupDecisions
from fairwitness.audits.stats.intervals import wilson
from fairwitness.reports.charts import Canvas, agreement


@pytest.fixture(scope="module")
def record() -> Record:
    frame = pd.DataFrame({"sex": ["men"] * 40 + ["women"] * 40})
    return fairwitness.audit(y_pred=[0, 1] * 40, sensitive_features=frame, positive=1)


def found(record: Record, **groups: tuple[int, int]) -> Agreement:
    """Of each group how many cases were agreed with, of how many."""
    tables = {name: ((agreed, n - agreed), (0, 0)) for name, (agreed, n) in groups.items()}
    whole = tuple(
        tuple(sum(table[row][column] for table in tables.values()) for column in range(2)) for row in range(2)
    )
    counted = FeedbackCounted(
        record=record.hash,
        by="Ben",
        at=datetime(2027, 1, 15, tzinfo=UTC),
        file="a" * 16,
        labels=("0", "1"),
        favourable="1",
        groups=(
            GroupDecisions(counts=whole),
            *(GroupDecisions(attribute="sex", group=name, counts=table) for name, table in tables.items()),
        ),
    )
    result = agreement_of(record, [counted])
    assert result is not None
    return result


def test_the_title_the_table_and_the_words_have_the_shares(record: Record) -> None:
    figure = agreement(found(record, men=(45, 50), women=(30, 50)), "sex", Canvas())
    assert figure is not None
    assert figure.title.startswith(
        "Agreement by sex: 60.0% for women and 90.0% for men. The gap of 30 points"
    )
    rows = {row[0]: row for row in figure.table.rows}
    low, high = wilson(30, 50)
    assert rows["women"][2:6] == ("50", "30", "60.0%", f"{100 * low:.1f} to {100 * high:.1f}")
    assert rows["women"][-1] == "yes"
    assert "women: 60.0%" in figure.alt
    assert "Grey" not in figure.subtitle
    assert figure.key == "agreement-sex"


def test_groups_with_few_cases_are_shown_and_not_compared(record: Record) -> None:
    figure = agreement(found(record, men=(45, 50), women=(2, 2)), "sex", Canvas())
    assert figure is not None
    assert "cannot be compared" in figure.title
    rows = {row[0]: row for row in figure.table.rows}
    assert rows["women"][4] == "100.0%"
    assert rows["women"][-1] == "too few cases to compare"
    assert "Grey squares: too few cases to compare." in figure.subtitle


def test_a_group_that_nobody_looked_at_has_no_figure(record: Record) -> None:
    figure = agreement(found(record, men=(45, 50)), "sex", Canvas())
    assert figure is not None
    assert "women: not estimable, no reviewed cases" in figure.alt
    assert next(row for row in figure.table.rows if row[0] == "women")[4] == "not estimable"


@pytest.mark.parametrize("attribute", ["race", ""])
def test_without_groups_there_is_no_figure(record: Record, attribute: str) -> None:
    assert agreement(found(record, men=(45, 50)), attribute, Canvas()) is None

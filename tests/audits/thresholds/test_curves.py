from __future__ import annotations

import pytest
from tests.audits.thresholds.people import people, plan_of, subject_of

from fairwitness.audits.questions import Question
from fairwitness.audits.thresholds import Explorer
from fairwitness.audits.thresholds.curves import gap_curve, overall_curve


@pytest.fixture(scope="module")
def explorer() -> Explorer:
    return Explorer.of(subject_of(people(400), plan_of(0.5)))


@pytest.mark.parametrize(
    "question",
    [
        Question("selection_rate", "difference", "sex", 0.1),
        Question("selection_rate", "ratio", "sex & age", 0.8),
        Question("true_positive_rate", "difference", "sex", 0.1, "rest"),
        Question("equalized_odds", "difference", "sex", 0.2),
    ],
)
def test_the_gap_at_a_threshold_is_that_of_its_comparison(explorer: Explorer, question: Question) -> None:
    for point in gap_curve(explorer, question, (0.2, 0.5, 0.8)):
        there = explorer.at(point.threshold).one(question)
        assert (point.value, point.low, point.high) == (there.value, there.low, there.high)


def test_where_nobody_is_selected_there_is_a_reason_and_no_number(explorer: Explorer) -> None:
    (point,) = gap_curve(explorer, Question("precision", "difference", "sex", 0.1), (2.0,))
    assert point.value is None
    assert point.reason


def test_rates_of_everybody_are_those_at_the_threshold(explorer: Explorer) -> None:
    for metric in ("selection_rate", "accuracy"):
        for point in overall_curve(explorer, metric, (0.2, 0.5)):
            (there,) = explorer.at(point.threshold).rates(metric, None)
            assert (point.value, point.low, point.high, point.n) == (
                there.value,
                there.low,
                there.high,
                there.n,
            )
    assert [point.value for point in overall_curve(explorer, "selection_rate", (0.0, 2.0))] == [0.0, 1.0]

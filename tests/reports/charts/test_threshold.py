from __future__ import annotations

import pytest
import records
from tests.audits.thresholds.people import people, plan_of, subject_of

from fairwitness.audits.questions import Question
from fairwitness.audits.thresholds import Explorer
from fairwitness.audits.thresholds.curves import curves
from fairwitness.reports.charts import Canvas
from fairwitness.reports.charts.threshold import Chosen, gap_by_threshold, rates_at, trade_offs

MOVED = Chosen(0.3, "0.30", 0.5, "0.50")


@pytest.fixture(scope="module")
def explorer() -> Explorer:
    return Explorer.of(subject_of(people(400), plan_of(0.5)))


def words(spec) -> list[str]:
    return [
        value["t"]
        for layer in spec["layer"]
        if layer["mark"]["type"] == "text" and "data" in layer
        for value in layer["data"]["values"]
        if "t" in value
    ]


def test_the_gap_is_drawn_with_its_limit_and_both_thresholds(explorer: Explorer) -> None:
    question = explorer.asked.declared[0]
    figure = gap_by_threshold(question, curves(explorer, question).gap, MOVED, Canvas())
    assert {"declared 0.50", "now 0.30", "limit 10"} <= set(words(figure.vega))
    assert len(figure.table.rows) == 21
    at = next(row for row in figure.table.rows if row[0] == "0.3")
    there = explorer.at(0.3).one(question)
    assert at[1] == f"{100 * there.value:.1f} points"
    assert "Gap, points" in words(figure.vega)


def test_a_ratio_is_no_number_of_points(explorer: Explorer) -> None:
    question = Question("selection_rate", "ratio", "sex", 0.8)
    figure = gap_by_threshold(question, curves(explorer, question).gap, MOVED, Canvas())
    assert "limit 0.8" in words(figure.vega)
    assert not [row for row in figure.table.rows if "points" in row[1]]
    assert {row[1] for row in figure.table.rows} >= {"not estimable"} or len(figure.table.rows) == 21


def test_where_there_is_no_gap_there_is_no_figure(explorer: Explorer) -> None:
    question = Question("precision", "difference", "sex", 0.1)
    nowhere = tuple(one for one in curves(explorer, question).gap if one.value is None)
    assert gap_by_threshold(question, nowhere, MOVED, Canvas()) is None


def test_at_the_declared_threshold_there_is_one_rule_and_no_ghost(explorer: Explorer) -> None:
    question = explorer.asked.declared[0]
    here = Chosen(0.5, "0.50", 0.5, "0.50")
    assert [one.words for one in here.rules()] == ["declared 0.50"]
    assert [one.words for one in Chosen(0.5, "0.50").rules()] == ["now 0.50"]
    rates = explorer.at(0.5).rates("selection_rate", question.attribute)
    figure = rates_at(rates, rates, explorer.at(0.5).one(question), here, Canvas())
    assert "Open circles" not in figure.subtitle
    assert "As declared" not in figure.table.columns


def test_ghosts_are_the_declared_rates_in_chart_and_table(explorer: Explorer) -> None:
    question = explorer.asked.declared[0]
    now, was = (explorer.at(one).rates("selection_rate", question.attribute) for one in (0.3, 0.5))
    figure = rates_at(now, was, explorer.at(0.3).one(question), MOVED, Canvas())
    ghosts = [layer["data"]["values"] for layer in figure.vega["layer"] if "was" in str(layer.get("data"))]
    assert sorted(one["was"] for one in ghosts[0]) == sorted(
        one.value for one in was if one.value is not None
    )
    column = figure.table.columns.index("As declared")
    shown = {row[0]: row[column] for row in figure.table.rows}
    assert shown == {one.group: f"{100 * one.value:.1f}%" for one in was}
    assert figure.key.startswith("threshold-")


def test_what_a_threshold_costs_is_drawn_for_rates_that_there_are(explorer: Explorer) -> None:
    drawn = curves(explorer, explorer.asked.declared[0]).overall
    figure = trade_offs(drawn, MOVED, Canvas())
    assert {"Favourable decision", "Decision is right"} <= set(words(figure.vega))
    assert len(figure.table.columns) == 7
    assert trade_offs([("accuracy", ())], MOVED, Canvas()) is None


def test_no_rates_no_figure() -> None:
    assert rates_at((), (), records.compas_comparisons()[0], MOVED, Canvas()) is None

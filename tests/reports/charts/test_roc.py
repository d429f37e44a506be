from __future__ import annotations

import pytest
import records

from fairwitness.audits.operating import curves_of
from fairwitness.audits.record.schema import ScoreTable
from fairwitness.reports.charts import Canvas, precision_recall, roc


@pytest.fixture
def table() -> ScoreTable:
    return records.scored().scores[0]


@pytest.mark.parametrize("draw", [roc, precision_recall])
def test_everybody_and_each_group_has_a_line_and_a_column(table: ScoreTable, draw) -> None:
    figure = draw(table, Canvas())
    groups = [one.group for one in table.groups if not one.unknown]
    drawn = [layer for layer in figure.vega["layer"] if layer["mark"]["type"] == "line"]
    assert len(drawn) >= 1 + len(groups)
    assert len(figure.table.columns) == 1 + 2 * (1 + len(groups))
    assert len(figure.table.rows) == table.bins + 1
    assert figure.table.rows[0][1] in ("0.0%", "not estimable")


def test_the_area_is_said_if_the_record_has_it(table: ScoreTable) -> None:
    area = next(
        one for one in records.scored().estimates if one.metric == "roc_auc_score" and one.group is None
    )
    assert f"{area.value:.3f}" in roc(table, Canvas(), area).title
    assert roc(table, Canvas()).title.endswith("(area under the curve).")


def test_more_groups_than_dashes_stand_in_the_table(table: ScoreTable) -> None:
    many = table.model_copy(
        update={"groups": tuple(table.groups[0].model_copy(update={"group": f"g{n}"}) for n in range(9))}
    )
    figure = roc(many, Canvas())
    assert "5 more groups in the table." in figure.subtitle
    assert len(curves_of(many)) == 10


def test_without_outcomes_there_is_neither(table: ScoreTable) -> None:
    zero = tuple(0 for _ in range(table.bins))
    empty = table.model_copy(
        update={
            "groups": tuple(
                one.model_copy(update={"negatives": zero, "positives": zero}) for one in table.groups
            )
        }
    )
    assert roc(empty, Canvas()) is None
    assert precision_recall(empty, Canvas()) is None

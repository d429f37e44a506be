"""What a record holds besides gaps, as tables that every format shows."""

from __future__ import annotations

import pytest
import records

from fairwitness.reports.base import report_format
from fairwitness.reports.charts import Canvas
from fairwitness.reports.look import looks

EXPECTED = {
    "several_labels": ["classes"],
    "numbers": [],
    "scored": ["thresholds", "reliability", "strata", "persons"],
    "full": [],
}


@pytest.mark.parametrize("variant", EXPECTED)
def test_each_kind_of_record_has_its_own(variant):
    assert [look.key for look in looks(records.VARIANTS[variant]())] == EXPECTED[variant]


def test_rows_by_outcome_and_decision():
    (look,) = looks(records.several_labels())
    (table,) = look.tables
    assert table.columns == (
        "What happened",
        "Decided a very long label of a fox",
        "Decided cat",
        "Decided dog",
    )
    assert len(table.rows) == 3  # nobody is without a label
    cells = [int(cell) for row in table.rows for cell in row[1:]]
    assert sum(cells) == records.several_labels().subject.rows


def test_scores_thresholds_and_strata():
    thresholds, reliability, strata, persons = looks(records.scored())
    assert thresholds.notes[0].endswith("test it on other data.")
    assert {row[0] for row in reliability.tables[0].rows} == {"men", "women"}
    test, rates = strata.tables[:2]
    assert test.columns[1:4] == ("Chi-square", "p value", "With correction")
    assert {row[0] for row in rates.rows} == {"art", "law"}
    assert "Consistency is not estimable" in persons.notes[0]
    assert len(persons.tables[0].rows) == 2


@pytest.mark.parametrize("variant", [name for name, keys in EXPECTED.items() if keys])
@pytest.mark.parametrize("name", ["html", "markdown"])
def test_every_format_shows_them(name, variant):
    record = records.VARIANTS[variant]()
    text = report_format(name).render(record).decode()
    for look in looks(record):
        assert look.title in text


def test_scores_are_drawn_where_there_is_room_and_told_in_every_format():
    record = records.scored()
    (look,) = (one for one in looks(record) if one.key == "reliability")
    (figure,) = look.figures(Canvas())
    assert (figure.table,) == look.tables
    page = report_format("html").render(record).decode()
    assert page.count(f'<summary>The same figures as a table<span class="sr">: {figure.title}') == 1
    assert page.count(look.tables[0].caption) == 1
    assert look.tables[0].caption in report_format("markdown").render(record).decode()

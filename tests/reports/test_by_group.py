from __future__ import annotations

import records

from fairwitness.reports import by_group


def test_single_attributes_come_before_intersections() -> None:
    record = records.crossed()
    names = by_group.compared_by(record)
    assert names == sorted(names, key=lambda name: " & " in name)
    assert [name for name in names if " & " not in name] == by_group.single_attributes(record)
    assert len(by_group.single_attributes(record)) < len(names)


def test_a_question_says_whether_a_limit_was_declared() -> None:
    record = records.full()
    declared = next(one for one in record.comparisons if one.declared)
    assert by_group.question(record, declared.attribute, declared.metric).endswith("declared limit")
    assert by_group.comparison(record, declared.attribute, declared.metric).declared
    assert by_group.question(record, declared.attribute, "theil_index").endswith("not declared")
    assert by_group.comparison(record, "shoe", "accuracy") is None


def test_everybody_stands_beside_the_groups() -> None:
    record = records.scored()
    metrics = by_group.performance_metrics(record, "sex")
    assert metrics[0] == record.performance.measures[0].metric
    rows = by_group.beside_everybody(record, "sex", "accuracy")
    whole = next(one for one in record.estimates if one.metric == "accuracy" and one.attribute is None)
    assert rows[-1].group == "everybody"
    assert rows[-1].value == whole.value
    table = by_group.performance_table(record, "sex")
    assert [row[0] for row in table.rows] == [one.group for one in rows]
    assert len(table.columns) == 1 + 3 * len(metrics)
    assert by_group.performance_table(record, "shoe").rows == ()


def test_how_to_read_a_heat_map_names_the_least_size() -> None:
    assert "fewer than 30 cases" in by_group.reading_cells(records.scored())[1]
    assert "where a and b cross is not in this record" in by_group.not_crossed("a", "b", "accuracy")

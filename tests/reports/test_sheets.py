"""Sheets have a head and rows as wide as it, of plain cells."""

import pytest
import records

from fairwitness.reports.sheets import sheets


@pytest.mark.parametrize("variant", records.VARIANTS)
def test_rows_are_as_wide_as_the_head(variant):
    found = sheets(records.VARIANTS[variant]())
    assert [sheet.title for sheet in found] == ["Limits", "Comparisons", "Estimates", "About"]
    for sheet in found:
        assert len(set(sheet.columns)) == len(sheet.columns)
        assert {len(row) for row in sheet.rows} <= {len(sheet.columns)}
        assert all(cell is None or isinstance(cell, str | int | float) for row in sheet.rows for cell in row)


def test_a_limit_has_the_figure_that_it_was_held_against():
    limits, *_ = sheets(records.full())
    first = dict(zip(limits.columns, limits.rows[0], strict=True))
    assert first["verdict"] == "Disparity"
    assert (first["value"], first["limit"]) == (0.338, 0.1)
    undefined = next(row for row in limits.rows if "Not estimable" in row)
    assert dict(zip(limits.columns, undefined, strict=True))["reason without a figure"]


def test_the_record_is_named():
    record = records.full()
    *_, about = sheets(record)
    assert ("Record", record.hash) in about.rows

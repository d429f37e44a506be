"""The workbook holds numbers as numbers, nothing for what is undefined, and no clock."""

import io
import time
from functools import cache
from zipfile import ZipFile

import pytest
import records
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from fairwitness.reports.xlsx import XlsxReport, text


@cache
def book(variant):
    return load_workbook(io.BytesIO(XlsxReport().render(records.VARIANTS[variant]())))


def rows(page):
    head, *rest = page.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rest]


def test_every_estimate_and_comparison_is_in_it_as_it_is_in_the_record():
    record, pages = records.full(), book("full")
    estimates = [*record.performance.measures, *record.estimates]
    for found, one in zip(rows(pages["Estimates"]), estimates, strict=True):
        for name in ("value", "low", "high"):
            expected = getattr(one, name)
            assert found[name] == (None if expected is None else pytest.approx(expected, rel=1e-15))
        assert (found["trials"], found["successes"]) == (one.n, one.successes)
        assert found["judged"] is one.judged
    for found, one in zip(rows(pages["Comparisons"]), record.comparisons, strict=True):
        assert (found["value"], found["p value"], found["tolerance"]) == (
            one.value,
            one.p_value,
            one.tolerance,
        )
    assert [row["outcome"] for row in rows(pages["Limits"])] == [
        "Failed", "Failed", "Inconclusive", "Not estimable", "Passed",
    ]  # fmt: skip


@pytest.mark.parametrize("variant", records.VARIANTS)
def test_a_figure_that_does_not_exist_is_empty_with_its_reason(variant):
    for name in ("Limits", "Comparisons", "Estimates"):
        for row in rows(book(variant)[name]):
            assert (row["value"] is None) == (row["reason without a figure"] is not None)
            assert row["value"] is None or isinstance(row["value"], int | float)


@pytest.mark.parametrize("variant", records.VARIANTS)
def test_no_cell_of_a_figure_is_a_word(variant):
    figures = {
        "value",
        "low",
        "high",
        "limit",
        "p value",
        "q value",
        "tolerance",
        "confidence",
        "trials",
        "rows",
    }
    for name in ("Limits", "Comparisons", "Estimates"):
        for row in rows(book(variant)[name]):
            assert {type(row[column]) for column in figures & set(row)} <= {int, float, type(None)}


def test_heads_stay_in_view_and_filter():
    page = book("full")["Estimates"]
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == page.dimensions
    assert all(cell.font.bold for cell in page[1])
    assert all(12 <= column.width <= 60 for column in page.column_dimensions.values())


def test_the_same_record_gives_the_same_bytes_at_another_time(monkeypatch):
    first = XlsxReport().render(records.full())
    moved = time.localtime(time.time() + 90_000)
    monkeypatch.setattr(time, "localtime", lambda *_: moved)
    assert XlsxReport().render(records.full()) == first
    entries = ZipFile(io.BytesIO(first)).infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    core = ZipFile(io.BytesIO(first)).read("docProps/core.xml").decode()
    assert core.count("2026-11-22T10:00:00Z") == 2


def test_a_time_that_is_none_does_not_break_the_file():
    record = records.full()
    origin = record.provenance.model_copy(update={"created": "</x><script>"})
    made = record.model_copy(update={"provenance": origin})
    assert load_workbook(io.BytesIO(XlsxReport().render(made))).properties.created.year == 1980


def test_formulas_are_texts():
    record = records.record((), (records.estimate("selection_rate", "=1+1", '=cmd|"/C calc"!A0', 5, 9),))
    page = load_workbook(io.BytesIO(XlsxReport().render(record)))["Estimates"]
    (row,) = rows(page)
    assert (row["attribute"], row["group"]) == ("'=1+1", '\'=cmd|"/C calc"!A0')
    assert {cell.data_type for cell in page[2]} <= {"s", "n", "b"}


@given(st.text())
def test_no_text_begins_a_formula_or_holds_what_excel_refuses(value):
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    shown = text(value)
    assert not shown.startswith(("=", "+", "-", "@"))
    assert ILLEGAL_CHARACTERS_RE.search(shown) is None


@pytest.mark.parametrize("name", ["#N/A", "#REF!", "#DIV/0!"])
def test_what_reads_like_an_error_is_a_text(name):
    record = records.record((), (records.estimate("selection_rate", "sex", name, 5, 9),))
    page = load_workbook(io.BytesIO(XlsxReport().render(record)))["Estimates"]
    cell = page.cell(2, page["1"].index(next(head for head in page["1"] if head.value == "group")) + 1)
    assert (cell.value, cell.data_type) == (name, "s")


def test_a_code_for_a_character_stays_a_text():
    assert text("_x003D_1+1") == "_x005F_x003D_1+1"
    assert text("a_b_x") == "a_b_x"


def test_a_text_longer_than_a_cell_ends_in_an_ellipsis():
    assert len(text("a" * 40_000)) < 32_767
    assert text("a" * 40_000).endswith("…")

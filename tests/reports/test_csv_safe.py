"""No cell is a formula, and what is harmless stays as it is."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.reports.csv_safe import csv_bytes, inert


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "\n=1", "\x00=1", "＝1", "\tx", "\x1bx"]
)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell):
    assert inert(cell).startswith("'")


@pytest.mark.parametrize("cell", ["White", "0.84", "", "Native Hawaiian or Pacific Islander", "a=b", "Ωmega"])
def test_what_is_harmless_is_unchanged(cell):
    assert inert(cell) == cell


def test_cells_are_quoted_and_the_file_says_its_encoding():
    written = csv_bytes([["a", "b"], ['say "x", y', "=1"]])
    assert written.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""))) == [
        ["a", "b"],
        ['say "x", y', "'=1"],
    ]


@given(st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=4), min_size=1, max_size=4))
def test_no_text_becomes_a_formula_or_a_line_of_its_own(rows):
    written = csv_bytes(rows).decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(written, newline="")))
    assert [len(row) for row in found] == [len(row) for row in rows]
    assert not any(
        cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") for row in found for cell in row if cell
    )

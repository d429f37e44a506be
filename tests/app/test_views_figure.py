from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.app.views.figure import _key, csv_text
from fairwitness.reports.charts import Table
from fairwitness.reports.plain import plain

CELL = st.one_of(
    st.text(max_size=20), st.sampled_from(["=1", "+1 a", "-1 a", "@a", "\t=1", "\r=1", "＝1", "\u200b=1"])
)


@given(st.lists(st.tuples(CELL, CELL), max_size=5))
def test_a_csv_reads_back_and_runs_nothing(rows: list[tuple[str, str]]) -> None:
    written = csv_text(Table("t", ("Group", "n"), tuple(rows)))
    found = list(csv.reader(io.StringIO(written, newline="")))
    shown = [[plain(cell).removeprefix("'") for cell in row] for row in rows]
    assert [[cell.removeprefix("'") for cell in row] for row in found[1:]] == shown
    for row in found:
        for cell in row:
            assert not cell.startswith(("=", "@", "\t", "\r", "＝", "＋", "－", "＠")), cell
            assert not re.match(r"[+-](?![\d.,_]|inf|nan)", cell, re.IGNORECASE), cell


@pytest.mark.parametrize(
    ("cell", "written"),
    [("=1+1", "'=1+1"), ("-0.5", "-0.5"), ("+3.2%", "+3.2%"), ("-cmd", "'-cmd"), ("1,204", '"1,204"')],
)
def test_figures_stay_figures(cell: str, written: str) -> None:
    assert csv_text(Table("t", ("a",), ((cell,),))).splitlines()[1] == written


@given(st.text(max_size=200))
def test_a_key_is_fit_for_a_class_and_a_file(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]{0,60}", _key(name))


def test_two_names_keep_two_keys() -> None:
    assert _key("groups-race") != _key("groups:race")
    assert _key("x" * 90 + "a") != _key("x" * 90 + "b")

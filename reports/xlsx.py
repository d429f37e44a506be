"""A workbook of all figures, for people who go on computing with them.

Numbers are numbers, and a figure that does not exist is an empty cell with the reason beside it: a spreadsheet would
count a zero, and stumble over anything else. Text is text, also where it looks like a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, ClassVar, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from fairwitness.audits.record import Record
from fairwitness.reports.csv_safe import inert
from fairwitness.reports.sheets import Cell, Sheet, sheets

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST: Final = 16_000
"""Characters of a cell: Excel takes 32,767, and escapes may nearly double them."""
_MOST_ROWS: Final = 1_048_575
"""Rows below the head that a sheet of Excel has."""
_WIDEST, _NARROWEST, _LOOKED_AT = 60, 12, 500
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class XlsxReport:
    """Limits, comparisons, estimates, and what they are of, a sheet each."""

    name: ClassVar[str] = "xlsx"
    suffix: ClassVar[str] = ".xlsx"
    title: ClassVar[str] = "Excel workbook of all figures"

    def render(self, record: Record) -> bytes:
        """The workbook. No clock is in it, so the same record gives the same bytes."""
        from openpyxl import Workbook

        book = Workbook()
        book.remove(book.active)
        for sheet in sheets(record):
            _fill(book.create_sheet(sheet.title), sheet)
        written = io.BytesIO()
        book.save(written)
        return _timeless(written.getvalue(), record.provenance.created)


def _fill(page: Worksheet, sheet: Sheet) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    left_out = len(sheet.rows) - _MOST_ROWS
    rows = sheet.rows if left_out <= 0 else sheet.rows[: _MOST_ROWS - 1]
    page.append([text(column) for column in sheet.columns])
    for row in rows:
        page.append([text(cell) if isinstance(cell, str) else cell for cell in row])
    if left_out > 0:
        page.append([f"{left_out + 1:,} more rows do not fit into a sheet. They are in the record."])
    for cell in (cell for row in page.iter_rows() for cell in row if isinstance(cell.value, str)):
        cell.data_type = "s"  # or a group called #N/A would be an error
    for cell in page[1]:
        cell.font = Font(bold=True)
    page.freeze_panes = "B2" if sheet.filtered else "A2"
    if sheet.filtered:
        page.auto_filter.ref = page.dimensions
    for place, column in enumerate(sheet.columns):
        page.column_dimensions[get_column_letter(place + 1)].width = _width(column, sheet.rows, place)


def text(value: str) -> str:
    """Text as a cell holds it: seen, on one line, no formula, no code for a character, no longer than Excel takes."""
    shown = inert(value)
    shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
    return _ESCAPE.sub("_x005F_", shown)


def _width(column: str, rows: Iterable[tuple[Cell, ...]], place: int) -> float:
    """Room for what is in the first rows, within reason; a spreadsheet rounds what it shows of a number to its room."""
    first = [row[place] for row in islice(rows, _LOOKED_AT)]
    longest = max((len(cell) + 2 for cell in first if isinstance(cell, str)), default=0)
    return float(min(_WIDEST, max(_NARROWEST, len(column) + 4, longest)))


def _stamp(created: str) -> bytes:
    """A time as the properties of a document hold it."""
    try:
        when = datetime.fromisoformat(created).astimezone(UTC)
    except ValueError:
        when = datetime(*_EPOCH, tzinfo=UTC)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ").encode()


def _timeless(written: bytes, created: str) -> bytes:
    """The same archive with the record's time for the clock's."""
    result = io.BytesIO()
    stamp = _stamp(created)
    with ZipFile(io.BytesIO(written)) as source, ZipFile(result, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "docProps/core.xml":
                data = _TIMES.sub(rb"\g<1>" + stamp, data)
            whole = ZipInfo(entry.filename, _EPOCH)
            whole.compress_type = ZIP_DEFLATED
            target.writestr(whole, data)
    return result.getvalue()

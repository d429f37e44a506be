"""Rows from an Excel workbook."""

from __future__ import annotations

import datetime
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject.datasets.base import Dataset, file_sha256
from fairwitness.audits.subject.datasets.content import EXCEL, refuse_other
from fairwitness.audits.subject.datasets.csv import MISSING
from fairwitness.audits.subject.datasets.header import merge_duplicates, read_header
from fairwitness.audits.subject.datasets.unpack import check_sizes
from fairwitness.errors import DataError, nearest

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

Cells = tuple[object, ...]
_ERRORS = {"#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!"}
_TITLE_LINES = 20
"""How far down a header is looked for."""
_SAMPLE = 200
_MOSTLY = 0.5


class Excel:
    """A sheet of an .xlsx workbook: the one the plan names, else the first with rows of two columns or more."""

    name = "excel"
    suffixes = (".xlsx", ".xlsm", ".xls")

    def read(self, path: Path, data: Data) -> Dataset:
        """Read a sheet; see `DatasetReader.read`."""
        refuse_other(path, "an Excel workbook (.xlsx)", EXCEL)
        check_sizes(path)
        with _opened(path) as book:
            sheet, rows, notes = _sheet(book, data.sheet, path.name)
        source = f"{path.name} [{sheet}]"
        top, width = _header_row(rows, source)
        if top:
            above = (
                "line above the header of '{}' was"
                if top == 1
                else f"{top} lines above the header of '{{}}' were"
            )
            notes.append(f"The {above.format(source)} left out.")
        header, said = read_header([_text(cell) for cell in rows[top][:width]], source)
        body, lines = _body(rows, top, width, source)
        frame, conflicting, merged = merge_duplicates(_frame(body, width), header)
        notes += [*said, *_without_results(path, sheet, body, frame), *merged]
        return Dataset(
            frame,
            source,
            self.name,
            file_sha256(path),
            notes=tuple(notes),
            conflicting=conflicting,
            lines=None if lines == list(range(2, len(lines) + 2)) else lines,
        )


@contextmanager
def _opened(path: Path, *, formulas: bool = False) -> Iterator[Workbook]:
    import openpyxl

    try:
        with warnings.catch_warnings(), path.open("rb") as stream:  # openpyxl leaves open what it cannot read
            warnings.simplefilter("ignore")  # of styles and extensions, which are not read
            book = openpyxl.load_workbook(stream, read_only=True, data_only=not formulas, keep_links=False)
            try:
                yield book
            finally:
                book.close()
    except DataError:
        raise
    except Exception as error:  # openpyxl has none of its own: a damaged part comes up as any
        raise DataError(
            f"'{path.name}' must be an Excel workbook (.xlsx). It cannot be read as one: it is damaged, or cut off; "
            "open it in Excel and save it anew."
        ) from error


def _sheet(book: Workbook, wanted: str | None, source: str) -> tuple[str, list[Cells], list[str]]:
    """The name and the rows of the sheet to read, and what is said of the others."""
    sheets: dict[str, ReadOnlyWorksheet] = {
        sheet.title: sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")
    }
    if wanted is not None and wanted not in sheets:
        raise DataError(
            f"The `data.sheet` must be a sheet of '{source}'. Got '{wanted}' instead. {nearest(wanted, sheets)}"
        )
    beside_notes: tuple[str, list[Cells]] | None = None
    for name in sheets if wanted is None else [wanted]:
        rows = [tuple(row) for row in _all_rows(sheets[name])]
        filled = [sum(cell is not None for cell in row) for row in rows]
        if sum(map(bool, filled)) < 2:
            continue
        beside_notes = beside_notes or (name, rows)
        if wanted is not None or sum(number > 1 for number in filled) > 1:
            return name, rows, _other_sheets(name, sheets, source) if wanted is None else []
    if beside_notes is not None:
        return *beside_notes, _other_sheets(beside_notes[0], sheets, source)
    what = (
        f"The sheet '{wanted}' of '{source}' has no header"
        if wanted
        else f"'{source}' has no sheet with a header"
    )
    raise DataError(
        f"The data must have rows. {what} and rows under it; name another sheet under `data.sheet`."
    )


def _other_sheets(name: str, sheets: Iterable[str], source: str) -> list[str]:
    others = ", ".join(f"'{other}'" for other in sheets if other != name)
    said = f"The sheet '{name}' of '{source}' was read; there is also {others}"
    return [f"{said}: name another as the sheet (`data.sheet`)."] if others else []


def _all_rows(sheet: ReadOnlyWorksheet) -> Iterator[Cells]:
    sheet.reset_dimensions()  # what a file says of its size may be wrong
    yield from sheet.iter_rows(values_only=True)


def _header_row(rows: Sequence[Cells], source: str) -> tuple[int, int]:
    """The place of the header and how many columns it has: the first row that reaches as far as those under it."""
    filled = [sum(not _blank(cell) for cell in row) for row in rows]
    widths = [_width(row) for row in rows]
    for place, row in enumerate(rows[: _TITLE_LINES + 1]):
        under = [width for width in widths[place + 1 : place + _SAMPLE] if width]
        if not under:
            break
        usual = Counter(under).most_common(1)[0][0]
        reaches = widths[place] >= usual and filled[place] > _MOSTLY * widths[place]
        if reaches and all(isinstance(cell, str) or _blank(cell) or _may_be_name(cell) for cell in row):
            place += _heads_names(rows[place : place + _SAMPLE])  # noqa: PLW2901
            return place, widths[place]
    first = next((place for place, number in enumerate(filled) if number), 0)
    under = [width for width in widths[first + 1 : first + _SAMPLE] if width] or [0]
    usual = Counter(under).most_common(1)[0][0]
    raise DataError(
        f"The first line of '{source}' must name its columns. Line {first + 1} has names for {filled[first]} of "
        f"{usual} columns and no line below has them all; delete what stands above the table, "
        "split merged cells, and name each column."
    )


def _heads_names(rows: Sequence[Cells]) -> bool:
    """Whether the first row heads groups of columns, whose names stand in the second.

    It repeats itself, the second is of nothing but different texts, and in some column no text follows.
    """
    first, second = ([cell for cell in row if not _blank(cell)] for row in (*rows, (), ())[:2])
    named = len(second) > 1 and all(isinstance(cell, str) for cell in second)
    if (
        not named
        or len(set(first)) == len(first)
        or len({str(cell).strip() for cell in second}) < len(second)
    ):
        return False
    under = zip(*(row + (None,) * (_width(rows[1]) - len(row)) for row in rows[2:]), strict=False)
    return any(
        (known := [cell for cell in cells if not _blank(cell)]) and not any(isinstance(c, str) for c in known)
        for cells in under
    )


def _may_be_name(cell: object) -> bool:
    return isinstance(cell, int) and not isinstance(cell, bool)


def _blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _width(row: Cells) -> int:
    return max((place + 1 for place, cell in enumerate(row) if not _blank(cell)), default=0)


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _body(rows: Sequence[Cells], top: int, width: int, source: str) -> tuple[list[Cells], list[int]]:
    """The rows under the header without blank ones, and the line of each."""
    body, lines = [], []
    for place, row in enumerate(rows[top + 1 :], start=top + 2):
        if all(map(_blank, row)):
            continue
        if _width(row) > width:
            raise DataError(
                f"Every value of '{source}' must stand under a name. Line {place:,} has one in column {_width(row)}, "
                f"and the header names {width}; name that column, or clear it."
            )
        body.append((*row[:width], *[None] * (width - len(row))))
        lines.append(place)
    if not body:
        raise DataError(
            f"The data must have rows. '{source}' has a header and nothing under it; name another sheet."
        )
    return body, lines


def _frame(body: Sequence[Cells], width: int) -> pd.DataFrame:
    import pandas as pd

    columns = {}
    for place in range(width):
        values = [_value(row[place]) for row in body]
        columns[place] = pd.Series(values, dtype=object).infer_objects()
        if all(isinstance(value, str) for value in values if value is not None) and any(values):
            columns[place] = columns[place].astype("str")
    return pd.DataFrame(columns)


def _value(cell: object) -> object:
    """A cell as a value: marks of missing values and errors of formulas are none."""
    if isinstance(cell, str):
        text = cell.strip()
        return None if text in MISSING or text in _ERRORS else text
    return cell.isoformat() if isinstance(cell, datetime.time) else cell


def _without_results(path: Path, sheet: str, body: Sequence[Cells], frame: pd.DataFrame) -> list[str]:
    """Refuse formulas that were never computed, which read as blank; note those whose result is an error."""
    notes = []
    errors = sum(cell in _ERRORS for row in body for cell in row if isinstance(cell, str))
    if errors:
        notes.append(
            f"{errors:,} formulas of '{path.name}' give an error such as #DIV/0! and were read as missing values."
        )
    blank = [place for place in range(len(body[0])) if all(row[place] is None for row in body)]
    if not blank:
        return notes
    with _opened(path, formulas=True) as book:
        for number, row in enumerate(_all_rows(book[sheet]), start=1):
            for place in blank:
                cell = row[place] if place < len(row) else None
                if isinstance(cell, str) and cell.startswith("="):
                    raise DataError(
                        f"Every formula of '{path.name}' must have a result in the file. The one in line {number:,}, "
                        f"column {place + 1} has none, because no spreadsheet has computed it; open the file in Excel "
                        "and save it."
                    )
    return notes

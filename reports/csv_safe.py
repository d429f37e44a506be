"""CSV that a spreadsheet shows and never runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from fairwitness.reports.plain import plain

_FORMULA = frozenset("=+-@＝＋－＠")  # noqa: RUF001 - the wide ones start a formula too


def inert(cell: str) -> str:
    """A text that no spreadsheet takes for a formula: with an apostrophe before one, or where a control stood first.

    Controls, and marks that turn the direction of writing, are left out; so are line breaks.
    """
    seen = plain(cell)
    risky = seen[:1] in _FORMULA or not cell[:1].isprintable()
    return f"'{seen}" if seen and risky else seen


def csv_bytes(rows: Iterable[Iterable[str]]) -> bytes:
    """Rows as CSV in UTF-8, with the mark that spreadsheets look for; every cell inert."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([inert(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")

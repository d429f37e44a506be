"""CSV where it lies: read as text, with the marks, separators and encodings of the reader of rows, then given types."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from fairwitness.audits.engine.backends import Backend, Counter
from fairwitness.audits.engine.sources import Source, check_columns, hash_if_small
from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject.datasets.csv import MISSING, sniff_separator
from fairwitness.audits.subject.datasets.encoding import find_encoding
from fairwitness.audits.subject.datasets.header import read_header
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import ibis.expr.types as ir

_SAMPLE_BYTES = 65_536
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_TRUE, _FALSE = ("True", "TRUE", "true"), ("False", "FALSE", "false")


def open_csv(backend: Backend, path: Path, data: Data, wanted: Mapping[str, str]) -> Source:
    """The table of a CSV file, its columns of nothing but numbers as numbers.

    Raises
    ------
    DataError
        It is no text, has no rows, a line has not the columns of the header, or a column that is used is not there.
    """
    encoding, notes = find_encoding(path, data.encoding)
    with path.open("rb") as stream:
        sample = stream.read(_SAMPLE_BYTES).decode(encoding, errors="ignore")
    separator = data.separator or sniff_separator(sample)
    if not data.separator and separator != ",":
        notes.append(f"The columns of '{path.name}' are separated by a {_NAMES[separator]}.")
    header, said = read_header(
        next(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), []), path.name
    )
    check_columns(wanted, header, path.name)
    readable = path if encoding in ("utf-8-sig", "ascii") else _as_utf8(path, encoding, backend.scratch)
    table = backend.csv(readable, [f"c{place}" for place in range(len(header))], separator)
    texts = table.select(**{name: _with_missing(table[f"c{header.index(name)}"]) for name in wanted})
    typed, rows, read = _typed(backend, texts, decimal_comma=separator != ",")
    if not rows:
        raise DataError(f"The data must have rows. '{path.name}' has a header and nothing under it.")
    digest, unhashed = hash_if_small(path)
    return Source(typed, path.name, "csv", rows, {}, digest, (*notes, *said, *read, *unhashed))


def _as_utf8(path: Path, encoding: str, folder: Path) -> Path:
    """A copy in UTF-8: engines read few encodings, and not alike."""
    copy = folder / "rows.csv"
    with path.open(encoding=encoding, newline="") as source:
        try:
            with copy.open("w", encoding="utf-8", newline="") as sink:
                shutil.copyfileobj(source, sink)
        except OSError as error:
            raise DataError(
                f"The engine must have room for a copy of '{path.name}' in UTF-8. It has not: {error.strerror}; save "
                "the file as UTF-8, or name another folder in the environment variable TMPDIR."
            ) from error
    return copy


def _with_missing(column: ir.StringColumn) -> ir.StringColumn:
    import ibis

    text = column.lstrip()  # the reader of rows skips spaces after a separator
    return ibis.ifelse(text.isin(MISSING), ibis.null("string"), text)


def _typed(
    backend: Counter, table: ir.Table, *, decimal_comma: bool
) -> tuple[ir.Table, int, tuple[str, ...]]:
    """The table with the types that the reader of rows would find, how many rows it has, and what is said of it."""
    names = list(table.columns)
    parts = {"rows": table.count()}
    for place, name in enumerate(names):
        text = table[name]
        parts[f"numbers_{place}"] = _failures(text, _is_number(text))
        parts[f"truths_{place}"] = _failures(text, text.isin((*_TRUE, *_FALSE)))
        if decimal_comma:
            numbers = _is_number(text.replace(",", ".")) & ~text.contains(".")
            parts[f"commas_{place}"] = _failures(text, numbers)
    found = backend.fetch(table.aggregate(**parts)).iloc[0]
    columns: dict[str, ir.Column] = {}
    commas = []
    for place, name in enumerate(names):
        text = table[name]
        if not found[f"numbers_{place}"]:
            columns[name] = text.cast("float64")
        elif not found[f"truths_{place}"]:
            columns[name] = text.isin(_TRUE)
        elif decimal_comma and not found[f"commas_{place}"]:
            columns[name] = text.replace(",", ".").cast("float64")
            commas.append(f"'{name}'")
        else:
            columns[name] = text
    note = f"The comma was read as the decimal mark in: {', '.join(commas)}."
    return table.select(**columns), int(found["rows"]), (note,) if commas else ()


def _is_number(text: ir.StringColumn) -> ir.BooleanColumn:
    """Whether a text is a number to every engine: one takes 1_000 for one, another 1d."""
    strange = text.contains("_") | text.rstrip().lower().right(1).isin(("d", "f"))
    return text.try_cast("float64").notnull() & ~strange


def _failures(text: ir.StringColumn, holds: ir.BooleanColumn) -> ir.IntegerScalar:
    """How many known values are not so."""
    return (text.notnull() & ~holds).cast("int64").sum().fill_null(0)

"""CSV where it lies: read as text, with the marks, separators and encodings of the reader of rows, then given types."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from fairwitness.audits.engine.backends import Backend
from fairwitness.audits.engine.sources import Source, check_columns, hash_if_small
from fairwitness.audits.engine.types import Wanted, find_types
from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject.datasets.csv import read_shape
from fairwitness.errors import ColumnNotFoundError, DataError


def open_csv(backend: Backend, path: Path, data: Data, wanted: Mapping[str, str]) -> Source:
    """The table of a CSV file, its columns of nothing but numbers as numbers.

    Raises
    ------
    DataError
        It is no text, has no rows, a line has not the columns of the header, or a column that is used is not there.
    """
    encoding, separator, header, notes = read_shape(path, data)
    check_columns(wanted, header, path.name)
    readable = path if encoding in ("utf-8-sig", "ascii") else _as_utf8(path, encoding, backend.scratch)
    table = backend.csv(readable, [f"c{place}" for place in range(len(header))], separator)
    texts = table.select(
        **{name: table[f"c{header.index(name)}"] for name in sorted(wanted, key=header.index)}
    )
    _check_types(data, header, path.name)
    texts_only = frozenset(name for name, kind in data.types.items() if kind == "text")
    wanted_types = Wanted(separator != ",", data.missing, texts_only)
    typed = find_types(backend, texts, wanted_types)
    if not typed.rows:
        raise DataError(f"The data must have rows. '{path.name}' has a header and nothing under it.")
    digest, unhashed = hash_if_small(path)
    notes += [*typed.notes, *unhashed]
    return Source(typed.table, path.name, "csv", typed.rows, typed.ranges, digest, tuple(notes))


def _check_types(data: Data, header: list[str], source: str) -> None:
    for name in data.types:
        if name not in header:
            raise ColumnNotFoundError.among(name, header, role="key of `data.types`", source=source)


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

"""Parquet where it lies: a file, a folder of them, or one partitioned by its folders' names (key=value)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fairwitness.audits.engine.backends import Backend
from fairwitness.audits.engine.numbers import Range
from fairwitness.audits.engine.sources import Source, check_columns, hash_if_small
from fairwitness.audits.subject.datasets.partitions import (
    NO_VALUE,
    check_keys,
    compare,
    files_of,
    footer_of,
    is_number,
    key_value,
    keys_of,
    names_of,
)
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow.parquet as pq


def open_parquet(backend: Backend, path: Path, wanted: Mapping[str, str]) -> Source:
    """The table of a Parquet file or folder, after the footers of all files were compared.

    Raises
    ------
    DataError
        There is no Parquet file or no row, a file is none, or a column that is used is not there in one of them or
        of another type.
    """
    files = files_of(path)
    footers = [footer_of(file) for file in files]
    keys = keys_of(files[0], path)
    names = [*names_of(footers[0]), *keys]
    check_columns(wanted, names, path.name)
    compare(path, files, footers, [name for name in wanted if name not in keys])
    check_keys(path, files)
    rows = sum(footer.num_rows for footer in footers)
    if not rows:
        raise DataError(f"The data must have rows. '{path.name}' has none.")
    table = backend.parquet(files, path if keys else None)
    ranges = {name: found for name in wanted if name not in keys and (found := _range(name, footers))}
    digest, notes = hash_if_small(path) if path.is_file() else (None, ())
    if path.is_dir():
        notes = (f"'{path.name}' is a folder of {len(files):,} Parquet files.",)
    columns = {name: _plain(table, name, keys, files, path) for name in wanted}
    selected = table.select(**columns)
    _refuse_nested(selected, wanted, path)
    return Source(selected, path.name, "parquet", rows, ranges, digest, notes)


def _refuse_nested(table: ir.Table, wanted: Mapping[str, str], path: Path) -> None:
    for column, role in wanted.items():
        if table[column].type().is_nested():
            raise DataError(
                f"The {role} must have one value in each row. '{column}' of {path.name} holds lists or records; write "
                "one column for each part."
            )


def _range(column: str, footers: Sequence[pq.FileMetaData]) -> Range | None:
    """The range of a column of numbers by the statistics of every row group; None where one has none."""
    low, high, missing, rows = math.inf, -math.inf, 0, 0
    for footer in footers:
        place = {footer.schema.column(i).path: i for i in range(footer.num_columns)}.get(column)
        if place is None or footer.schema.column(place).physical_type not in (
            "DOUBLE",
            "FLOAT",
            "INT32",
            "INT64",
        ):
            return None
        for group in range(footer.num_row_groups):
            chunk = footer.row_group(group).column(place)
            found = chunk.statistics
            if found is None or not found.has_min_max or not found.has_null_count:
                return None
            if not isinstance(found.min, int | float) or isinstance(found.min, bool):
                return None
            low, high = min(low, float(found.min)), max(high, float(found.max))
            missing, rows = missing + int(found.null_count), rows + int(chunk.num_values)
    return Range(low, high, rows, missing) if low <= high and math.isfinite(high - low) else None


def _plain(table: ir.Table, name: str, keys: Sequence[str], files: Sequence[Path], root: Path) -> ir.Column:
    """A column as the reader of rows gives it: decimals as floats, and keys of folders as numbers if all are."""
    actual = next(other for other in table.columns if other.strip() == name)
    column = table[actual]
    if name not in keys:
        return column.cast("float64") if column.type().is_decimal() else column
    import ibis

    text = column.cast("string")
    text = ibis.ifelse(text == NO_VALUE, ibis.null("string"), text)
    values = {key_value(file, root, name) for file in files} - {NO_VALUE}
    return text.cast("float64") if values and all(map(is_number, values)) else text

"""Parquet where it lies: a file, a folder of them, or one partitioned by its folders' names (key=value)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from fairwitness.audits.engine.backends import Backend
from fairwitness.audits.engine.numbers import Range
from fairwitness.audits.engine.sources import PARQUET_SUFFIXES, Source, check_columns, hash_if_small
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    import pyarrow.parquet as pq

_NO_VALUE = "__HIVE_DEFAULT_PARTITION__"


def open_parquet(backend: Backend, path: Path, wanted: Mapping[str, str]) -> Source:
    """The table of a Parquet file or folder, after the footers of all files were compared.

    Raises
    ------
    DataError
        There is no Parquet file or no row, a file is none, or a column that is used is not there in one of them or
        of another type.
    """
    files = _files(path)
    footers = [_footer(file) for file in files]
    keys = _keys(files[0], path)
    names = [*_names(footers[0]), *keys]
    check_columns(wanted, names, path.name)
    _compare(path, files, footers, [name for name in wanted if name not in keys])
    for file in files:
        if _keys(file, path) != keys:
            raise DataError(
                f"The folders of '{path.name}' must all be named by the same keys, {', '.join(keys) or 'none'}. "
                f"'{file.relative_to(path)}' is not; move it."
            )
    rows = sum(footer.num_rows for footer in footers)
    if not rows:
        raise DataError(f"The data must have rows. '{path.name}' has none.")
    table = backend.parquet(files, path if keys else None)
    ranges = {name: found for name in wanted if name not in keys and (found := _range(name, footers))}
    digest, notes = hash_if_small(path) if path.is_file() else (None, ())
    if path.is_dir():
        notes = (f"'{path.name}' is a folder of {len(files):,} Parquet files.",)
    columns = {name: _plain(table, name, keys, files, path) for name in wanted}
    return Source(table.select(**columns), path.name, "parquet", rows, ranges, digest, notes)


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    # Names that begin so are what writers leave beside the data.
    found = sorted(
        file
        for file in path.rglob("*")
        if file.suffix.casefold() in PARQUET_SUFFIXES
        and file.is_file()
        and not any(part.startswith(("_", ".")) for part in file.relative_to(path).parts)
    )
    if not found:
        raise DataError(
            f"A folder of data must hold Parquet files (.parquet, .pq). '{path.name}' holds none; for a CSV file, "
            "name the file."
        )
    return found


def _footer(file: Path) -> pq.FileMetaData:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_metadata(file)
    except (pa.ArrowException, OSError) as error:
        detail = str(error).splitlines()[0]
        raise DataError(
            f"'{file.name}' must be a Parquet file. It cannot be read as one: {detail}"
        ) from error


def _names(footer: pq.FileMetaData) -> list[str]:
    return [str(name).strip() for name in footer.schema.to_arrow_schema().names]


def _keys(file: Path, root: Path) -> tuple[str, ...]:
    """The keys in the names of the folders between."""
    folders = file.relative_to(root).parts[:-1] if file != root else ()
    return tuple(part.split("=", 1)[0] for part in folders if "=" in part)


def _compare(
    root: Path, files: Sequence[Path], footers: Sequence[pq.FileMetaData], columns: Sequence[str]
) -> None:
    """Refuse a file in which a used column is missing or of another type than in the first."""
    first = _types(footers[0])
    for file, footer in zip(files[1:], footers[1:], strict=True):
        types = _types(footer)
        where = f"'{file.relative_to(root)}'"
        for column in columns:
            if column not in types:
                raise DataError(
                    f"Every file of '{root.name}' must have the column '{column}'. {where} has not; write that file "
                    "anew, or move it elsewhere."
                )
            if types[column] != first[column]:
                raise DataError(
                    f"The column '{column}' must have one type in every file of '{root.name}'. "
                    f"It is {first[column]} in '{files[0].relative_to(root)}' and {types[column]} in {where}; "
                    "write one of them anew."
                )


def _types(footer: pq.FileMetaData) -> dict[str, str]:
    schema = footer.schema.to_arrow_schema()
    return {str(field.name).strip(): str(_stored(field.type)) for field in schema}


def _stored(dtype: pa.DataType) -> pa.DataType:
    """The type without the ways to hold it in memory: text is text, coded or not."""
    import pyarrow as pa

    if pa.types.is_dictionary(dtype):
        return _stored(dtype.value_type)
    return pa.string() if pa.types.is_large_string(dtype) else dtype


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
    text = ibis.ifelse(text == _NO_VALUE, ibis.null("string"), text)
    values = {_key_value(file, root, name) for file in files} - {_NO_VALUE}
    return text.cast("float64") if values and all(map(_is_number, values)) else text


def _key_value(file: Path, root: Path, key: str) -> str:
    part = next(part for part in file.relative_to(root).parts if part.startswith(f"{key}="))
    return unquote(part.split("=", 1)[1])


def _is_number(text: str) -> bool:
    digits = "".join(takewhile(lambda sign: sign in "0123456789.+-eE", text))
    try:
        return digits == text and math.isfinite(float(text))
    except ValueError:
        return False

"""Parquet in several files: a folder of them, or one partitioned by its folders' names (key=value)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from fairwitness.audits.subject.datasets.content import PARQUET, refuse_other
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

CSV_SUFFIXES = (".csv", ".tsv", ".txt")
PARQUET_SUFFIXES = (".parquet", ".pq")
NO_VALUE = "__HIVE_DEFAULT_PARTITION__"
"""What the name of a folder says where the key has no value."""


def files_of(path: Path) -> list[Path]:
    """A Parquet file, or those of a folder in the order of their names; refuses a folder without any."""
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


def footer_of(file: Path) -> pq.FileMetaData:
    """What the end of a file says of it; refuses what is no Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    refuse_other(file, "a Parquet file", PARQUET)
    try:
        return pq.read_metadata(file)
    except (pa.ArrowException, OSError) as error:
        detail = str(error).splitlines()[0]
        raise DataError(
            f"'{file.name}' must be a Parquet file. It cannot be read as one: {detail}"
        ) from error


def names_of(footer: pq.FileMetaData) -> list[str]:
    """The columns of a file."""
    return [str(name).strip() for name in footer.schema.to_arrow_schema().names]


def keys_of(file: Path, root: Path) -> tuple[str, ...]:
    """The keys in the names of the folders between."""
    folders = file.relative_to(root).parts[:-1] if file != root else ()
    return tuple(part.split("=", 1)[0] for part in folders if "=" in part)


def check_keys(root: Path, files: Sequence[Path]) -> tuple[str, ...]:
    """The keys in the names of the folders; refuse files that have others."""
    keys = keys_of(files[0], root)
    for file in files:
        if keys_of(file, root) != keys:
            raise DataError(
                f"The folders of '{root.name}' must all be named by the same keys, {', '.join(keys) or 'none'}. "
                f"'{file.relative_to(root)}' is not; move it."
            )
    return keys


def compare(
    root: Path, files: Sequence[Path], footers: Sequence[pq.FileMetaData], columns: Sequence[str]
) -> None:
    """Refuse a file in which a used column is missing or of another type than in the first."""
    first = types_of(footers[0])
    for file, footer in zip(files[1:], footers[1:], strict=True):
        types = types_of(footer)
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


def types_of(footer: pq.FileMetaData) -> dict[str, str]:
    """The columns of a file and their types, as text."""
    schema = footer.schema.to_arrow_schema()
    return {str(field.name).strip(): str(_stored(field.type)) for field in schema}


def _stored(dtype: pa.DataType) -> pa.DataType:
    """The type without the ways to hold it in memory: text is text, coded or not."""
    import pyarrow as pa

    if pa.types.is_dictionary(dtype):
        return _stored(dtype.value_type)
    return pa.string() if pa.types.is_large_string(dtype) else dtype


def key_value(file: Path, root: Path, key: str) -> str:
    """The value that a key has for all rows of a file."""
    part = next(part for part in file.relative_to(root).parts if part.startswith(f"{key}="))
    return unquote(part.split("=", 1)[1])


def is_number(text: str) -> bool:
    """Whether the value of a key is a number to every engine."""
    digits = "".join(takewhile(lambda sign: sign in "0123456789.+-eE", text))
    try:
        return digits == text and math.isfinite(float(text))
    except ValueError:
        return False

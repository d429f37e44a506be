"""Where the rows lie: a table of an engine, with what is known of it before it is asked anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fairwitness.audits.engine.backends import Backend
from fairwitness.audits.engine.numbers import Range
from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject.datasets.base import NAMED, file_sha256, refuse_address, similar_files
from fairwitness.audits.subject.datasets.partitions import CSV_SUFFIXES, PARQUET_SUFFIXES
from fairwitness.errors import ColumnNotFoundError, DataError

if TYPE_CHECKING:
    import ibis.expr.types as ir

HASHED_UP_TO = 1 << 26
"""Bytes of a file that is hashed, 64 MiB: hashing more would take longer than counting it."""


@dataclass(frozen=True, eq=False)
class Source:
    """A table before ``where``, with the columns that have a role."""

    table: ir.Table
    name: str
    kind: str
    rows: int | None = None
    """How many, where that is known without a pass."""
    ranges: Mapping[str, Range] = field(default_factory=dict)
    """Of columns of numbers, where they are known without a pass."""
    sha256: str | None = None
    notes: tuple[str, ...] = ()


def open_source(backend: Backend, data: Data, folder: Path, wanted: Mapping[str, str]) -> Source:
    """The table that a plan names.

    Parameters
    ----------
    wanted : mapping
        Each column that is used, and what its role is called.

    Raises
    ------
    DataError
        There is no such file, it cannot be read as its format, or a column is not in it.
    """
    if data.path is None:
        named = next((f"`data.{name}`" for name in NAMED if getattr(data, name) is not None), "none")
        raise DataError(
            f"The plan must name its data under `data.path` for an engine to count. Got {named}; leave `engine` out."
        )
    path = folder / data.path
    _refuse_what_needs_rows(data, path)
    try:
        if path.is_dir() or _format(path, data) == "parquet":
            from fairwitness.audits.engine.parquet import open_parquet

            return open_parquet(backend, path, wanted)
        if not path.is_file():
            refuse_address(data.path)
            raise DataError(
                f"The data must be a file or a folder. '{data.path}' does not exist.{similar_files(path)}"
            )
        if path.stat().st_size == 0:
            raise DataError(f"The data must have a header and rows. '{path.name}' is empty.")
        from fairwitness.audits.engine.text import open_csv

        return open_csv(backend, path, data, wanted)
    except OSError as error:
        reason = error.strerror or error
        raise DataError(
            f"The data must be files that can be read. '{path.name}' cannot: {reason}."
        ) from error


def check_columns(wanted: Mapping[str, str], columns: list[str], source: str) -> None:
    """Refuse a column that is not there, or stands more than once."""
    for column, role in wanted.items():
        if column not in columns:
            raise ColumnNotFoundError.among(column, columns, role=role, source=source)
        alike = [other for other in columns if other.casefold() == column.casefold()]
        if len(alike) > 1:
            raise DataError(
                f"The {role} must be one column. '{column}' stands more than once in {source}, or beside one that "
                "differs in capitals only, which an engine cannot tell apart; rename one."
            )


def hash_if_small(path: Path) -> tuple[str | None, tuple[str, ...]]:
    """The SHA-256 of a file that is small enough, or a sentence that says there is none."""
    if path.stat().st_size <= HASHED_UP_TO:
        return file_sha256(path), ()
    return None, (f"'{path.name}' was counted where it lies and has no file hash in this record.",)


def _refuse_what_needs_rows(data: Data, path: Path) -> None:
    """Refuse what only the readers of rows can do."""
    typed = path.is_dir() or _format(path, data) == "parquet"
    given = {
        "predictions": data.predictions is not None,
        "types": bool(set(data.types.values()) - ({"text"} if not typed else set())),
        "missing": bool(data.missing) and typed,
    }
    if asked := next((name for name, is_given in given.items() if is_given), None):
        raise DataError(
            f"An engine must count '{path.name}' as it lies. Got `data.{asked}`, which needs the rows; say "
            "`data.engine: memory` to load them, or write the file anew."
        )


def _format(path: Path, data: Data) -> str:
    if data.format is not None:
        known = data.format
    elif path.suffix.casefold() in PARQUET_SUFFIXES:
        known = "parquet"
    else:
        known = "csv" if path.suffix.casefold() in CSV_SUFFIXES or not path.exists() else path.suffix
    if known not in ("csv", "parquet"):
        raise DataError(
            f"An engine counts CSV and Parquet. Got '{path.name}'; if it is one of these, say so with `data.format`."
        )
    if known == "parquet" and not path.exists():
        return "csv"  # which says that there is no such file
    return known

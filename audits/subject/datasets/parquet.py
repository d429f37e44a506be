"""Rows from a Parquet file, or from a folder of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fairwitness.audits.plan.model import Data
from fairwitness.audits.subject.datasets.base import Dataset, file_sha256
from fairwitness.audits.subject.datasets.content import PARQUET, refuse_other
from fairwitness.audits.subject.datasets.partitions import (
    NO_VALUE,
    PARQUET_SUFFIXES,
    check_keys,
    files_of,
    footer_of,
    is_number,
    key_value,
    types_of,
)
from fairwitness.audits.subject.datasets.tables import frame_of
from fairwitness.errors import DataError

if TYPE_CHECKING:
    import pyarrow as pa


class Parquet:
    """Apache Parquet: one file, or a folder of them, with or without key=value in the names of folders."""

    name = "parquet"
    suffixes = PARQUET_SUFFIXES

    def reads_folder(self, folder: Path) -> bool:
        """Whether there is a Parquet file in it; see `FolderReader`."""
        return any(file.suffix.casefold() in self.suffixes for file in folder.rglob("*"))

    def read(self, path: Path, data: Data) -> Dataset:
        """Read a Parquet file or folder; see `DatasetReader.read`."""
        if path.is_dir():
            return self._read_folder(path)
        frame, conflicting, notes = frame_of(read_table(path), path.name)
        return Dataset(
            frame,
            path.name,
            self.name,
            file_sha256(path),
            notes=tuple(notes),
            conflicting=conflicting,
            first_line=1,
        )

    def _read_folder(self, path: Path) -> Dataset:
        import pyarrow as pa

        files = files_of(path)
        keys = check_keys(path, files)
        kept, left_out = _in_every_file(path, files)
        tables = [_with_keys(_stripped(read_table(file)).select(kept), path, file, keys) for file in files]
        table = pa.concat_tables(tables, promote_options="permissive")
        frame, conflicting, notes = frame_of(_numbers_of_keys(table, keys), path.name)
        digest = hashlib.sha256()
        for file in files:
            digest.update(f"{file.relative_to(path).as_posix()}\0{file_sha256(file)}\n".encode())
        said = [f"The column '{name}' was left out: {why}" for name, why in left_out.items()]
        return Dataset(
            frame,
            path.name,
            self.name,
            digest.hexdigest(),
            notes=(f"'{path.name}' is a folder of {len(files):,} Parquet files.", *said, *notes),
            conflicting=conflicting,
            first_line=1,
            left_out=left_out,
        )


def read_table(path: Path) -> pa.Table:
    """The table of one file; refuses what is none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    refuse_other(path, "a Parquet file", PARQUET)
    try:
        return pq.ParquetFile(path).read()
    except (pa.ArrowException, OSError) as error:
        detail = str(error).splitlines()[0].rstrip(".")
        raise DataError(
            f"'{path.name}' must be a Parquet file. It cannot be read as one: {detail}. Write or copy it anew."
        ) from error


def _in_every_file(root: Path, files: Sequence[Path]) -> tuple[list[str], dict[str, str]]:
    """The columns that are in every file in one type, and why others are left out."""
    kept = types_of(footer_of(files[0]))
    left_out: dict[str, str] = {}
    for file in files[1:]:
        types, where = types_of(footer_of(file)), f"'{file.relative_to(root).as_posix()}'"
        for name in (*kept, *types):
            if name not in types:
                left_out.setdefault(name, f"{where} has it not.")
            elif name not in kept:
                left_out.setdefault(name, f"'{files[0].relative_to(root).as_posix()}' has it not.")
            elif types[name] != kept[name]:
                left_out.setdefault(name, f"it is {kept[name]} in one file and {types[name]} in {where}.")
    return [name for name in kept if name not in left_out], left_out


def _stripped(table: pa.Table) -> pa.Table:
    return table.rename_columns([str(name).strip() for name in table.column_names])


def _with_keys(table: pa.Table, root: Path, file: Path, keys: Sequence[str]) -> pa.Table:
    import pyarrow as pa

    for key in keys:
        value = key_value(file, root, key)
        column = pa.array([None if value == NO_VALUE else value] * len(table), pa.string())
        table = table.append_column(key, column)
    return table


def _numbers_of_keys(table: pa.Table, keys: Sequence[str]) -> pa.Table:
    """The values of a key as numbers if all are."""
    import pyarrow as pa

    for key in keys:
        place = table.column_names.index(key)
        values = [value for value in table.column(place).unique().to_pylist() if value is not None]
        if values and all(map(is_number, values)):
            table = table.set_column(place, key, table.column(place).cast(pa.float64()))
    return table

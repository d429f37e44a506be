"""What a reader of rows gives back, and how to find the reader for a plan."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from fairwitness import _registry
from fairwitness.audits.plan.model import Data
from fairwitness.errors import DataError, nearest

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Dataset:
    """Rows as read, before any role is given to a column."""

    frame: pd.DataFrame
    source: str
    """What messages and reports call the rows' origin: a file name, not a path."""
    kind: str
    sha256: str | None = None
    synthetic: bool = False
    notes: tuple[str, ...] = ()
    conflicting: frozenset[str] = field(default_factory=frozenset)
    """Column names that stand more than once with different content; no role may use one."""
    first_line: int = 2
    """The line of the file, or the number, of the first row: what messages count from."""
    lines: Sequence[int] | None = None
    """The line of every row, where blank lines or line breaks in a value put them out of step."""

    def line(self, row: int) -> int:
        """Where a person finds a row of the frame: its line in the file, or its number."""
        return self.first_line + row if self.lines is None else self.lines[row]


class DatasetReader(Protocol):
    """One kind of source. Registered in the entry point group ``fairwitness.datasets``."""

    name: str
    suffixes: tuple[str, ...]

    def read(self, path: Path, data: Data) -> Dataset:
        """Read the rows, or raise `DataError`."""
        ...


def read_dataset(data: Data, folder: Path) -> Dataset:
    """Read the rows a plan names; paths are relative to `folder`.

    Raises
    ------
    DataError
        There is no such file, it is empty, or it cannot be read as its format.
    """
    if data.demo is not None:
        return reader("demo").read(folder, data)
    if data.path is None:
        raise DataError(
            "The plan must name its data under `data.path`. Got none; pass a file or a data frame."
        )
    path = folder / data.path
    try:
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "does not exist"
            raise DataError(f"The data must be a file. '{data.path}' {what}.{similar_files(path)}")
        if path.stat().st_size == 0:
            raise DataError(f"The data must have a header and rows. '{path.name}' is empty.")
        found = reader(data.format) if data.format else _reader_for(path)
        return found.read(path, data)
    except OSError as error:
        reason = error.strerror or error
        raise DataError(
            f"The data must be a file that can be read. '{path.name}' cannot: {reason}."
        ) from error


def reader(name: str) -> DatasetReader:
    """The reader of that name."""
    return cast(DatasetReader, _registry.load("fairwitness.datasets", name))


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _reader_for(path: Path) -> DatasetReader:
    readers = [reader(name) for name in _registry.names("fairwitness.datasets")]
    for candidate in readers:
        if path.suffix.casefold() in candidate.suffixes:
            return candidate
    known = ", ".join(sorted(suffix for candidate in readers for suffix in candidate.suffixes))
    raise DataError(
        f"The data must be a file of a known format ({known}). Got '{path.name}'; if it is one of "
        "these, say so with `data.format`."
    )


def similar_files(path: Path) -> str:
    """A sentence that names the file beside `path` with the nearest name, or nothing; begins with a space."""
    if not path.parent.is_dir():
        return ""
    hint = nearest(path.name, [other.name for other in path.parent.iterdir() if other.is_file()])
    return f" {hint}" if hint.startswith("Did") else ""

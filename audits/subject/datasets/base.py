"""What a reader of rows gives back, and how to find the reader for a plan."""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from fairwitness import _registry
from fairwitness.audits.plan.model import Data
from fairwitness.errors import DataError, nearest

if TYPE_CHECKING:
    import pandas as pd

_ADDRESS = re.compile(r"(?:^|[/\\])([A-Za-z][\w.+-]+):/")  # a path made absolute has one slash of two
_WRITTEN_BY = {
    ".sav": "SPSS",
    ".zsav": "SPSS",
    ".por": "SPSS",
    ".dta": "Stata",
    ".sas7bdat": "SAS",
    ".rds": "R",
    ".rdata": "R",
    ".numbers": "Numbers",
    ".accdb": "Access",
    ".mdb": "Access",
}
_KIND_WORDS = {"csv": "a CSV file", "excel": "a workbook", "jsonl": "JSON", "parquet": "Parquet"}
_DATABASES = frozenset({"sqlite", "postgresql", "postgres", "mysql", "mariadb", "oracle", "mssql", "duckdb"})
NAMED = ("demo", "sql", "openml", "huggingface", "sklearn")
"""The keys of `data` that name rows which are no file; each is read by the reader of its name."""


@dataclass(frozen=True)
class PictureFolder:
    """Where the pictures are that rows are of."""

    path: Path
    column: str
    """The column that names the file of each row, seen from the folder."""
    held: object = None
    """What keeps an unpacked folder there as long as anything refers to it."""


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
    left_out: Mapping[str, str] = field(default_factory=dict)
    """Columns that could not be read whole, each with the reason; no role may use one."""
    pictures: PictureFolder | None = None
    """Of the rows of a folder of pictures."""

    def line(self, row: int) -> int:
        """Where a person finds a row of the frame: its line in the file, or its number."""
        return self.first_line + row if self.lines is None else self.lines[row]

    def noted(self, *notes: str) -> Dataset:
        """The same rows, with more to say of them."""
        return replace(self, notes=(*self.notes, *notes))


class DatasetReader(Protocol):
    """One kind of source. Registered in the entry point group ``fairwitness.datasets``."""

    name: str
    suffixes: tuple[str, ...]
    """Of its files, in small letters; none for what is no file."""

    def read(self, path: Path, data: Data) -> Dataset:
        """Read the rows, or raise `DataError`; `path` is a file, or the plan's folder for what is no file."""
        ...


@runtime_checkable
class FolderReader(Protocol):
    """A reader that can also read folders."""

    def reads_folder(self, folder: Path) -> bool:
        """Whether a folder holds what it reads."""
        ...


def read_dataset(data: Data, folder: Path, by: str | None = None) -> Dataset:
    """Read the rows a plan names; paths are relative to `folder`.

    Parameters
    ----------
    data : Data
        Where the rows are, and how they are to be read.
    folder : Path
        What paths are relative to.
    by : str, optional
        The column that names a row, by which a file of predictions is joined.

    Raises
    ------
    DataError
        There is no such file, it is empty, or it cannot be read as its format.
    """
    from fairwitness.audits.subject.datasets.refine import refined

    read = _read(data, folder)
    dataset = refined(read.noted(*_unused(data, read.kind)), data)
    if data.predictions is not None:
        from fairwitness.audits.subject.datasets.joined import with_predictions

        return with_predictions(dataset, data, folder, by)
    return dataset


def _unused(data: Data, kind: str) -> list[str]:
    """What the plan says of the reading that this kind of file has no use for."""
    said = {"sheet": (data.sheet, ("excel",)), "separator": (data.separator, ("csv", "images"))}
    said["encoding"] = (data.encoding, ("csv", "images"))
    return [
        f"`data.{key}` was not used: the rows come from {_KIND_WORDS.get(kind, kind)}."
        for key, (value, kinds) in said.items()
        if value is not None and kind not in kinds
    ]


def read_path(path: Path, shown: str, data: Data) -> Dataset:
    """Read a file or folder; `shown` is what the plan calls it."""
    try:
        if path.is_dir():
            return _folder_reader(path, shown).read(path, data)
        _check_file(path, shown)
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


def similar_files(path: Path) -> str:
    """A sentence that names the file beside `path` with the nearest name, or nothing; begins with a space."""
    if not path.parent.is_dir():
        return ""
    hint = nearest(path.name, [other.name for other in path.parent.iterdir() if other.is_file()])
    return f" {hint}" if hint.startswith("Did") else ""


def _read(data: Data, folder: Path) -> Dataset:
    for name in NAMED:
        if getattr(data, name) is not None:
            return reader(name).read(folder, data)
    if data.path is None:
        raise DataError(
            "The plan must name its data under `data.path`. Got none; pass a file or a data frame."
        )
    return read_path(folder / data.path, data.path, data)


def refuse_address(name: str) -> None:
    """Refuse what names a place and no file, without repeating it: it may hold a password."""
    scheme = scheme_of(name)
    if scheme is None:
        return
    fix = (
        "name a database under `data.sql` in a plan, with a query"
        if scheme.partition("+")[0] in _DATABASES
        else "download it, and name the file"
    )
    raise DataError(f"The data must be a file, or a data set by name. Got an address, '{scheme}://…'; {fix}.")


def scheme_of(name: str) -> str | None:
    """What an address begins with, such as ``https``; None of a file's name."""
    found = _ADDRESS.search(name)
    return found[1].casefold() if found else None


def _check_file(path: Path, shown: str) -> None:
    """Refuse what is no file with bytes: opening a pipe or a device could wait for ever."""
    if not path.exists():
        refuse_address(shown)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise DataError(f"The data must be a file. '{shown}' does not exist.{similar_files(path)}") from error
    except ValueError as error:  # a zero byte in the name
        raise DataError(f"The data must be a file. '{path.name!r}' cannot be the name of one.") from error
    if not stat.S_ISREG(mode):
        what = "a pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"
        raise DataError(f"The data must be a file. '{path.name}' is {what}; write what it gives to a file.")
    if path.stat().st_size == 0:
        raise DataError(f"The data must have a header and rows. '{path.name}' is empty.")


def _readers() -> list[DatasetReader]:
    return [reader(name) for name in _registry.names("fairwitness.datasets")]


def _folder_reader(path: Path, shown: str) -> DatasetReader:
    for candidate in _readers():
        if isinstance(candidate, FolderReader) and candidate.reads_folder(path):
            return candidate
    raise DataError(
        f"The data must be a file, or a folder of Parquet files or of pictures with a CSV. '{shown}' is a folder that "
        "holds neither; name the file."
    )


def _reader_for(path: Path) -> DatasetReader:
    for candidate in _readers():
        if path.suffix.casefold() in candidate.suffixes:
            return candidate
    from fairwitness.audits.subject.datasets.content import TEXT, content_of

    known = ", ".join(sorted(suffix for candidate in _readers() for suffix in candidate.suffixes))
    found, program = content_of(path), _WRITTEN_BY.get(path.suffix.casefold())
    hint = "; if it is one of these, say so with `data.format`"
    if program is not None:
        hint = f", which {program} writes; export the rows there as CSV or .xlsx"
    elif found is not None and found != TEXT:
        hint = f", which is {found.words}; {found.fix}"
    raise DataError(f"The data must be a file of a known format ({known}). Got '{path.name}'{hint}.")

"""Statements beside a record: those that its plan names, or ``statements.yaml`` in the folder of ``record.json``."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fairwitness.audits.statements.document import FILE, Statements, dump_statements, load_statements
from fairwitness.audits.whole import write_whole
from fairwitness.errors import StatementError

_HEAD: Final = (
    "# Stated beside the record in this folder; copied from the plan's file by `fairwitness audit`.\n"
)


def named(path: str | None) -> Statements:
    """The statements that a plan names; none if it names no file. Raises `StatementError`."""
    return Statements() if path is None else load_statements(path)


def beside(folder: Path) -> Statements:
    """The statements in a folder; none if no file is there. Raises `StatementError`."""
    file = folder / FILE
    return load_statements(file) if file.is_file() else Statements()


def check_place(folder: Path, source: Path | None) -> None:
    """Refuse a folder for reports that holds statements which a person wrote, unless these are the ones that are used.

    Raises
    ------
    StatementError
        They would be replaced, or shown as if they were meant.
    """
    file = folder / FILE
    if file.is_file() and not _is_copy(file) and not _same(file, source):
        raise StatementError(
            f"The folder of the reports must not hold other statements. '{folder}' holds a {FILE} that this audit does "
            "not use; name it by `--statements`, or give another `--out`."
        )


def put_beside(folder: Path, statements: Statements, source: Path | None) -> None:
    """Copy statements to where the record goes, so that later reports and others find them there."""
    file = folder / FILE
    if _same(file, source):
        return
    if source is None:
        if file.is_file() and _is_copy(file):
            file.unlink()  # of an earlier run, which had statements
        return
    write_whole({file: (_HEAD + dump_statements(statements)).encode()})


def _same(file: Path, source: Path | None) -> bool:
    return source is not None and file.is_file() and source.is_file() and file.samefile(source)


def _is_copy(file: Path) -> bool:
    return file.read_bytes().startswith(_HEAD.encode())

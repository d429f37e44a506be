"""The file that a review is kept in, beside its record: a line for each entry, only ever added to."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from fairwitness.audits.record import Record, canonical
from fairwitness.audits.record.strict import parse_json
from fairwitness.audits.review.entries import Entry, read_entry
from fairwitness.audits.review.log import Log
from fairwitness.audits.review.state import Review, review_of
from fairwitness.errors import ReviewError

FILE: Final = "review.jsonl"


@dataclass(frozen=True)
class ReviewFile:
    """Entries as lines of JSON. A line is written at once and at the end, so that two writers do not mix theirs."""

    path: Path

    def append(self, entry: Entry) -> None:
        """Add an entry; see `Log.append`."""
        self.entries()  # nothing is added to what cannot be read
        line = canonical(entry.model_dump(mode="json", exclude_none=True)) + b"\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
            try:
                written = os.write(handle, line)
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise ReviewError(
                f"A review must go into a file that can be written. '{self.path}' cannot: {error.strerror or error}."
            ) from error
        if written != len(line):
            raise ReviewError(f"The entry could not be written whole to '{self.path}': the disk may be full.")

    def entries(self) -> tuple[Entry, ...]:
        """All entries; none where there is no file yet. See `Log.entries`."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise ReviewError(
                f"A review must be a file that can be read. '{self.path}' cannot: {error.strerror or error}."
            ) from error
        if data and not data.endswith(b"\n"):
            raise ReviewError(
                f"'{self.path.name}' must end with a whole line. Its last one was cut off; take that line out, and "
                "do again what it said."
            )
        return tuple(
            self._entry(number, line) for number, line in enumerate(data.splitlines(), 1) if line.strip()
        )

    def _entry(self, number: int, line: bytes) -> Entry:
        where = f"Line {number:,} of '{self.path.name}'"
        try:
            content = parse_json(line)
        except ValueError as error:
            raise ReviewError(f"{where} must be JSON. It cannot be read as such: {error}.") from error
        if not isinstance(content, dict):
            raise ReviewError(
                f"{where} must be an entry of a review. Got a {type(content).__name__} instead."
            )
        return read_entry(content, where=where)


def review_file(record: Path) -> Path:
    """Where the review of a record is kept: beside the record's file, or in its folder."""
    return (record if record.is_dir() else record.parent) / FILE


def open_log(path: Path) -> Log:
    """The entries kept in a file, which need not be there yet."""
    return ReviewFile(path)


def load_review(record: Record, path: Path, on: date) -> Review:
    """The review of a record as of a day, from the file that keeps it.

    Raises
    ------
    ReviewError
        The file cannot be read, or an entry in it is none.
    """
    return review_of(record, open_log(path).entries(), on)

"""A log that only grows: each line has a hash over the one before and itself, h = SHA-256(h before + canonical JSON).

Changing, removing or moving a line breaks every hash after it. What a chain cannot show is that lines were cut off its
end, or that all of it was written anew: for that, a hash of it must be somewhere else, such as in a bundle.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, cast

from pydantic import JsonValue

from fairwitness.audits.lock import locked
from fairwitness.audits.record.canonical import canonical
from fairwitness.audits.record.strict import UnfinishedError, parse_json
from fairwitness.errors import AlteredError, EvidenceError
from fairwitness.reports.evidence import clock

SCHEMA: Final = "fairwitness/trail/1"
START: Final = "0" * 64
"""What stands for the hash before the first line."""
MOST_BYTES: Final = 100 << 20
_KEYS: Final = {"schema", "number", "at", "event", "previous", "hash"}
Event = Mapping[str, JsonValue]


@dataclass(frozen=True)
class Entry:
    """One line."""

    number: int
    """Counted from 1."""
    at: str
    """UTC time by the clock of the machine that wrote it."""
    event: Event
    """What happened; `kind` says what that is."""
    previous: str
    hash: str

    def line(self) -> bytes:
        """The line as it stands in the file."""
        return canonical({**_content(self), "hash": self.hash}) + b"\n"


@dataclass(frozen=True)
class Chain:
    """All lines of a log."""

    entries: tuple[Entry, ...] = ()
    torn: bytes = b""
    """What stands after the last whole line: one that was never finished."""

    @property
    def head(self) -> str:
        """The hash of the last line: who knows it can tell whether the lines up to it are all there."""
        return self.entries[-1].hash if self.entries else START


def read_chain(data: bytes, name: str) -> Chain:
    """The lines of a log.

    Raises
    ------
    AlteredError
        A line was changed, taken out, put in or moved; the first that does not fit is named.
    EvidenceError
        It is too long, no log, or of a later version.
    """
    if len(data) > MOST_BYTES:
        raise EvidenceError(
            f"A trail must have at most {MOST_BYTES >> 20} MB. '{name}' has more; begin a new one."
        )
    *lines, rest = data.split(b"\n")
    entries: list[Entry] = []
    for line in lines:
        entries.append(_next(line, entries, name))
    if rest and not (_unfinished(rest) and (entries or rest.startswith(b"{"))):
        entries.append(_next(rest, entries, name))  # whole, but for the end of its line
        rest = b""
    return Chain(tuple(entries), rest)


def _unfinished(line: bytes) -> bool:
    """Whether a line is the beginning of one, as a crash leaves it; what was changed in its middle is not."""
    try:
        parse_json(line.rstrip(b"\0"))  # some file systems fill up what was not written
    except UnfinishedError:
        return True
    except ValueError:
        return False
    return False


def load_chain(file: Path) -> Chain:
    """The lines of a file; raises as `read_chain` does."""
    try:
        with file.open("rb") as stream:
            return read_chain(stream.read(MOST_BYTES + 1), file.name)
    except OSError as error:
        raise EvidenceError(
            f"A trail must be a file that can be read. '{file}' cannot: {error.strerror or error}."
        ) from error


def append(file: Path, events: Sequence[Event], *, at: datetime | None = None) -> Chain:
    """Add lines to a log, which is made if it is not there. Other writers wait meanwhile.

    A line that an earlier writer did not finish is removed, and that is added as an event of its own.

    Returns
    -------
    The log as it is then.

    Raises
    ------
    AlteredError, EvidenceError
        The log is not sound, or cannot be written; nothing was added.
    """
    with _opened(file) as stream:
        chain = read_chain(_read(stream), file.name)
        whole = b"".join(entry.line() for entry in chain.entries)
        added = [*([_recovered(chain.torn)] if chain.torn else []), *events]
        entries = list(chain.entries)
        for event in added:
            entries.append(_sealed(event, entries, clock.written(at or clock.now())))
        new = b"".join(entry.line() for entry in entries[len(chain.entries) :])
        _write(stream, len(whole), new)
    return Chain(tuple(entries))


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
        with os.fdopen(handle, "r+b", buffering=0) as stream, locked(stream, file.name):
            stream.seek(0)
            yield stream
    except OSError as error:
        raise EvidenceError(
            f"A trail must be a file that can be written. '{file}' cannot: {error.strerror or error}."
        ) from error


def _read(stream: BinaryIO) -> bytes:
    """All of a stream, or more than a trail may have."""
    found = bytearray()
    while len(found) <= MOST_BYTES and (chunk := stream.read(1 << 20)):
        found += chunk
    return bytes(found)


def _write(stream: BinaryIO, end: int, new: bytes) -> None:
    """Put bytes after the last whole line, and see them onto the disk; or none."""
    try:
        stream.seek(end - 1 if end else 0)
        stream.truncate(end)
        rest = memoryview(b"\n" + new if end else new)  # the last line's end, in case it was missing
        while rest:
            rest = rest[stream.write(rest) :]
        os.fsync(stream.fileno())
    except OSError:
        with suppress(OSError):  # a full disk: what was written of it is no line
            stream.truncate(end)
        raise


def _recovered(torn: bytes) -> Event:
    return {"kind": "recovered", "bytes": len(torn), "sha256": hashlib.sha256(torn).hexdigest()}


def _sealed(event: Event, entries: Sequence[Entry], at: str) -> Entry:
    before = entries[-1].hash if entries else START
    kept = cast("Event", parse_json(canonical(event)))  # as it will be read again, its floats rounded
    draft = Entry(len(entries) + 1, at, kept, before, "")
    return replace(draft, hash=_hash(draft))


def _content(entry: Entry) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "number": entry.number,
        "at": entry.at,
        "event": entry.event,
        "previous": entry.previous,
    }


def _hash(entry: Entry) -> str:
    return hashlib.sha256(entry.previous.encode() + canonical(_content(entry))).hexdigest()


def _next(line: bytes, entries: Sequence[Entry], name: str) -> Entry:
    """The entry of a line, which must follow those before it."""
    number = len(entries) + 1
    place = f"line {number} of '{name}'"
    entry = _entry(line, place)
    before = entries[-1].hash if entries else START
    if entry.previous != before:
        raise AlteredError(
            f"The trail is broken before {place}: it must follow {before[:12]}, and says that it follows "
            f"{entry.previous[:12]}. A line was taken out, put in, moved or changed."
        )
    try:
        came, again = _hash(entry), entry.line()
    except (ValueError, TypeError, RecursionError) as error:
        raise AlteredError(f"The {place} was altered: it holds what no trail does.") from error
    if entry.hash != came:
        raise AlteredError(
            f"The {place} was altered: it says hash {entry.hash[:12]}, and its content has {came[:12]}."
        )
    if entry.number != number or again != line + b"\n":
        raise AlteredError(f"The {place} was altered: it is not as a trail is written.")
    return entry


def _entry(line: bytes, place: str) -> Entry:
    try:
        content = parse_json(line)
    except ValueError as error:
        raise AlteredError(
            f"The {place} was altered, or is none of a trail: it is no JSON ({error})."
        ) from error
    says = content.get("schema") if isinstance(content, Mapping) else None
    if isinstance(says, str) and says != SCHEMA and says.startswith("fairwitness/trail/"):
        raise EvidenceError(
            f"A trail must have the schema '{SCHEMA}'. The {place} has '{says[:40]}', of a later version."
        )
    if not isinstance(content, Mapping) or set(content) != _KEYS or says != SCHEMA:
        raise AlteredError(
            f"The {place} was altered, or is none of a trail: it has other keys than a trail's."
        )
    number, at, event, *hashes = (content[key] for key in ("number", "at", "event", "previous", "hash"))
    texts = [value for value in (at, *hashes) if isinstance(value, str)]
    if type(number) is not int or not isinstance(event, dict) or len(texts) != 3:
        raise AlteredError(f"The {place} was altered: it has other values than a trail's.")
    return Entry(number, texts[0], event, texts[1], texts[2])

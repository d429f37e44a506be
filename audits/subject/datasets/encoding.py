"""The encoding of a text file: stated, told by its first bytes, or found out; and files that are no text."""

from __future__ import annotations

import codecs
from pathlib import Path

from fairwitness.errors import DataError

_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CHUNK = 1 << 20


def find_encoding(path: Path, stated: str | None) -> tuple[str, list[str]]:
    """The encoding to read a text file with, and what should be said about it.

    Parameters
    ----------
    path : Path
        The file.
    stated : str or None
        The encoding the plan states.

    Raises
    ------
    DataError
        The file is no text, or is not in the stated encoding, or that is not one.
    """
    with path.open("rb") as stream:
        start = stream.read(16)
    if stated:
        return _stated(path, stated), []
    for mark, encoding in _MARKS.items():
        if start.startswith(mark):
            if (bad := _first_bad_byte(path, encoding)) is not None:
                raise DataError(
                    f"'{path.name}' must be {encoding.upper()} text, as its first bytes say. The bytes from {bad:,} on "
                    "are not; copy it anew, or save it as UTF-8."
                )
            return encoding, [f"'{path.name}' is {encoding.upper()} text."]
    return _found(path)


def _stated(path: Path, stated: str) -> str:
    try:
        name = codecs.lookup(stated).name
        b"a,b\n".decode(stated, errors="ignore")  # refuses rot13 and its like, which codecs.lookup knows
    except UnicodeError:
        pass  # four bytes are too few for some; the file itself is tried below
    except (LookupError, TypeError) as error:
        raise DataError(
            "The `data.encoding` must be a text encoding such as 'utf-8' or 'cp1252'. "
            f"Got '{stated}' instead."
        ) from error
    name = "utf-8-sig" if name == "utf-8" else name
    if (bad := _first_bad_byte(path, name)) is not None:
        raise DataError(
            f"'{path.name}' must be text in the stated `data.encoding`, {stated}. The bytes from {bad:,} on are "
            "not; state another, or leave it out to have it found."
        )
    return name


def _found(path: Path) -> tuple[str, list[str]]:
    if _first_bad_byte(path, "utf-8-sig") is None:
        if _has_zero_bytes(path):
            raise DataError(
                f"The data must be text for the format csv. '{path.name}' holds zero bytes: it is a binary file, "
                "or text in an encoding such as utf-16-le; then state `data.encoding`."
            )
        return "utf-8-sig", []
    if _has_zero_bytes(path) or _first_bad_byte(path, "cp1252") is not None:
        raise DataError(
            f"The data must be text for the format csv. '{path.name}' is neither UTF-8 nor Windows-1252; "
            "state its `data.encoding`, or save it as UTF-8."
        )
    note = (
        f"'{path.name}' is not UTF-8 and was read as Windows-1252; check names with accents, "
        "or state `data.encoding`."
    )
    return "cp1252", [note]


def _first_bad_byte(path: Path, encoding: str) -> int | None:
    """About where the file stops being text in an encoding; None if it is such text to its end."""
    decoder = codecs.getincrementaldecoder(encoding)()
    read = 0
    with path.open("rb") as stream:
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
                read += len(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            return read + error.start
        except UnicodeError:
            return read
    return None


def _has_zero_bytes(path: Path) -> bool:
    with path.open("rb") as stream:
        return any(b"\0" in chunk for chunk in iter(lambda: stream.read(_CHUNK), b""))

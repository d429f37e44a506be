"""Packed files: what is in them, unpacked within limits."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from fairwitness.errors import DataError

MOST_BYTES = 1 << 30
"""What a packed file may become, 1 GiB."""
MOST_TIMES = 500
"""How many times larger it may become; tables of text reach 50."""
SMALL = 64 << 20
"""Below this many bytes it does not matter how many times larger a file becomes."""
MOST_FILES = 10_000
_CHUNK = 1 << 20
_ENCRYPTED = 0x1


def check_sizes(path: Path) -> None:
    """Refuse a workbook, which is a zip archive, whose parts say that they become too large.

    Raises
    ------
    DataError
        It would, or it cannot be opened.
    """
    with opened_zip(path) as archive:
        total = sum(member.file_size for member in archive.infolist())
        _check(total, path.stat().st_size, path.name)


@contextmanager
def opened_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """A zip archive; what is wrong with it is one sentence."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise DataError(
            f"'{path.name}' must be a whole zip archive. It is damaged, cut off, or packed in a way that cannot be "
            "read; pack or copy it anew."
        ) from error


def the_member(archive: zipfile.ZipFile, path: Path, suffixes: tuple[str, ...]) -> zipfile.ZipInfo:
    """The one file of an archive that can be read.

    Raises
    ------
    DataError
        There is none or there are several, one has a name that leads outside, or it is encrypted.
    """
    members = members_of(archive, path)
    known = [member for member in members if PurePosixPath(member.filename).suffix.casefold() in suffixes]
    if len(known) != 1:
        listed = ", ".join(_short(member.filename) for member in (known or members)[:4])
        got = f"Got {len(known)}" if known else "Got none"
        raise DataError(
            f"An archive of data must hold one file of a known format. {got} in '{path.name}': "
            f"{listed or 'it is empty'}{', …' if len(known or members) > 4 else ''}; unpack it and name the file."
        )
    if known[0].flag_bits & _ENCRYPTED:
        raise DataError(
            f"The data must be readable without a password. {_short(known[0].filename)} in '{path.name}' is encrypted; "
            "unpack it and name the file."
        )
    return known[0]


def members_of(archive: zipfile.ZipFile, path: Path) -> list[zipfile.ZipInfo]:
    """The files in an archive, without what systems put beside them.

    Raises
    ------
    DataError
        One has a name that leads outside.
    """
    members = [
        member for member in archive.infolist() if not member.is_dir() and not _is_left_over(member.filename)
    ]
    for member in members:
        name = PurePosixPath(member.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in member.filename:
            raise DataError(
                f"The files in '{path.name}' must have names that stay inside it. {_short(member.filename)} does not; "
                "the archive is not to be trusted: have it packed anew."
            )
    return members


def unpack_folder(path: Path, target: Path) -> None:
    """Write every file of a zip archive under a folder, as long as they stay within the limits together.

    A link in an archive becomes a file with the text that it leads to: nothing that is written leads anywhere.

    Raises
    ------
    DataError
        The archive is damaged, encrypted or too large, or a name leads outside.
    """
    with opened_zip(path) as archive:
        members = members_of(archive, path)
        _check(sum(member.file_size for member in members), path.stat().st_size, path.name)
        if len(members) > MOST_FILES:
            raise DataError(
                f"An archive must hold at most {MOST_FILES:,} files. '{path.name}' holds {len(members):,}."
            )
        for member in members:
            if member.flag_bits & _ENCRYPTED:
                raise DataError(
                    f"An archive must be readable without a password. {_short(member.filename)} in '{path.name}' is "
                    "encrypted; pack it without one."
                )
            file = target / member.filename.replace("\\", "/")
            file.parent.mkdir(parents=True, exist_ok=True)
            unpack_member(archive, member, path, file)


def unpack_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, target: Path) -> None:
    """Write a file of an archive to `target`, as long as it stays within the limits."""
    _check(member.file_size, member.compress_size, path.name)
    with archive.open(member) as source, target.open("wb") as sink:
        _copy(source, sink, member.compress_size, path.name)


def unpack_gzip(path: Path, target: Path) -> None:
    """Write what is packed with gzip to `target`, as long as it stays within the limits."""
    try:
        with gzip.open(path) as source, target.open("wb") as sink:
            _copy(source, sink, path.stat().st_size, path.name)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(
            f"'{path.name}' must be a whole file packed with gzip. It is damaged or cut off; pack or copy it anew."
        ) from error


def _copy(source: IO[bytes] | gzip.GzipFile, sink: BinaryIO, packed: int, name: str) -> None:
    """What a header says of sizes may be wrong: bytes are counted as they come."""
    total = 0
    while chunk := source.read(_CHUNK):
        total += len(chunk)
        _check(total, packed, name)
        sink.write(chunk)


def _check(total: int, packed: int, name: str) -> None:
    if total > MOST_BYTES:
        raise DataError(
            f"A packed file must become at most {MOST_BYTES / 2**30:.0f} GiB. '{name}' becomes more; if that is meant, "
            "unpack it and name the file."
        )
    if total > SMALL and total > MOST_TIMES * max(packed, 1):
        raise DataError(
            f"A packed file must become at most {MOST_TIMES} times as large. '{name}' becomes more, as made to fill a "
            "disk; if that is meant, unpack it and name the file."
        )


def _is_left_over(name: str) -> bool:
    """What systems put beside the files of a person."""
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or (bool(parts) and parts[-1] in (".DS_Store", "Thumbs.db"))


def _short(name: str) -> str:
    shown = " ".join(name.split())
    return f"'{shown[:57]}…'" if len(shown) > 58 else f"'{shown}'"

"""The zip file of a bundle, of which every byte follows from the names and contents of its files.

Files are stored, not compressed: what a compressor makes of them depends on its version, and a bomb needs one. Reading
packs what was found anew and compares, so nothing can hide between, before or behind the files.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Mapping
from typing import Final

from fairwitness.errors import AlteredError, EvidenceError

MOST_BYTES: Final = 1 << 29
MOST_FILES: Final = 200
_NAME = re.compile(r"(?:reports/)?[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX, _MODE = 3, (stat.S_IFREG | 0o644) << 16
_END = b"PK\x05\x06"
_DAMAGED = (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, RuntimeError)
"""What the library raises on forged files."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """The zip of these files, in the order of their names.

    Raises
    ------
    EvidenceError
        A name cannot stand in a bundle, or there is too much.
    """
    for name in files:
        if not _NAME.fullmatch(name):
            raise EvidenceError(
                "The name of a file in a bundle must be letters, digits, dots, hyphens and underscores, at most 100. "
                f"Got '{name[:60]}' instead."
            )
    if len(files) > MOST_FILES or sum(map(len, files.values())) > MOST_BYTES:
        raise EvidenceError(
            f"A bundle must have at most {MOST_FILES} files and {MOST_BYTES >> 20} MB. Got {len(files)} files and "
            f"{sum(map(len, files.values())) >> 20:,} MB."
        )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _TIME)
            info.create_system, info.external_attr = _UNIX, _MODE
            archive.writestr(info, files[name])
    return made.getvalue()


def unpack(data: bytes, name: str) -> dict[str, bytes]:
    """The files of a bundle.

    Raises
    ------
    EvidenceError
        It is no zip file, or has more files or bytes than a bundle may.
    AlteredError
        It is a zip that no bundle is: cut off, changed, or built to harm who unpacks it.
    """
    if len(data) > MOST_BYTES + (1 << 20):
        raise EvidenceError(f"A bundle must have at most {MOST_BYTES >> 20} MB. '{name}' has more.")
    if not data.startswith(b"PK\x03\x04"):
        raise EvidenceError(f"A bundle must be a zip file. '{name}' is none.")
    if _END not in data:
        raise AlteredError(
            f"'{name}' was not copied or written to its end: the list of its files is missing."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _refuse(entries, len(data), name)
            files = {entry.filename: _read(archive, entry, name) for entry in entries}
    except _DAMAGED as error:
        raise AlteredError(f"'{name}' is a damaged zip file: {error}.") from error
    if (again := pack(files)) != data:
        where = next(
            (at for at, (one, two) in enumerate(zip(again, data, strict=False)) if one != two), len(again)
        )
        raise AlteredError(
            f"'{name}' holds bytes that belong to none of its files: from byte {where:,} on it is not as a bundle is "
            "written."
        )
    return files


def _refuse(entries: list[zipfile.ZipInfo], size: int, name: str) -> None:
    """Refuse by the list of files alone, before any of them is read."""
    if len(entries) > MOST_FILES:
        raise AlteredError(f"'{name}' must have at most {MOST_FILES} files. It has {len(entries):,}.")
    seen: set[str] = set()
    for entry in entries:
        shown = f"the file '{entry.filename[:60]}'"
        if not _NAME.fullmatch(entry.filename) or entry.orig_filename != entry.filename:
            raise AlteredError(f"'{name}' holds {shown}, a name that no bundle has.")
        if entry.filename.casefold() in seen:
            raise AlteredError(f"'{name}' holds {shown} twice.")
        seen.add(entry.filename.casefold())
        if stat.S_IFMT(entry.external_attr >> 16) != stat.S_IFREG:
            raise AlteredError(f"'{name}' holds {shown}, which is a link or no plain file.")
        if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits:
            raise AlteredError(f"'{name}' holds {shown} compressed or encrypted, which no bundle does.")
    if sum(entry.file_size for entry in entries) > size:
        raise AlteredError(f"'{name}' holds files that are longer together than it is itself.")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes:
    try:
        return archive.read(entry)
    except zipfile.BadZipFile as error:
        raise AlteredError(
            f"'{name}' was altered: the content of '{entry.filename}' does not match its check sum."
        ) from error

"""Folders and files that only their owner may read, whatever the umask says; a link is never written through."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_CHUNK = 1 << 20


def private_folder(path: Path) -> Path:
    """Make a folder, with those above it, that only its owner can read: it may hold people's data.

    Raises
    ------
    OSError
        It cannot be made, or a link stands in its place.
    """
    if path.is_symlink():
        raise NotADirectoryError(f"a link stands where the folder '{path.name}' should be")
    if not path.is_dir():
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):  # another process was first
            path.mkdir(mode=0o700)
    path.chmod(0o700)
    return path


def private_file(path: Path) -> BinaryIO:
    """A new file to write that only its owner can read.

    Raises
    ------
    OSError
        It cannot be made, or something stands in its place already, be it a link.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o600)
    os.fchmod(handle, 0o600) if hasattr(os, "fchmod") else None
    return os.fdopen(handle, "wb")


def copy_privately(stream: BinaryIO, path: Path, most: int | None = None) -> None:
    """Copy a stream into a new private file, a mebibyte at a time.

    Raises
    ------
    OverflowError
        There are more than `most` bytes.
    OSError
        They cannot be written. In either case nothing is left of the file.
    """
    if most is not None and stream.seekable():  # then it is known before anything is written
        here = stream.tell()
        _within(stream.seek(0, os.SEEK_END) - here, most)
        stream.seek(here)
    written = 0
    with private_file(path) as out:
        try:
            while chunk := stream.read(_CHUNK):
                written += len(chunk)
                _within(written, most)
                out.write(chunk)
            out.flush()
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _within(size: int, most: int | None) -> None:
    if most is not None and size > most:
        raise OverflowError(f"more than {most} bytes")


def remove_folder(path: Path) -> None:
    """Remove a folder with what is in it; of a link only the link."""
    if path.is_symlink():
        path.unlink(missing_ok=True)
    else:
        shutil.rmtree(path, ignore_errors=True)

"""Locks on files: the system lets go of one when its process ends, however it ends. No other module opens one."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from fairwitness.errors import EvidenceError

PATIENCE: Final = 30.0
"""Seconds to wait for another writer, who needs milliseconds."""
SHARES: Final = sys.platform != "win32"
"""Whether a lock can be shared here."""
_PAUSE: Final = 0.01

if sys.platform == "win32":
    import msvcrt

    _FAR: Final = 1 << 40  # behind any content: Windows refuses reading what is locked

    def try_lock(stream: BinaryIO) -> bool:
        """Take a file for oneself if nobody has it; whether that went."""
        stream.seek(_FAR)
        try:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def share(_stream: BinaryIO) -> None:
        """Nothing: no lock can be shared, so nobody may think to be alone where others share."""

    def _release(stream: BinaryIO) -> None:
        stream.seek(_FAR)
        msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def try_lock(stream: BinaryIO) -> bool:
        """Take a file for oneself if nobody has it; whether that went."""
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def share(stream: BinaryIO) -> None:
        """Hold a file with any number of others, once nobody has it for themselves; until it is closed."""
        fcntl.flock(stream, fcntl.LOCK_SH)

    def _release(stream: BinaryIO) -> None:
        fcntl.flock(stream, fcntl.LOCK_UN)


def lock_file(path: Path, *, make: bool = True) -> BinaryIO:
    """A file to lock, which only its owner can; it holds nothing, and is made if need be, unless `make` says no.

    Raises
    ------
    OSError
        It cannot be made or opened, is not there, or a link stands in its place.
    """
    flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | (os.O_CREAT if make else 0)
    return os.fdopen(os.open(path, flags, 0o600), "rb+")


@contextmanager
def locked(stream: BinaryIO, name: str, patience: float = PATIENCE) -> Iterator[None]:
    """Hold a file for oneself; others who ask by this function wait.

    Raises
    ------
    EvidenceError
        Another process has held it for `patience` seconds; `name` is how the message calls it.
    """
    until = time.monotonic() + patience
    while not try_lock(stream):
        if time.monotonic() > until:
            raise EvidenceError(
                f"'{name}' must be free to be written. Another process has held it for {patience:g} seconds; find and "
                "end that, or try again."
            )
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        _release(stream)

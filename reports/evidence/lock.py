"""One writer at a time: a lock on an open file, which the system lets go of when its process ends, however it ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

from fairwitness.errors import EvidenceError

PATIENCE: Final = 30.0
"""Seconds to wait for another writer, who needs milliseconds."""
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

    def _release(stream: BinaryIO) -> None:
        fcntl.flock(stream, fcntl.LOCK_UN)


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

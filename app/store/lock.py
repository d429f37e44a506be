"""Who is making or deleting audits just now: a lock that the system lets go of when its holder dies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from fairwitness.app.store.files import root
from fairwitness.audits.private import private_folder

try:
    import fcntl
except ImportError:  # Windows, where whoever tidies up never knows itself alone
    fcntl = None  # type: ignore[assignment]  # there is no such module

LOCK: Final = ".lock"


@contextmanager
def working() -> Iterator[None]:
    """Hold the store while a folder is made or deleted; any number may, none of them while somebody tidies up.

    Raises
    ------
    OSError
        The folder of the audits cannot be written.
    """
    handle = _open()
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


@contextmanager
def alone() -> Iterator[bool]:
    """Hold the store to tidy up, and say whether nobody is making or deleting anything.

    Raises
    ------
    OSError
        The folder of the audits cannot be written.
    """
    handle = _open()
    try:
        yield _taken(handle)
    finally:
        os.close(handle)


def _taken(handle: int) -> bool:
    if fcntl is None:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open() -> int:
    private_folder(root().parent.resolve())
    private_folder(root())
    return os.open(root() / LOCK, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)

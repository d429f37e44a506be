"""Who is making or deleting audits just now, so that whoever tidies up leaves that alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

from fairwitness.app.store.files import root
from fairwitness.audits.lock import SHARES, lock_file, share, try_lock
from fairwitness.audits.private import private_folder

LOCK: Final = ".lock"


@contextmanager
def working() -> Iterator[None]:
    """Hold the store while a folder is made or deleted; any number may, none of them while somebody tidies up.

    Raises
    ------
    OSError
        The folder of the audits cannot be written.
    """
    with _file() as held:
        share(held)
        yield


@contextmanager
def alone() -> Iterator[bool]:
    """Hold the store to tidy up, and say whether nobody is making or deleting anything; never, where none can share.

    Raises
    ------
    OSError
        The folder of the audits cannot be written.
    """
    with _file() as held:
        yield SHARES and try_lock(held)


def _file() -> BinaryIO:
    private_folder(root().parent.resolve())
    private_folder(root())
    return lock_file(root() / LOCK)

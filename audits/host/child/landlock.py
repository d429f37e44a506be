"""Landlock: which files the process may open, and no network where the kernel knows how.

Source: landlock(7) and the kernel's userspace-api/landlock.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_VERSION = 1
_PATH_BENEATH = 1
_PR_SET_NO_NEW_PRIVS = 38
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_OF_FILES = 0b1 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15
_RIGHTS_BY_VERSION = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_TCP = 0b11
_SCOPES = 0b11


def version() -> int:
    """The version of Landlock this kernel has; 0 if none, or if it is turned off."""
    found = ctypes.CDLL(None, use_errno=True).syscall(
        _CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(_VERSION)
    )
    return max(0, int(found))


def close_files(readable: Iterable[str], writable: Iterable[str]) -> None:
    """Let this thread, and all it will start, open only what lies under these paths; nothing may be run.

    Raises
    ------
    OSError
        The kernel refuses.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    abi = version()
    handled = (1 << _RIGHTS_BY_VERSION.get(abi, 16)) - 1
    parts = [handled, *([_TCP] if abi >= 4 else []), *([_SCOPES] if abi >= 6 else [])]
    attributes = struct.pack(f"{len(parts)}Q", *parts)
    rules = _done(libc.syscall(_CREATE, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint(0)))
    for path in readable:
        _allow(libc, rules, path, _READ_FILE | _READ_DIR)
    for path in writable:
        _allow(libc, rules, path, handled & ~1 & ~(1 << 6 | 1 << 9 | 1 << 10 | 1 << 11 | 1 << 12 | 1 << 13))
    _done(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    _done(libc.syscall(_RESTRICT, ctypes.c_int(rules), ctypes.c_uint(0)))
    os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: str, rights: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there need not be opened
    try:
        allowed = rights if os.path.isdir(path) else rights & _OF_FILES
        rule = struct.pack("=Qi", allowed, opened)
        _done(libc.syscall(_ADD, ctypes.c_int(rules), ctypes.c_int(_PATH_BENEATH), rule, ctypes.c_uint(0)))
    finally:
        os.close(opened)


def _done(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result

"""Shut the process in, before numpy or the model are imported: both locks bind a thread and those it starts later."""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import struct
import sys
from collections.abc import Callable

from . import landlock, seccomp

_ALWAYS = (
    *("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib"),
    *("/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo"),
    *("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"),
    *("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu", "/sys/devices/system/node"),
    "/proc/self/statm",  # its own size, which CatBoost looks at before it explains
)
_FORBIDDEN = "/"
_CAPABILITIES = 0x20080522
_PR_CAPBSET_DROP = 24
_MOST_CAPABILITIES = 64


class NotLockedError(Exception):
    """The process could not be shut in."""


def readable(files: list[str]) -> list[str]:
    """What must be read to compute: the interpreter, its packages, the machine's libraries, the model's files."""
    found = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix, os.path.dirname(__file__)}
    found.update(path for path in sys.path if path and os.path.exists(path))
    return sorted({*found, *_ALWAYS, *files})


def lock(files: list[str], scratch: list[str]) -> None:
    """Give up every privilege, close all files but those, then the system calls; and see that it holds.

    Raises
    ------
    NotLockedError
        Something is open still, or the kernel refused.
    """
    threads = len(os.listdir("/proc/self/task"))
    if threads > 1:
        raise NotLockedError(f"its Python starts {threads - 1} threads by itself, which no lock would bind")
    try:
        landlock.close_files(readable(files), scratch)
        _drop_capabilities()
        seccomp.close_calls()
    except OSError as error:
        raise NotLockedError(str(error)) from error
    _check()


def _drop_capabilities() -> None:
    """Root inside is nobody special: what root may do beside owning files is given up."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in range(_MOST_CAPABILITIES):
        libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    libc.capset(struct.pack("=Ii", _CAPABILITIES, 0), struct.pack("=6I", 0, 0, 0, 0, 0, 0))


def _check() -> None:
    """Try what must not work."""
    for what, attempt in _TRIES.items():
        try:
            attempt()
        except OSError as error:
            if error.errno in (errno.EPERM, errno.EACCES):
                continue
            raise NotLockedError(f"{what}: {error}") from error
        raise NotLockedError(f"{what} was not refused")


def _open() -> None:
    os.close(os.open(_FORBIDDEN, os.O_RDONLY))


def _connect() -> None:
    socket.socket().close()


def _start() -> None:
    if (child := os.fork()) == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _run() -> None:
    os.execv("/bin/true", ["true"])


_TRIES: dict[str, Callable[[], None]] = {
    "a folder outside": _open,
    "a socket": _connect,
    "another process": _start,
    "another program": _run,
}

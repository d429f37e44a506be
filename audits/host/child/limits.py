"""What the process may use: memory, processor time, files, threads. Hard limits: it cannot raise them again."""

from __future__ import annotations

import os
import resource
from collections.abc import Mapping

_FILES = 512
_MORE_THREADS = 512
_KINDS = {"memory": resource.RLIMIT_AS, "cpu": resource.RLIMIT_CPU, "file": resource.RLIMIT_FSIZE}


def set_limits(limits: Mapping[str, int]) -> None:
    """Set ``memory`` (bytes of address space), ``cpu`` (seconds) and ``file`` (bytes of one file)."""
    for name, kind in _KINDS.items():
        _set(kind, int(limits[name]))
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_NOFILE, _FILES)
    _set(resource.RLIMIT_NPROC, _own_threads() + _MORE_THREADS)


def _own_threads() -> int:
    """Threads that this user has on the whole machine, since the limit counts them all; the kernel exempts root."""
    found = 0
    for name in os.listdir("/proc") if os.path.isdir("/proc") else []:
        try:
            if name.isdigit() and os.stat("/proc/" + name).st_uid == os.getuid():
                found += len(os.listdir("/proc/" + name + "/task"))
        except OSError:
            continue  # it has ended meanwhile
    return found


def _set(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    lowest = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (lowest, lowest))

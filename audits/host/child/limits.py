"""What the process may use: memory, processor time, file size. Hard limits, so that it cannot raise them again."""

from __future__ import annotations

import resource
from collections.abc import Mapping

_FILES = 512
_KINDS = {"memory": resource.RLIMIT_AS, "cpu": resource.RLIMIT_CPU, "file": resource.RLIMIT_FSIZE}


def set_limits(limits: Mapping[str, int]) -> None:
    """Set ``memory`` (bytes of address space), ``cpu`` (seconds) and ``file`` (bytes of one file)."""
    for name, kind in _KINDS.items():
        _set(kind, int(limits[name]))
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_NOFILE, _FILES)


def _set(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    lowest = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (lowest, lowest))

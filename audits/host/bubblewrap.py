"""bubblewrap: shuts a process in from outside, where the kernel does not let it do so itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

_LIBRARIES = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/etc/ld.so.cache")
_MACHINE = ("/usr/share/zoneinfo", "/sys/devices/system/cpu", "/sys/devices/system/node")


def command(readable: Iterable[str], scratch: str) -> list[str]:
    """What stands before a command so that it runs without a network and sees these paths only."""
    there = {Path(path) for path in (*_LIBRARIES, *_MACHINE, *readable) if Path(path).exists()}
    outermost = sorted(str(path) for path in there if there.isdisjoint(path.parents))
    binds = [part for path in outermost for part in ("--ro-bind", path, path)]
    return [
        shutil.which("bwrap") or "bwrap",
        *("--unshare-all", "--die-with-parent", "--new-session"),
        *binds,
        *("--proc", "/proc", "--dev", "/dev"),
        *("--bind", scratch, scratch, "--"),
    ]

"""The one folder that a model may write to: watched while the model lives, and removed whatever lies in it.

What a stranger wrote there may be a tree deeper than any path is long, or a million empty files: nothing here
descends by recursion or follows a link.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path
from secrets import token_hex

_PER_NAME = 4096
"""Bytes that a name counts for, however little is in it."""
_DEEPEST = 32


def made() -> Path:
    """A new folder that nobody else can read."""
    return Path(tempfile.mkdtemp(prefix="fairwitness-host-"))


def is_over(folder: Path, most: int) -> bool:
    """Whether more than so many bytes lie in it, or folders deeper than anything that computes makes them."""
    total, left = 0, [(str(folder), 0)]
    while left:
        place, depth = left.pop()
        if depth > _DEEPEST:
            return True
        with contextlib.suppress(OSError), os.scandir(place) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    total += _PER_NAME + entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        left.append((entry.path, depth + 1))
                if total > most:
                    return True
    return False


def remove(folder: Path) -> None:
    """Remove it with all that lies in it, once the model has ended; what cannot be removed is left.

    A folder in a folder is moved to the top before its turn comes, so that no path gets long.
    """
    left = [folder]
    while left:
        place = left.pop()
        for path in _inside(place):
            with contextlib.suppress(OSError):
                if not stat.S_ISDIR(path.lstat().st_mode):
                    path.unlink()
                    continue
                path.chmod(stat.S_IRWXU)
                left.append(path if place == folder else path.rename(folder / token_hex(16)))
        if place != folder:
            with contextlib.suppress(OSError):
                place.rmdir()
    with contextlib.suppress(OSError):
        folder.rmdir()


def _inside(place: Path) -> list[Path]:
    try:
        return list(place.iterdir())
    except OSError:
        return []

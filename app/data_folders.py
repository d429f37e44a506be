"""Folders of the server that the operator lets people read data from; nothing outside of them is ever opened."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from fairwitness.app import formats
from fairwitness.errors import DataError, nearest

VARIABLE: Final = "FAIRWITNESS_DATA_FOLDERS"
MOST_FILES: Final = 500
"""Files that are listed; others are named by their path."""
_DEEPEST: Final = 4


def folders() -> dict[str, Path]:
    """The folders by the name that people see; those that are not there are left out.

    The variable holds paths, with the separator between them that `PATH` has. Two folders of one name are told apart by
    a number.
    """
    found: dict[str, Path] = {}
    for text in os.environ.get(VARIABLE, "").split(os.pathsep):
        path = Path(text.strip()).expanduser()
        if not text.strip() or not path.is_absolute() or not path.is_dir():
            continue
        name, number = path.name or str(path), 2
        while name in found:
            name, number = f"{path.name} ({number})", number + 1
        found[name] = path.resolve()
    return found


def listing(name: str) -> tuple[str, ...]:
    """The data files of a folder as paths in it, sorted: `MOST_FILES` at most, four folders deep."""
    root = _root(name)
    return tuple(sorted(islice(_files(root), MOST_FILES)))


def file_in(name: str, path: str) -> Path:
    """The file at a path in one of the folders, with all links resolved.

    Raises
    ------
    DataError
        There is no such folder, or no such file in it: a path or a link that leads out of it counts as none.
    """
    root = _root(name)
    found = _resolved(root / path.strip())
    inside = found is not None and found.is_relative_to(root) and found.is_file()
    if found is None or not path.strip() or not inside:
        raise DataError(
            f"The file must be one of the folder '{name}'. '{path.strip()[:80]}' is none. "
            f"{nearest(path.strip()[:200], listing(name))}".rstrip()
        )
    return found


def is_allowed(file: Path) -> bool:
    """Whether a file lies in one of the folders, with all links resolved."""
    found = _resolved(file)
    return found is not None and any(found.is_relative_to(root) for root in folders().values())


def _root(name: str) -> Path:
    known = folders()
    if name not in known:
        raise DataError(
            f"The folder must be one that whoever runs this server has allowed. '{name[:80]}' is none; {VARIABLE} "
            "names them."
        )
    return known[name]


def _resolved(path: Path) -> Path | None:
    """A path with all its links resolved; None of one that cannot be: a zero byte, too long, links in a circle."""
    try:
        return path.resolve() if path.exists() else None
    except (OSError, ValueError, RuntimeError):
        return None


def _files(root: Path) -> Iterator[str]:
    """Data files under a folder; neither hidden ones nor links out of it."""
    suffixes = {f".{suffix.removeprefix('.')}" for suffix in formats.data_suffixes()}
    for folder, inner, names in os.walk(root):
        here = Path(folder)
        depth = len(here.relative_to(root).parts)
        inner[:] = sorted(one for one in inner if not one.startswith(".")) if depth + 1 < _DEEPEST else []
        for name in sorted(names):
            file = here / name
            if name.startswith(".") or not suffixes & {suffix.casefold() for suffix in file.suffixes}:
                continue
            found = _resolved(file)
            if found is not None and found.is_relative_to(root):
                yield file.relative_to(root).as_posix()

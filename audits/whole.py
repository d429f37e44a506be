"""Files that are there whole or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path

from fairwitness.errors import ReportError


def write_whole(contents: Mapping[Path, bytes]) -> list[Path]:
    """Write all files, or none: each to a name of its own first, and renamed when every one is written.

    Raises
    ------
    ReportError
        A folder cannot be made or written, or the disk is full.
    """
    drafts: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise IsADirectoryError(f"there is a folder named '{path.name}'")
            drafts[path] = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            drafts[path].write_bytes(content)
        for path, draft in drafts.items():
            draft.replace(path)
    except OSError as error:
        folder = next(iter(contents)).parent
        names = ", ".join(f"'{path.name}'" for path in contents)
        raise ReportError(
            f"The results must go into a folder that can be written. '{folder}' cannot: "
            f"{error.strerror or error}. Not written: {names}."
        ) from error
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
    return list(contents)

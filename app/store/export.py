"""Everything of a store in one file: projects, members, settings, the trail, and the audits with their folders.

No key is in it, and no form that was not finished.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from fairwitness.app.store.audits import entries
from fairwitness.app.store.contents import AUDITS, CONTENTS, allowed, contents, trail_name
from fairwitness.app.store.files import RUNNING, folder, trail
from fairwitness.app.store.projects import members, projects
from fairwitness.app.store.settings import settings
from fairwitness.audits.private import private_file
from fairwitness.errors import RecordError, StoreError

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Exported:
    """What was written."""

    path: Path
    audits: int
    bytes: int
    """Of the file."""


def export_all(path: Path) -> Exported:
    """Write a new file with everything; it is there whole or not at all.

    Raises
    ------
    StoreError
        Something has that name already, or it cannot be written.
    """
    if path.exists() or path.is_symlink():
        raise StoreError(f"The export must be a new file. '{path}' is there already; choose another name.")
    making = path.with_name(f".{path.name}.{secrets.token_hex(3)}")
    try:
        with private_file(making) as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            packed = _pack(archive)
        os.replace(making, path)  # noqa: PTH105 - says what it does
    except OSError as error:
        raise StoreError(f"'{path}' cannot be written: {error.strerror or error}.") from error
    finally:
        making.unlink(missing_ok=True)
    return Exported(path, packed, path.stat().st_size)


def _pack(archive: zipfile.ZipFile) -> int:
    packed = []
    for entry in entries():
        try:
            found = folder(entry.id)
        except RecordError:  # deleted since it was listed
            continue
        for file in _files(found):
            _write(archive, file, f"{AUDITS}{entry.id}/{file.relative_to(found).as_posix()}")
        packed.append(entry)
    for project in projects():
        if trail(project.id).is_file():
            _write(archive, trail(project.id), trail_name(project.id))
    people = (projects(), members())
    front = contents(datetime.now(UTC), version("fairwitness"), people, settings(), tuple(packed))
    archive.writestr(_info(CONTENTS), front.model_dump_json(indent=1))
    return len(packed)


def _files(top: Path) -> Iterator[Path]:
    """Plain files, in order; links, what is being written and what says that a run goes on are left out."""
    for parent, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent) / name
            if path.parent == top and name in RUNNING:
                continue
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


def _write(archive: zipfile.ZipFile, file: Path, name: str) -> None:
    if not allowed(name):
        raise StoreError(
            f"'{file}' has a name that no file of an audit has; rename or remove it, then export again."
        )
    try:
        stream = file.open("rb")
    except FileNotFoundError:  # a run that goes on has removed it
        return
    with stream, archive.open(_info(name, file), "w", force_zip64=True) as out:
        shutil.copyfileobj(stream, out, _CHUNK)


def _info(name: str, file: Path | None = None) -> zipfile.ZipInfo:
    when = time.localtime(file.stat().st_mtime if file else None)
    info = zipfile.ZipInfo(name, (min(max(when.tm_year, 1980), 2107), *when[1:6]))
    info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o100600 << 16
    return info

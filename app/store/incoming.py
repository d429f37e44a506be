"""Take in what another store exported. Nothing that is here is changed: an audit that is here already is left alone."""

from __future__ import annotations

import secrets
import shutil
import zipfile
import zlib
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final, cast

from sqlalchemy import insert, select

from fairwitness.app.people import folded
from fairwitness.app.store.audits import NEW, entries, put
from fairwitness.app.store.contents import AUDITS, Contents, read_contents, refuse, trail_name
from fairwitness.app.store.database import reading, writing
from fairwitness.app.store.facts import ENTRY, Entry, of_record, write_entry
from fairwitness.app.store.files import RECORD, RUNNING, root, trail
from fairwitness.app.store.lock import working
from fairwitness.app.store.projects import projects as projects_here
from fairwitness.app.store.settings import set_settings, settings
from fairwitness.app.store.tables import MAIN, audits
from fairwitness.app.store.tables import members as _members
from fairwitness.app.store.tables import projects as _projects
from fairwitness.audits.private import copy_privately, private_folder, remove_folder
from fairwitness.audits.record import load_record
from fairwitness.errors import FairwitnessError, StoreError

_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OverflowError)


@dataclass(frozen=True)
class Imported:
    """What came in, and what did not."""

    audits: tuple[Entry, ...] = ()
    skipped: tuple[Entry, ...] = ()
    """Here already."""
    projects: tuple[str, ...] = ()
    """The names of new ones."""
    members: int = 0
    settings: tuple[str, ...] = ()
    """Taken over, which happens only where there was no audit and nothing was set."""
    trails: tuple[Path, ...] = ()
    """Where the other trails lie now, one for each project that has one; those that are here already are left out."""


def import_all(path: Path) -> Imported:
    """Take in an exported file: all of it, or nothing if anything in it is not as it must be.

    Raises
    ------
    StoreError
        It is no such file, was changed or is built to harm, or the store cannot be written.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            refuse(archive, path.name, path.stat().st_size, _room())
            found = read_contents(archive, path.name)
            with working():
                return _take_in(archive, found, path.name)
    except _DAMAGED as error:
        raise StoreError(
            f"'{path.name}' must be a zip file that is whole. It is damaged, or no zip file: nothing was imported."
        ) from error
    except OSError as error:
        raise StoreError(f"'{path.name}' cannot be imported: {error.strerror or error}.") from error


def _room() -> int:
    place = root()
    while not place.exists() and place != place.parent:
        place = place.parent
    return shutil.disk_usage(place).free


def _take_in(archive: zipfile.ZipFile, found: Contents, name: str) -> Imported:
    fresh = not entries()
    here = _here()
    new = [one for one in found.audits if one.id not in here]
    staged: dict[Path, Entry] = {}
    try:
        for one in new:
            place = root() / f"{NEW}{one.id}-{secrets.token_hex(3)}"
            staged[place] = one
            staged[place] = _unpack(archive, place, one, name)
        asked = dict.fromkeys((MAIN, *(one.id for one in found.projects)))
        kept = [laid for project in asked if (laid := _keep_trail(archive, name, project)) is not None]
        projects, members = _take_people(found)
        there = {project.id for project in projects_here()}
        for place, one in staged.items():
            place.rename(root() / one.id)
            put(one if one.project in there else replace(one, project=MAIN))
    finally:
        for place in staged:
            remove_folder(place)
    taken = _take_settings(found) if fresh else ()
    skipped = tuple(one for one in found.audits if one.id in here)
    return Imported(tuple(staged.values()), skipped, projects, members, taken, tuple(kept))


def _here() -> set[str]:
    """The audits that stay as they are; one whose folder is missing may come back."""
    with reading() as connection:
        rows = set(connection.execute(select(audits.c.id).where(audits.c.state != "missing")).scalars())
    return rows | {path.name for path in root().iterdir()}


def _unpack(archive: zipfile.ZipFile, place: Path, one: Entry, name: str) -> Entry:
    """Write the files of an audit under another name, and hold its record against its hash."""
    private_folder(place)
    start = f"{AUDITS}{one.id}/"
    for info in archive.infolist():
        if info.filename.startswith(start) and info.filename[len(start) :] not in RUNNING:
            target = place.joinpath(*info.filename[len(start) :].split("/"))
            _folders(place, target.parent)
            with archive.open(info) as stream:
                copy_privately(
                    cast(BinaryIO, stream), target
                )  # never more than `file_size`, and its check sum
    settled = replace(one, hash=None, tally=None)
    if (place / RECORD).is_file():
        try:
            record = load_record(place)
        except FairwitnessError as error:
            raise StoreError(f"'{name}' holds the audit {one.id}, which is not sound: {error}") from error
        if one.hash not in (None, record.hash):
            raise StoreError(f"'{name}' holds the audit {one.id} with another record than it lists.")
        settled = of_record(one, record)
    elif one.hash is not None:
        raise StoreError(
            f"'{name}' must hold the record of the audit {one.id}. It does not. Nothing was imported."
        )
    (place / ENTRY).unlink(missing_ok=True)
    write_entry(place, settled)
    return settled


def _folders(top: Path, wanted: Path) -> None:
    for part in reversed([wanted, *wanted.parents]):
        if part.is_relative_to(top):
            private_folder(part)


def _take_people(found: Contents) -> tuple[tuple[str, ...], int]:
    """Add projects and members that are not here; nobody's role here changes."""
    with writing() as connection:
        there = set(connection.execute(select(_projects.c.id)).scalars())
        projects = [one for one in found.projects if one.id not in there]
        for one in projects:
            connection.execute(insert(_projects).values(asdict(one)))
        there |= {one.id for one in projects}
        known = {(row.project, row.email) for row in connection.execute(select(_members))}
        new = {(one.project, folded(one.email)): one for one in found.members}
        members = {key: one for key, one in new.items() if key not in known and one.project in there}
        for (_, email), member in members.items():
            connection.execute(insert(_members).values(asdict(replace(member, email=email))))
    return tuple(one.name for one in projects), len(members)


def _take_settings(found: Contents) -> tuple[str, ...]:
    set_here = settings()
    new: dict[str, object] = {name: value for name, value in found.settings.items() if name not in set_here}
    if new:
        set_settings(new)
    return tuple(sorted(new))


def _keep_trail(archive: zipfile.ZipFile, name: str, project: str) -> Path | None:
    """Lay the other trail in place, or beside the one that is here; never into it, for each line is hashed."""
    from fairwitness.reports.evidence.trail import load_trail

    packed, mine = trail_name(project), trail(project)
    if packed not in archive.namelist():
        return None
    making = root() / f"{NEW}trail-{secrets.token_hex(3)}"
    try:
        with archive.open(packed) as stream:
            copy_privately(cast(BinaryIO, stream), making)
        theirs = load_trail(making)
        ours = {entry.hash for entry in load_trail(mine).chain.entries} if mine.exists() else set()
        if theirs.head.hash in ours or not theirs.head.entries:
            return None
        place = mine if not mine.exists() else mine.with_name(f"{mine.stem}-{theirs.head.hash[:12]}.jsonl")
        if place.exists():
            return None
        private_folder(place.parent)
        making.rename(place)
    except StoreError:
        raise
    except FairwitnessError as error:
        raise StoreError(f"The trail in '{name}' is not sound: {error}") from error
    finally:
        making.unlink(missing_ok=True)
    return place

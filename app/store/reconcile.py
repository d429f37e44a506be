"""Put the list of audits right after whatever stopped a process: finish or remove what it was at, and adopt folders.

A folder that no row speaks of is adopted: a home of an earlier version, or a backup that was laid back. A row whose
folder is not there stays, unlisted, until the folder is back: a disk may not be mounted yet.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from fairwitness.app.store.audits import GONE, NEW
from fairwitness.app.store.database import file, reading, writing
from fairwitness.app.store.facts import ENTRY, Entry, of_record, read_entry, to_row
from fairwitness.app.store.files import PLAN, RECORD, folders, plan, root
from fairwitness.app.store.lock import alone
from fairwitness.app.store.names import is_id
from fairwitness.app.store.tables import MAIN, audits, projects
from fairwitness.audits.private import remove_folder
from fairwitness.audits.record import load_record
from fairwitness.errors import FairwitnessError, StoreError

_TAIL: Final = 7
"""Of a name that is not an audit's yet, or no longer: a hyphen and six digits."""


@dataclass(frozen=True)
class Reconciled:
    """What was put right, by the ids of the audits."""

    adopted: tuple[str, ...] = ()
    finished: tuple[str, ...] = ()
    """Made or deleted as far as it had come."""
    removed: tuple[str, ...] = ()
    """Half made, with nothing to keep."""
    missing: tuple[str, ...] = ()
    """Without their folder."""


def reconcile() -> Reconciled:
    """Make rows and folders agree. Nothing is touched that another process is making or deleting at the moment.

    Raises
    ------
    StoreError
        The folder or the database cannot be written.
    """
    if not root().is_dir() and not _has_rows():
        return Reconciled()
    try:
        with alone() as sure:
            return _tidied() if sure else Reconciled(adopted=_adopt(set()))
    except OSError as error:
        raise StoreError(
            f"Audits must be kept in a folder that can be written. '{root()}' cannot: {error.strerror or error}."
        ) from error


def _has_rows() -> bool:
    path = file()
    if path is not None and not path.exists():
        return False
    with reading() as connection:
        return connection.execute(select(audits.c.id).limit(1)).first() is not None


def _tidied() -> Reconciled:
    finished, removed = _put_in_place(), []
    for audit, state in _states().items():
        there = (root() / audit).is_dir()
        if state == "deleting":
            if there:
                (root() / audit).rename(root() / f"{GONE}{audit}-000000")
            _drop(audit)
            finished.append(audit)
        elif state == "making" and not there:
            _drop(audit)
            removed.append(audit)
    missing = _see_folders()
    for left in [*root().glob(f"{NEW}*"), *root().glob(f"{GONE}*")]:
        left.unlink() if left.is_file() else remove_folder(left)
    return Reconciled(_adopt({"making"}), tuple(finished), tuple(removed), missing)


def _put_in_place() -> list[str]:
    """Rename folders that were whole when their maker stopped; what they were to replace was moved away before."""
    put = []
    for new in sorted(root().glob(f"{NEW}*")):
        audit = new.name[len(NEW) : -_TAIL]
        if is_id(audit) and (new / ENTRY).is_file() and not (root() / audit).exists():
            new.rename(root() / audit)
            put.append(audit)
    for gone in sorted(root().glob(f"{GONE}*")):  # replaced, and the new one is not whole
        audit = gone.name[len(GONE) : -_TAIL]
        if _states().get(audit) == "making" and not (root() / audit).exists():
            gone.rename(root() / audit)
            put.append(audit)
    return put


def _see_folders() -> tuple[str, ...]:
    """Take rows off the list whose folder is gone, and put those back whose folder is."""
    states, there = _states(), {path.name for path in folders()}
    lost = tuple(audit for audit, state in states.items() if state == "ready" and audit not in there)
    back = tuple(audit for audit, state in states.items() if state == "missing" and audit in there)
    with writing() as connection:
        for found, state in ((lost, "missing"), (back, "ready")):
            for audit in found:
                connection.execute(update(audits).where(audits.c.id == audit).values(state=state))
    return tuple(audit for audit, state in _states().items() if state == "missing")


def _adopt(states: set[str]) -> tuple[str, ...]:
    """Give every folder a row that has none, or one in these states."""
    known = {audit for audit, state in _states().items() if state not in states}
    found = [path for path in folders() if path.name not in known and _whole(path)]
    if not found:
        return ()
    facts = [facts_of(path) for path in found]
    with writing() as connection:
        there = set(connection.execute(select(projects.c.id)).scalars())
        for one in facts:
            settled = one if one.project in there else replace(one, project=MAIN)
            connection.execute(delete(audits).where(audits.c.id == one.id, audits.c.state == "making"))
            with suppress(IntegrityError), connection.begin_nested():  # another process may have been first
                connection.execute(insert(audits).values(to_row(settled) | {"state": "ready"}))
    return tuple(one.id for one in facts)


def _whole(path: Path) -> bool:
    return any((path / name).is_file() for name in (PLAN, RECORD, ENTRY))


def facts_of(path: Path) -> Entry:
    """What a folder says of its audit: its copy of the facts, else its record, else its plan."""
    known = read_entry(path)
    if known is not None and known.finished:
        return known
    since = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="seconds")
    plain = known or Entry(path.name, path.name, since)
    with suppress(FairwitnessError, OSError):
        return of_record(plain, load_record(path))
    if known is None:
        with suppress(FairwitnessError, OSError):
            return replace(plain, title=plan(path.name).title)
    return plain


def _states() -> dict[str, str]:
    with reading() as connection:
        return {row.id: row.state for row in connection.execute(select(audits.c.id, audits.c.state))}


def _drop(audit: str) -> None:
    with writing() as connection:
        connection.execute(delete(audits).where(audits.c.id == audit))

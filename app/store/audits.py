"""Which audits there are: made and deleted in two steps each, so that whatever stops one leaves no half audit.

A row says that an audit is being made, its folder is filled under another name and renamed, the row says that it is
ready. What is stopped on the way is finished or removed by `reconcile`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlalchemy import delete as deleting

from fairwitness.app.people import Person
from fairwitness.app.store.database import reading, writing
from fairwitness.app.store.facts import Entry, new_entry, of_record, of_row, read_entry, to_row, write_entry
from fairwitness.app.store.files import PLAN, RECORD, folder, forget_inputs, root, write_text
from fairwitness.app.store.lock import working
from fairwitness.app.store.names import checked_id, input_name, new_id
from fairwitness.app.store.projects import require_project
from fairwitness.app.store.tables import MAIN, audits
from fairwitness.audits.plan import Plan
from fairwitness.audits.plan.template import dump_plan
from fairwitness.audits.private import copy_privately, private_folder, remove_folder
from fairwitness.audits.record import load_record
from fairwitness.errors import FairwitnessError, RecordError, StoreError

NEW: Final = ".new-"
GONE: Final = ".gone-"


def create(
    plan: Plan,
    files: Mapping[str, BinaryIO] | None = None,
    *,
    audit: str | None = None,
    demo: bool = False,
    by: Person | None = None,
    project: str = MAIN,
) -> str:
    """Make a new audit with its plan and the files that the plan names, and return its id.

    Parameters
    ----------
    plan : Plan
        Its paths stand as they are; those of `files` are ``inputs/<name>`` (see `input_name`).
    files : mapping of file name to open binary file, optional
        Copied into ``inputs/``.
    audit : str, optional
        The id; a new one if left out. An audit that has it already is replaced.
    demo : bool
        Whether the list should say that this is the audit that comes with the product.
    by : Person, optional
        Who makes it; nobody is named if left out.
    project : str
        The id of the project that it belongs to.

    Raises
    ------
    RecordError
        The folder cannot be written.
    StoreError
        There is no such project, or the database cannot be written.
    """
    name = checked_id(audit or new_id())
    facts = new_entry(name, plan, by, project, demo=demo)
    making = root() / f"{NEW}{name}-{secrets.token_hex(3)}"
    try:
        with working():
            with writing() as connection:
                known = _claim(connection, facts)
            try:
                _fill(making, plan, files or {}, facts)
                _state(name, "making")  # of one that is replaced, only now
                _put(making, name)
            except BaseException:
                remove_folder(making)
                _unclaim(name, known=known)
                raise
            with writing() as connection:
                connection.execute(
                    update(audits).where(audits.c.id == name).values(to_row(facts) | {"state": "ready"})
                )
    except OSError as error:
        why = error.strerror or error
        raise RecordError(
            f"Audits must be kept in a folder that can be written. '{root()}' cannot: {why}."
        ) from error
    return name


def _claim(connection: Connection, facts: Entry) -> bool:
    """Say that an audit is being made; whether there is one of that id, which stays listed until it is replaced."""
    require_project(connection, facts.project)
    if connection.execute(select(audits.c.id).where(audits.c.id == facts.id)).first() is not None:
        return True
    connection.execute(insert(audits).values(to_row(facts) | {"state": "making"}))
    return False


def _unclaim(audit: str, *, known: bool) -> None:
    """Take back what `_claim` said; if even that cannot be written, `reconcile` does it later."""
    mine = (audits.c.id == audit) & (audits.c.state == "making")
    with suppress(StoreError), writing() as connection:
        connection.execute(
            update(audits).where(mine).values(state="ready") if known else deleting(audits).where(mine)
        )


def _fill(making: Path, plan: Plan, files: Mapping[str, BinaryIO], facts: Entry) -> None:
    private_folder(making)
    write_text(making / PLAN, dump_plan(plan))
    for file, stream in files.items():
        target = making / input_name(file)
        private_folder(target.parent)
        copy_privately(stream, target)
    write_entry(making, facts)  # the last: a folder that has it is whole


def _put(making: Path, name: str) -> None:
    """Give a folder its name, in place of the one that had it; that one is put back if this cannot be."""
    gone = root() / f"{GONE}{name}-{secrets.token_hex(3)}"
    if (root() / name).exists():
        (root() / name).rename(gone)
    try:
        making.rename(root() / name)
    except OSError:
        if gone.exists():
            gone.rename(root() / name)
        raise
    remove_folder(gone)


def entries(project: str | None = None) -> tuple[Entry, ...]:
    """All audits, or those of one project, the newest first. No folder of one that has ended is looked at.

    Raises
    ------
    StoreError
        The database cannot be read.
    """
    asked = select(audits).where(audits.c.state == "ready")
    if project is not None:
        asked = asked.where(audits.c.project == project)
    with reading() as connection:
        rows = connection.execute(asked.order_by(audits.c.created.desc(), audits.c.id.desc())).mappings()
        found = [of_row(row) for row in rows]
    settled = [_looked_at(entry) for entry in found]
    if settled != found:
        settled.sort(key=lambda entry: (entry.created, entry.id), reverse=True)
    return tuple(settled)


def entry(audit: str) -> Entry:
    """The list's facts of one audit; raises `RecordError` if there is none of that id."""
    path = folder(audit)
    with reading() as connection:
        row = _row(connection, audit)
    return _looked_at(of_row(row)) if row is not None else read_entry(path) or Entry(audit, audit, "")


def newest_finished(project: str | None = None) -> str | None:
    """The id of the newest audit with a record; None if there is none."""
    asked = select(audits.c.id).where(audits.c.state == "ready", audits.c.hash.is_not(None))
    if project is not None:
        asked = asked.where(audits.c.project == project)
    with reading() as connection:
        return connection.execute(
            asked.order_by(audits.c.created.desc(), audits.c.id.desc()).limit(1)
        ).scalar()


def settle(audit: str) -> Entry:
    """Write the list's facts anew from the record that a run has left in the folder."""
    path = folder(audit)
    with reading() as connection:
        row = _row(connection, audit)
    known = of_row(row) if row is not None else read_entry(path) or Entry(audit, audit, "")
    settled = of_record(known, load_record(path))
    forget_inputs(audit)
    put(settled)
    write_entry(path, settled)
    return settled


def unsettle(audit: str) -> None:
    """Take the facts of a record off the list, for an audit that is about to run again."""
    path = folder(audit)
    with reading() as connection:
        row = _row(connection, audit)
    if row is not None and row["hash"] is not None:
        facts = replace(of_row(row), hash=None, tally=None, rows=None)
        put(facts)
        write_entry(path, facts)


def put(facts: Entry) -> None:
    """Have the database say of an audit what `facts` says, whether it knew it or not."""
    row = to_row(facts) | {"state": "ready"}
    with writing() as connection:
        if not connection.execute(update(audits).where(audits.c.id == facts.id).values(row)).rowcount:
            connection.execute(insert(audits).values(row))


def delete(audit: str) -> None:
    """Remove an audit and all its files. Only a folder inside the store can be meant.

    Raises
    ------
    RecordError
        There is no such audit, or its folder cannot be moved.
    StoreError
        The database cannot be written.
    """
    path = folder(audit)
    try:
        with working():
            _state(audit, "deleting")
            gone = root() / f"{GONE}{audit}-{secrets.token_hex(3)}"
            try:
                path.rename(gone)
            except OSError:
                _state(audit, "ready")
                raise
            with writing() as connection:
                connection.execute(deleting(audits).where(audits.c.id == audit))
            remove_folder(gone)
    except OSError as error:
        raise RecordError(f"The audit '{audit}' cannot be deleted: {error.strerror or error}.") from error


def keep(audit: str, *, kept: bool = True) -> None:
    """Say that an audit stays, whatever the setting for old ones says, or that it need not."""
    path = folder(audit)
    with writing() as connection:
        connection.execute(update(audits).where(audits.c.id == audit).values(kept=kept))
        row = _row(connection, audit)
    if row is not None:
        write_entry(path, of_row(row))


def move(audit: str, project: str) -> None:
    """Put an audit into another project; raises `StoreError` if there is none of that id."""
    path = folder(audit)
    with writing() as connection:
        require_project(connection, project)
        connection.execute(update(audits).where(audits.c.id == audit).values(project=project))
        row = _row(connection, audit)
    if row is not None:
        write_entry(path, of_row(row))


def _row(connection: Connection, audit: str) -> RowMapping | None:
    return connection.execute(select(audits).where(audits.c.id == audit)).mappings().first()


def _state(audit: str, state: str) -> None:
    with writing() as connection:
        connection.execute(update(audits).where(audits.c.id == audit).values(state=state))


def _looked_at(known: Entry) -> Entry:
    """The facts of an audit, settled if a run has ended since they were written."""
    if not known.finished and (root() / known.id / RECORD).is_file():
        with suppress(FairwitnessError, OSError):
            return settle(known.id)
    return known

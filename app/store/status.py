"""What a store has, and where."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Table, func, select

from fairwitness.app.store import tables
from fairwitness.app.store.database import file, place, reading, step, writing
from fairwitness.app.store.files import root
from fairwitness.app.store.steps import NEWEST
from fairwitness.audits.keys import home


@dataclass(frozen=True)
class Status:
    """How a store is."""

    home: Path
    database: str
    """A file, or a database of a server; never with a password."""
    step: str | None
    """The last step of its tables; None if there is no database yet."""
    newest: str
    """The step that this version has its tables at."""
    audits: int
    finished: int
    projects: int
    members: int
    drafts: int
    bytes: int
    """Of the folders of audits and, if it is a file, of the database."""


def status() -> Status:
    """How the store is; nothing is made or changed, but tables of an earlier version are brought up to read them.

    Raises
    ------
    StoreError
        The database cannot be read.
    """
    before = step()
    listed = select(func.count()).select_from(tables.audits).where(tables.audits.c.state == "ready")
    with reading() as connection:

        def number(table: Table) -> int:
            return int(connection.execute(select(func.count()).select_from(table)).scalar_one())

        return Status(
            home=home(),
            database=place(),
            step=before,
            newest=NEWEST,
            audits=int(connection.execute(listed).scalar_one()),
            finished=int(connection.execute(listed.where(tables.audits.c.hash.is_not(None))).scalar_one()),
            projects=number(tables.projects),
            members=number(tables.members),
            drafts=number(tables.drafts),
            bytes=_bytes(),
        )


def upgrade() -> tuple[str | None, str]:
    """Bring the database to the tables of this version, making it if need be: the step before, and the one after."""
    before = step()
    with writing():
        return before, NEWEST


def _bytes() -> int:
    total = 0
    for parent, _, names in os.walk(root()):
        for name in names:
            total += (Path(parent) / name).lstat().st_size
    database = file()
    beside = (
        []
        if database is None
        else [database.with_name(f"{database.name}{end}") for end in ("", "-wal", "-shm")]
    )
    return total + sum(path.stat().st_size for path in beside if path.exists())

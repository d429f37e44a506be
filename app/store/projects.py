"""Projects, and who may do what in each."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal, get_args

from sqlalchemy import Connection, delete, insert, select, update

from fairwitness.app.people import Person, folded
from fairwitness.app.store.database import reading, writing
from fairwitness.app.store.tables import MAIN
from fairwitness.app.store.tables import members as _members
from fairwitness.app.store.tables import projects as _projects
from fairwitness.errors import StoreError, nearest
from fairwitness.reports.plain import plain

Role = Literal["viewer", "auditor", "reviewer", "admin"]
LONGEST_NAME: Final = 80


@dataclass(frozen=True)
class Project:
    """Where audits belong together, with the people who may see them."""

    id: str
    name: str
    created: datetime


@dataclass(frozen=True)
class Member:
    """A person in a project."""

    project: str
    email: str
    """In lower case."""
    role: Role
    added: datetime
    added_by: str


def projects() -> tuple[Project, ...]:
    """All projects: ``main``, which is always there, then the oldest first."""
    with reading() as connection:
        rows = connection.execute(
            select(_projects).order_by(_projects.c.id != MAIN, _projects.c.created, _projects.c.id)
        )
        return tuple(Project(**row) for row in rows.mappings())


def add_project(name: str) -> Project:
    """Begin a project, and return it with its id.

    Raises
    ------
    StoreError
        The name is empty, or a project has it.
    """
    words = _words(name)
    stem = re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")[:48] or "project"
    made = Project(f"{stem}-{secrets.token_hex(3)}", words, datetime.now(UTC))
    with writing() as connection:
        _refuse_taken(connection, words, made.id)
        connection.execute(insert(_projects).values(id=made.id, name=made.name, created=made.created))
    return made


def require_project(connection: Connection, project: str) -> None:
    """Raise `StoreError` if there is no project of that id."""
    if connection.execute(select(_projects.c.id).where(_projects.c.id == project)).first() is None:
        raise StoreError(f"There is no project '{project}'.")


def rename_project(project: str, name: str) -> None:
    """Give a project another name; its id stays. Raises as `add_project` does."""
    words = _words(name)
    with writing() as connection:
        require_project(connection, project)
        _refuse_taken(connection, words, project)
        connection.execute(update(_projects).where(_projects.c.id == project).values(name=words))


def members(project: str | None = None) -> tuple[Member, ...]:
    """The people of one project, or of all, by address."""
    asked = select(_members).order_by(_members.c.project, _members.c.email)
    if project is not None:
        asked = asked.where(_members.c.project == project)
    with reading() as connection:
        return tuple(Member(**row) for row in connection.execute(asked).mappings())


def roles_of(email: str) -> dict[str, Role]:
    """What a person is, by the id of the project."""
    with reading() as connection:
        rows = connection.execute(
            select(_members.c.project, _members.c.role).where(_members.c.email == folded(email))
        )
        return {row.project: row.role for row in rows}


def set_member(project: str, email: str, role: Role, by: Person, *, keep_admin: bool = False) -> None:
    """Give a person a role in a project, whether they had one or not.

    Raises
    ------
    StoreError
        There is no such role or project, or the address is none; or it would be left without its last admin, and
        `keep_admin` says that it must have one.
    """
    if role not in get_args(Role):
        raise StoreError(
            f"A role must be one of {', '.join(get_args(Role))}. {nearest(role, get_args(Role))}"
        )
    address = folded(email)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address) or len(address) > 320:
        raise StoreError(f"A member must be named by an e-mail address. Got '{email}' instead.")
    mine = (_members.c.project == project) & (_members.c.email == address)
    with _members_of(project, keep_admin=keep_admin) as connection:
        require_project(connection, project)
        facts = {"role": role, "added": datetime.now(UTC), "added_by": by.name}
        if not connection.execute(update(_members).where(mine).values(facts)).rowcount:
            connection.execute(insert(_members).values(project=project, email=address, **facts))


def drop_member(project: str, email: str, *, keep_admin: bool = False) -> None:
    """Take a person out of a project; nothing happens if they are not in it. Raises as `set_member` does."""
    mine = (_members.c.project == project) & (_members.c.email == folded(email))
    with _members_of(project, keep_admin=keep_admin) as connection:
        connection.execute(delete(_members).where(mine))


@contextmanager
def _members_of(project: str, *, keep_admin: bool) -> Iterator[Connection]:
    """A change of members, which is taken back if it takes the last admin that a project must keep."""
    admins = select(_members.c.email).where(_members.c.project == project, _members.c.role == "admin")
    with writing() as connection:
        before = connection.execute(admins.with_for_update()).first()  # of two at once the second waits
        yield connection
        if keep_admin and before is not None and connection.execute(admins).first() is None:
            raise StoreError(
                "A project must keep an admin, or nobody could say who may do what in it. Make somebody else admin "
                "first."
            )


def _words(name: str) -> str:
    words = " ".join(plain(name).split())
    if not words or len(words) > LONGEST_NAME:
        got = f"one of {len(words)}" if words else "none"
        raise StoreError(f"A project must have a name of at most {LONGEST_NAME} characters. Got {got}.")
    return words


def _refuse_taken(connection: Connection, words: str, project: str) -> None:
    known = connection.execute(select(_projects.c.name).where(_projects.c.id != project)).scalars()
    if words.casefold() in {one.casefold() for one in known}:
        raise StoreError(f"There is a project '{words}' already; choose another name.")

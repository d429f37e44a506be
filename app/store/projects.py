"""Projects, and who may do what in each."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

from sqlalchemy import delete, insert, select, update

from fairwitness.app.people import Person
from fairwitness.app.store.database import reading, writing
from fairwitness.app.store.tables import MAIN
from fairwitness.app.store.tables import members as _members
from fairwitness.app.store.tables import projects as _projects
from fairwitness.errors import StoreError, nearest

Role = Literal["viewer", "auditor", "reviewer", "admin"]


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
    words = " ".join(name.split())
    if not words:
        raise StoreError("A project must have a name. Got none.")
    stem = re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")[:48] or "project"
    made = Project(f"{stem}-{secrets.token_hex(3)}", words, datetime.now(UTC))
    with writing() as connection:
        known = connection.execute(select(_projects.c.name)).scalars()
        if words.casefold() in {one.casefold() for one in known}:
            raise StoreError(f"There is a project '{words}' already; choose another name.")
        connection.execute(insert(_projects).values(id=made.id, name=made.name, created=made.created))
    return made


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


def set_member(project: str, email: str, role: Role, by: Person) -> None:
    """Give a person a role in a project, whether they had one or not.

    Raises
    ------
    StoreError
        There is no such role or project, or the address is none.
    """
    if role not in get_args(Role):
        raise StoreError(
            f"A role must be one of {', '.join(get_args(Role))}. {nearest(role, get_args(Role))}"
        )
    address = folded(email)
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", address) or len(address) > 320:
        raise StoreError(f"A member must be named by an e-mail address. Got '{email}' instead.")
    mine = (_members.c.project == project) & (_members.c.email == address)
    with writing() as connection:
        if connection.execute(select(_projects.c.id).where(_projects.c.id == project)).first() is None:
            raise StoreError(f"There is no project '{project}'.")
        facts = {"role": role, "added": datetime.now(UTC), "added_by": by.name}
        if not connection.execute(update(_members).where(mine).values(facts)).rowcount:
            connection.execute(insert(_members).values(project=project, email=address, **facts))


def drop_member(project: str, email: str) -> None:
    """Take a person out of a project; nothing happens if they are not in it."""
    with writing() as connection:
        connection.execute(
            delete(_members).where(_members.c.project == project, _members.c.email == folded(email))
        )


def folded(email: str) -> str:
    """An address as it is compared: without spaces around it, in lower case."""
    return email.strip().lower()

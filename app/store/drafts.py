"""Unfinished forms of new audits, kept for each person until the audit is begun."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, delete, insert, select, update

from fairwitness.app.people import Person
from fairwitness.app.store.database import reading, writing
from fairwitness.app.store.tables import drafts
from fairwitness.errors import StoreError

FILES: Final = ("data_file", "model_file")
"""Keys of a form's content that name a file on this machine."""
GONE: Final = "This form is no longer kept. It may have been finished or thrown away in another tab."
"""What is said of a form that is not there, and of one that is another's."""


@dataclass(frozen=True)
class Draft:
    """A form that is not finished."""

    id: str
    email: str | None
    """Whose it is; None where nobody logs in."""
    name: str
    version: int
    """How often it was saved, counted from 1."""
    content: dict[str, object]
    updated: datetime


def new_draft(person: Person, content: dict[str, object]) -> Draft:
    """Begin a form.

    Parameters
    ----------
    person : Person
        Whose it is.
    content : dict
        What was entered, as JSON can hold it.
    """
    made = Draft(secrets.token_hex(8), person.email, person.name, 1, content, datetime.now(UTC))
    with writing() as connection:
        connection.execute(
            insert(drafts).values(
                id=made.id, email=made.email, name=made.name, version=1, content=content, updated=made.updated
            )
        )
    return made


def draft(id: str) -> Draft:
    """A form by its id; raises `StoreError` if there is none."""
    with reading() as connection:
        row = connection.execute(select(drafts).where(drafts.c.id == id)).mappings().first()
    if row is None:
        raise StoreError(GONE)
    return Draft(**row)


def save_draft(id: str, content: dict[str, object], expected_version: int) -> Draft:
    """Keep what was entered, unless another tab has saved since `expected_version` was read.

    Raises
    ------
    StoreError
        Another tab has saved since, or the form is no longer there; what is kept stays as it is.
    """
    now = datetime.now(UTC)
    same = (drafts.c.id == id) & (drafts.c.version == expected_version)
    with writing() as connection:
        changed = connection.execute(
            update(drafts).where(same).values(content=content, version=expected_version + 1, updated=now)
        ).rowcount
        row = connection.execute(select(drafts).where(drafts.c.id == id)).mappings().first()
    if row is None:
        raise StoreError(GONE)
    if not changed:
        raise StoreError(
            "This form was saved in another tab since this one was opened, so it was not saved here. Go on there, or "
            "open the form anew; what you entered here is still on this page."
        )
    return Draft(**row)


def drafts_of(person: Person) -> tuple[Draft, ...]:
    """The forms of a person, the last one saved first."""
    theirs: ColumnElement[bool] = (
        drafts.c.email.is_(None) if person.email is None else drafts.c.email == person.email
    )
    with reading() as connection:
        rows = connection.execute(select(drafts).where(theirs).order_by(drafts.c.updated.desc(), drafts.c.id))
        return tuple(Draft(**row) for row in rows.mappings())


def named_files() -> frozenset[Path]:
    """Every file that an unfinished form names, whoever's it is: none of them is to be tidied away."""
    with reading() as connection:
        found = connection.execute(select(drafts.c.content)).scalars().all()
    return frozenset(Path(str(content[key])) for content in found for key in FILES if content.get(key))


def drop_draft(id: str) -> None:
    """Forget a form; nothing happens if it is not there."""
    with writing() as connection:
        connection.execute(delete(drafts).where(drafts.c.id == id))

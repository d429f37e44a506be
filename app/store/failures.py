"""What a database says when it cannot, in one sentence; its own words are not passed on, for they may name secrets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import (
    ArgumentError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)

from fairwitness.errors import StoreError

BUSY_SECONDS: Final = 20
"""How long a change waits for another process to end its own."""

_SQLITE: Final = {
    "locked": f"The list of audits is busy: another program has been changing it for more than {BUSY_SECONDS} seconds. "
    "Nothing was changed; try again.",
    "readonly": "{place} must be a file that can be written: it keeps the list of audits. It cannot be. Set "
    "FAIRWITNESS_HOME to another folder, or have this one made writable.",
    "unable to open": "{place} must be a file that can be opened: it keeps the list of audits. It cannot be. Set "
    "FAIRWITNESS_HOME to a folder of yours.",
    "disk is full": "The disk is full, so nothing was changed. Make room on it, then try again.",
    "disk i/o": "The disk that keeps {place} cannot be read or written. Is it full, or gone?",
    "not a database": "{place} is not a database. Move it away: the audits' folders are found again at the next start.",
    "malformed": "{place} is damaged. Move it away: the audits' folders are found again at the next start.",
}
_POSTGRES: Final = {
    "connect": "The database at {place} cannot be reached. Does it run, and is FAIRWITNESS_DATABASE right? "
    "Nothing was changed.",
    "password authentication": "The database at {place} does not let Fairwitness in. The name and password in "
    "FAIRWITNESS_DATABASE must be those of a user of it.",
    "does not exist": "The database at {place} must be there, with the user that FAIRWITNESS_DATABASE names. "
    "One of them is not; make it with `createdb` or `createuser`.",
    "read-only": "The database at {place} can be read alone just now, so nothing was changed.",
    "permission denied": "The database at {place} does not let Fairwitness do this. Its user must own the tables.",
    "no space": "The disk of the database at {place} is full, so nothing was changed.",
}


@contextmanager
def told(place: str, kind: str) -> Iterator[None]:
    """Turn whatever the database raises into a `StoreError`.

    Parameters
    ----------
    place : str
        What to call the database: a path in quotation marks, or a host and a name, never a password.
    kind : str
        ``sqlite`` or ``postgresql``.
    """
    try:
        yield
    except IntegrityError as error:
        raise StoreError(
            "The change does not fit what is kept: it names something that is there already, or is not there."
        ) from error
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("psycopg"):
            raise
        raise StoreError(
            "The package that speaks to PostgreSQL is not installed. `pip install 'fairwitness[postgres]'` brings it."
        ) from error
    except (SQLAlchemyError, UnicodeError) as error:
        raise StoreError(_sentence(error, kind).format(place=place)) from error


def _sentence(error: Exception, kind: str) -> str:
    said = str(getattr(error, "orig", None) or "").casefold()
    known = _SQLITE if kind == "sqlite" else _POSTGRES
    order = [*known] if kind == "sqlite" else [*list(known)[1:], "connect"]
    for words in order:
        if words in said:
            return known[words]
    if isinstance(error, ArgumentError):
        return "FAIRWITNESS_DATABASE must be the URL of a PostgreSQL database, such as postgresql://name@host/fairwitness."
    if kind != "sqlite" and isinstance(error, OperationalError | InterfaceError):
        return _POSTGRES["connect"]
    what = type(getattr(error, "orig", None) or error).__name__
    return "The database at {place} cannot do this (" + what + "). Nothing was changed."

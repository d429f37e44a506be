"""The database of the store: which it is, and how it is opened to read and to write.

Without ``FAIRWITNESS_DATABASE`` it is the file ``fairwitness.db`` among what this installation keeps. A database that
is not there yet reads as an empty one: to look makes nothing.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, insert
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from fairwitness.app.store import tables
from fairwitness.app.store.failures import BUSY_SECONDS, told
from fairwitness.app.store.steps import upgrade, version
from fairwitness.audits.keys import home
from fairwitness.audits.private import private_file, private_folder
from fairwitness.errors import StoreError

VARIABLE: Final = "FAIRWITNESS_DATABASE"
FILE: Final = "fairwitness.db"
_CONNECT_SECONDS: Final = 5
_engines: list[Engine] = []
_upgraded: set[tuple[URL, int | None]] = set()
_upgrading = threading.Lock()


def file() -> Path | None:
    """The file of the database; None where it is a server's."""
    return None if os.environ.get(VARIABLE) else home() / FILE


def place() -> str:
    """The database by a name that tells no password: a file, or a server with a database on it."""
    url = _url()
    if url.get_backend_name() == "sqlite":
        return f"'{url.database}'"
    where = f"{url.host or 'this machine'}{f':{url.port}' if url.port else ''}"
    return f"'{url.database or url.username}' on {where}"


@contextmanager
def reading() -> Iterator[Connection]:
    """A connection to read with, all of it at one moment.

    Raises
    ------
    StoreError
        The database cannot be read.
    """
    path = file()
    if path is not None and not path.exists():
        with _empty() as connection:
            yield connection
        return
    with _connected(writes=False) as connection:
        yield connection


@contextmanager
def writing() -> Iterator[Connection]:
    """A connection to change things with: all of it happens at the end of the block, or nothing if it raises.

    Raises
    ------
    StoreError
        The database cannot be written.
    """
    path = file()
    if path is not None:
        _make(path)
    with _connected(writes=True) as connection:
        yield connection


def close() -> None:
    """Let go of the connections to a server; they are opened again on use."""
    for engine in _engines:
        engine.dispose()
    _engines.clear()
    _engine.cache_clear()
    _upgraded.clear()


def _url() -> URL:
    stated = os.environ.get(VARIABLE)
    if not stated:
        return URL.create("sqlite", database=str(home() / FILE))
    example = "such as postgresql://name:password@host/fairwitness"
    try:
        url = make_url(stated)
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            f"{VARIABLE} must be the URL of a PostgreSQL database, {example}. It is not."
        ) from error
    if url.drivername.partition("+")[0] not in ("postgresql", "postgres"):
        raise StoreError(
            f"{VARIABLE} must be the URL of a PostgreSQL database, {example}. Got one of '{url.drivername}' instead."
        )
    return url.set(drivername="postgresql+psycopg")


@cache
def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _pragmas)
        event.listen(engine, "begin", _begin)
    else:
        wait = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_SECONDS}
        engine = create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=20, connect_args=wait)
    _engines.append(engine)
    return engine


def _pragmas(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
    connection.isolation_level = None  # sqlite3 would begin by itself, and not before it reads
    connection.execute("PRAGMA foreign_keys=ON")


def _begin(connection: Connection) -> None:
    """Writers queue up at the beginning: one that begins by reading may find itself refused at its first change."""
    immediate = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def step() -> str | None:
    """The last step that the database has had, without taking any; None if it is not there yet."""
    path = file()
    if path is not None and not path.exists():
        return None
    url = _url()
    with told(place(), url.get_backend_name()), _engine(url).connect() as connection:
        return version(connection)


@contextmanager
def _connected(*, writes: bool) -> Iterator[Connection]:
    url = _url()
    with told(place(), url.get_backend_name()):
        engine = _engine(url)
        _bring_up(engine)
        with engine.connect().execution_options(writes=writes) as connection, connection.begin():
            yield connection


def _bring_up(engine: Engine) -> None:
    """Upgrade a database once in a process, and again if its file was replaced."""
    if (engine.url, _inode(engine.url)) in _upgraded:
        return
    with _upgrading:
        upgrade(engine)
        _upgraded.add((engine.url, _inode(engine.url)))


def _inode(url: URL) -> int | None:
    if url.get_backend_name() != "sqlite" or url.database is None:
        return None
    with suppress(OSError):
        return Path(url.database).stat().st_ino
    return None


def _make(path: Path) -> None:
    """Put an empty file in place that only its owner can read; SQLite gives those beside it the same rights."""
    if path.exists():
        return
    _upgraded.clear()  # a new file may get the number of the old one
    try:
        private_folder(path.parent.resolve())
        with suppress(FileExistsError):  # another process was first
            private_file(path).close()
    except OSError as error:
        raise StoreError(
            f"Audits must be kept in a folder that can be written. '{path.parent}' cannot: "
            f"{error.strerror or error}. Set FAIRWITNESS_HOME to another folder."
        ) from error


@contextmanager
def _empty() -> Iterator[Connection]:
    engine = create_engine("sqlite://", poolclass=NullPool)
    with engine.connect() as connection:
        tables.metadata.create_all(connection)
        connection.execute(
            insert(tables.projects).values(id=tables.MAIN, name="Main", created=datetime.now(UTC))
        )
        yield connection

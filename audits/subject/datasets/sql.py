"""Rows that a database gives, asked in a way that cannot change it."""

from __future__ import annotations

import os
import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fairwitness.audits.plan.data import Data
from fairwitness.audits.plan.sql import ENVIRONMENT, HIDDEN, Sql, masked
from fairwitness.audits.quoting import shown
from fairwitness.audits.subject.datasets.base import Dataset, similar_files
from fairwitness.audits.subject.datasets.header import merge_duplicates
from fairwitness.errors import DataError

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection, Engine

_READ_ONLY = {
    "sqlite": "PRAGMA query_only = ON",
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
}
"""What holds each database to reading; those that are not here have no such statement."""
_BATCH = 50_000


class SqlQuery:
    """The rows of one SELECT."""

    name = "sql"
    suffixes: tuple[str, ...] = ()

    def read(self, path: Path, data: Data) -> Dataset:
        """Ask the database; `path` is the folder that the file of an SQLite database is relative to."""
        if data.sql is None:
            raise DataError("Rows of a database need `data.sql` with a `url` and a `query`. Got none.")
        url = _url(data.sql)
        source = f"a query of '{Path(url.database or '').name}' ({url.get_backend_name()})"
        with _told(url), _engine(url, path) as engine, engine.connect() as connection:
            locked = _lock(connection, url)
            header, rows = _rows(connection, data.sql.query)
        if not rows:
            raise DataError(
                f"The data must have rows. The result of {source} has none; look at its conditions."
            )
        import pandas as pd

        frame = pd.DataFrame.from_records(rows, columns=range(len(header)), coerce_float=True)
        frame, conflicting, notes = merge_duplicates(frame, header)
        if not locked:
            notes.append(
                f"A {url.get_backend_name()} database cannot be held to reading: only the query was checked. Give a "
                "login that may not write."
            )
        if "order by" not in " ".join(data.sql.query.casefold().split()):
            notes.append(
                "The query has no ORDER BY: rows may come in another order next time, and change the hash."
            )
        return Dataset(frame, source, self.name, notes=tuple(notes), conflicting=conflicting, first_line=1)


def _url(sql: Sql) -> URL:
    """The URL, from the environment where the plan says so; no message repeats it."""
    try:
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError
    except ImportError as error:
        raise DataError(
            "Rows of a database need the package SQLAlchemy, and it is not installed; "
            "run `pip install 'fairwitness[sql]'`."
        ) from error
    text = sql.url.get_secret_value()
    if text.startswith(ENVIRONMENT):
        name = text.removeprefix(ENVIRONMENT)
        text = os.environ.get(name, "")
        if not text:
            raise DataError(
                f"The database URL must be in the environment variable '{name}', as `data.sql.url` says. It is not "
                "set; set it, or correct the name."
            )
    if f":{HIDDEN}@" in text:
        raise DataError(
            f"The `data.sql.url` must have its password. It was hidden as {HIDDEN} when the plan was written; put the "
            "URL into an environment variable and write 'env:NAME'."
        )
    try:
        return make_url(text)
    except (ArgumentError, ValueError) as error:
        raise DataError(
            "The `data.sql.url` must be a database URL such as 'postgresql+psycopg://user@host/name'. It cannot be "
            "read as one, and is not repeated here."
        ) from error


@contextmanager
def _engine(url: URL, folder: Path) -> Iterator[Engine]:
    from sqlalchemy import create_engine
    from sqlalchemy.exc import NoSuchModuleError
    from sqlalchemy.pool import NullPool

    try:
        if url.get_backend_name() == "sqlite":
            file = _sqlite_file(url, folder)
            engine = create_engine(
                "sqlite://",
                creator=lambda: sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True),
                poolclass=NullPool,
            )
        else:
            engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    except (NoSuchModuleError, ImportError) as error:
        raise DataError(
            f"The database needs a driver for '{url.drivername}', and it is not installed; install it, or name another "
            "such as 'postgresql+psycopg'."
        ) from error
    try:
        yield engine
    finally:
        engine.dispose()


def _sqlite_file(url: URL, folder: Path) -> Path:
    if not url.database or url.database == ":memory:":
        raise DataError(
            "An SQLite database must be a file. Got none in `data.sql.url`; write 'sqlite:///FILE'."
        )
    file = folder / url.database
    if not file.is_file():
        what = "is a folder" if file.is_dir() else "does not exist"
        raise DataError(f"An SQLite database must be a file. '{file.name}' {what}.{similar_files(file)}")
    return file


def _lock(connection: Connection, url: URL) -> bool:
    """Hold the transaction to reading; whether the database can be held to it."""
    statement = _READ_ONLY.get(url.get_backend_name())
    if statement is not None:
        connection.exec_driver_sql(statement)
    if statement is not None and "SESSION" in statement:
        connection.commit()  # there it holds from the next transaction on
    return statement is not None


def _rows(connection: Connection, query: str) -> tuple[list[str], list[tuple[object, ...]]]:
    # Without parameters, a per cent sign in a query is one.
    options = {"no_parameters": True, "stream_results": True, "max_row_buffer": _BATCH}
    result = connection.execution_options(**options).exec_driver_sql(query)
    header = [str(name).strip() for name in result.keys()]  # noqa: SIM118 - it is no mapping
    return header, [tuple(row) for row in result]


@contextmanager
def _told(url: URL) -> Iterator[None]:
    """What a database says, as one sentence without the password and without where its file is."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        detail = str(getattr(error, "orig", None) or error).strip()
        detail = masked(detail.splitlines()[0] if detail else type(error).__name__).rstrip(".")
        if url.password:
            detail = detail.replace(str(url.password), HIDDEN)
        said = shown(f"It says: {detail}.") or "What it says may quote a row, and is not shown."
        raise DataError(
            f"The database '{Path(url.database or '').name}' must answer the query. {said} Look at "
            "`data.sql.query` and at what the login may read."
        ) from error

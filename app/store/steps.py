"""Bring a database to the tables of this version."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError

from fairwitness.app.store.failures import BUSY_SECONDS
from fairwitness.errors import StoreError

NEWEST: Final = "0001"
"""The last step that this version knows."""
_FOLDER: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 7_021_946
"""Of PostgreSQL: whoever upgrades holds it."""


def version(connection: Connection) -> str | None:
    """The last step that a database has had; None before the first."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def upgrade(engine: Engine) -> None:
    """Take the steps that a database has not had, all of them or none; several processes may ask at once.

    Raises
    ------
    StoreError
        A later version of Fairwitness has changed the database.
    """
    with engine.connect() as connection:
        if _checked(connection) == NEWEST:
            return
    if engine.dialect.name == "sqlite":
        _write_ahead(engine)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        if _checked(connection) != NEWEST:  # another process may have been first
            _migrate(connection)


def _checked(connection: Connection) -> str | None:
    found = version(connection)
    if found is not None and found > NEWEST:
        raise StoreError(
            f"The list of audits was kept by a later version of Fairwitness: its tables are at step {found}, and this "
            f"version knows them up to {NEWEST}. Nothing was changed; update Fairwitness."
        )
    return found


def _write_ahead(engine: Engine) -> None:
    """Let readers read while one writes; the file remembers it. SQLite does not wait for others here by itself."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            with engine.connect() as connection:
                driver = connection.connection.driver_connection
                assert driver is not None
                driver.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if time.monotonic() > end:
                raise OperationalError("PRAGMA journal_mode=WAL", None, error) from error
            time.sleep(0.05)
        else:
            return


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

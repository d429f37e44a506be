"""Settings of the whole store, by name."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from fairwitness.app.store.database import reading, writing
from fairwitness.app.store.tables import settings as _settings


def settings() -> dict[str, object]:
    """All that was set."""
    with reading() as connection:
        rows = connection.execute(select(_settings.c.name, _settings.c.value).order_by(_settings.c.name))
        return {row.name: row.value for row in rows}


def setting(name: str) -> object:
    """What was set under a name; None if nothing was."""
    with reading() as connection:
        return connection.execute(select(_settings.c.value).where(_settings.c.name == name)).scalar()


def set_settings(values: dict[str, object]) -> None:
    """Set names to what JSON can hold, all of them or none."""
    with writing() as connection:
        for name, value in values.items():
            same = _settings.c.name == name
            if not connection.execute(update(_settings).where(same).values(value=value)).rowcount:
                connection.execute(insert(_settings).values(name=name, value=value))

"""The tables of the store, as the newest migration leaves them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect

MAIN: Final = "main"
"""The id of the project that is always there."""
ROLES: Final = ("viewer", "auditor", "reviewer", "admin")
STATES: Final = ("making", "ready", "deleting", "missing")
"""Being made; listed; being deleted; with a row but without its folder, as while a disk is not mounted."""


class Moment(TypeDecorator[datetime]):
    """A time in UTC. SQLite keeps no time zone: it is taken off on the way in, and put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The same moment in UTC; a time without a zone is refused, since nobody knows which moment it is."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A time must say its zone. Got {value.isoformat()} instead.")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment, with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _one_of(column: str, names: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{name}'" for name in names)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


projects = Table(
    "projects",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("created", Moment, nullable=False),
)

members = Table(
    "members",
    metadata,
    Column("project", String(64), ForeignKey(projects.c.id, ondelete="CASCADE"), nullable=False),
    Column("email", String(320), nullable=False),
    Column("role", String(16), nullable=False),
    Column("added", Moment, nullable=False),
    Column("added_by", Text, nullable=False),
    PrimaryKeyConstraint("project", "email"),
    _one_of("role", ROLES),
    Index(None, "email"),
)

audits = Table(
    "audits",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("project", String(64), ForeignKey(projects.c.id), nullable=False),
    Column("title", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_email", String(320)),
    Column("source", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("rows", BigInteger),
    Column("tally", JSON(none_as_null=True)),
    Column("hash", String(128)),
    Column("demo", Boolean, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("kept", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("finished", Moment),
    _one_of("state", STATES),
    Index(None, "created"),
    Index(None, "project"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("email", String(320)),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("content", JSON, nullable=False),
    Column("updated", Moment, nullable=False),
    Index(None, "email"),
)

settings = Table(
    "settings",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", JSON, nullable=False),
)

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.exc import StatementError

from fairwitness.app.store.database import reading, writing
from fairwitness.app.store.tables import metadata, projects
from fairwitness.errors import StoreError


def test_the_migrations_make_these_tables() -> None:
    with writing() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)),
    st.integers(-14 * 60, 14 * 60),
)
def test_a_moment_comes_back_as_the_same_moment_in_utc(when: datetime, minutes: int) -> None:
    moment = when.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    with writing() as connection:
        connection.execute(projects.delete().where(projects.c.id == "p"))
        connection.execute(insert(projects).values(id="p", name="P", created=moment))
    with reading() as connection:
        found = connection.execute(select(projects.c.created).where(projects.c.id == "p")).scalar_one()
    assert found == moment
    assert found.tzinfo is UTC


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(StoreError) as caught, writing() as connection:
        connection.execute(insert(projects).values(id="p", name="P", created=datetime(2026, 1, 1)))
    assert isinstance(caught.value.__cause__, StatementError)
    with reading() as connection:
        assert connection.execute(select(projects.c.id)).scalars().all() == ["main"]

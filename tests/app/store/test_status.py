from __future__ import annotations

import io
from pathlib import Path

import records

from fairwitness.app import store
from fairwitness.app.people import Person
from fairwitness.app.store import database as opened
from fairwitness.app.store.steps import NEWEST
from fairwitness.audits.plan import Plan

NEW_DATABASES = True  # without tables
ADA = Person("Ada", "ada@example.org")


def test_what_there_is_is_counted(keep, home: Path, database: str) -> None:
    keep(records.full())
    store.create(Plan(), {"x.csv": io.BytesIO(b"x" * 100_000)})
    store.set_member("main", "a@b.org", "viewer", ADA)
    store.new_draft(ADA, {})
    found = store.status()
    assert (found.audits, found.finished, found.projects, found.members, found.drafts) == (2, 1, 1, 1, 1)
    assert (found.step, found.newest, found.home) == (NEWEST, NEWEST, home)
    assert found.bytes > 100_000
    assert found.database == opened.place()
    assert ("fairwitness.db" in found.database) == (database == "sqlite")


def test_to_ask_makes_nothing(home: Path) -> None:
    found = store.status()
    assert (found.step, found.audits, found.bytes) == (None, 0, 0)
    assert not home.exists()

"""What a person does to an audit in one step: of what is deleted nothing is kept ready."""

from __future__ import annotations

import io

import pytest

from fairwitness.app import acts, store
from fairwitness.app.people import Person
from fairwitness.app.shelf import Shelf
from fairwitness.audits.plan import Plan
from fairwitness.errors import RecordError


def test_a_deleted_audit_is_gone_with_all_that_is_kept_ready_of_it() -> None:
    audit = store.create(Plan(title="Kept"), {"a.csv": io.BytesIO(b"x")})
    shelf: Shelf[str] = Shelf("test", str.upper, 2)
    shelf.ready((audit, "1")).result(5)
    acts.delete(Person("Ann"), audit)
    assert len(shelf) == 0
    with pytest.raises(RecordError):
        store.folder(audit)

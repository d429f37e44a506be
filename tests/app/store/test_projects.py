from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairwitness.app import store
from fairwitness.app.people import Person
from fairwitness.errors import StoreError

ADA = Person("Ada", "ada@example.org")


def test_there_is_always_one_project() -> None:
    (main,) = store.projects()
    assert (main.id, main.name) == ("main", "Main")
    store.add_project("Loans")
    assert [project.name for project in store.projects()] == ["Main", "Loans"]


def test_a_project_needs_a_name_that_no_other_has() -> None:
    made = store.add_project("  Credit,   Kraków ")
    assert made.name == "Credit, Kraków"
    assert made.id.startswith("credit-krak-w-")
    with pytest.raises(StoreError, match="There is a project 'credit, kraków' already"):
        store.add_project("credit, kraków")
    with pytest.raises(StoreError, match="must have a name"):
        store.add_project(" ")


def test_times_come_back_in_utc() -> None:
    before = datetime.now(UTC)
    store.add_project("Loans")
    created = store.projects()[1].created
    assert created.utcoffset() == timedelta(0)
    assert before - timedelta(seconds=1) <= created <= datetime.now(UTC)


def test_a_person_has_one_role_in_a_project() -> None:
    store.set_member("main", " Grace@Example.org ", "viewer", ADA)
    store.set_member("main", "grace@example.org", "reviewer", ADA)
    (member,) = store.members("main")
    assert (member.email, member.role, member.added_by) == ("grace@example.org", "reviewer", "Ada")
    assert store.roles_of("GRACE@example.org") == {"main": "reviewer"}


def test_roles_are_kept_apart_by_project() -> None:
    other = store.add_project("Loans").id
    store.set_member("main", "grace@example.org", "viewer", ADA)
    store.set_member(other, "grace@example.org", "admin", ADA)
    assert store.roles_of("grace@example.org") == {"main": "viewer", other: "admin"}
    store.drop_member("main", "Grace@example.org")
    assert store.roles_of("grace@example.org") == {other: "admin"}
    assert store.members("main") == ()
    assert len(store.members()) == 1


@pytest.mark.parametrize(
    ("project", "email", "role", "said"),
    [
        ("nowhere", "a@b.org", "viewer", "There is no project 'nowhere'"),
        ("main", "a@b.org", "owner", "A role must be one of viewer, auditor, reviewer, admin"),
        ("main", "a b.org", "viewer", "must be named by an e-mail address. Got 'a b.org'"),
        ("main", "", "viewer", "must be named by an e-mail address"),
    ],
)
def test_what_cannot_be_a_member_is_refused(project: str, email: str, role, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        store.set_member(project, email, role, ADA)
    assert store.members() == ()

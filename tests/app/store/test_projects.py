from __future__ import annotations

import threading
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


def test_a_project_that_is_not_there_is_not_renamed() -> None:
    with pytest.raises(StoreError, match="There is no project 'gone'"):
        store.rename_project("gone", "Interviews")


def test_a_project_is_renamed_and_keeps_its_id() -> None:
    hiring = store.add_project("Hiring").id
    store.rename_project(hiring, "  Interviews\t2026 ")
    assert [(one.id, one.name) for one in store.projects()][1] == (hiring, "Interviews 2026")
    store.rename_project(hiring, "interviews 2026")  # its own name is no other's
    for name in ("", "main", "x" * 81):
        with pytest.raises(StoreError, match="project"):
            store.rename_project(hiring, name)
    assert store.projects()[1].name == "interviews 2026"


def test_two_who_take_each_others_role_at_once_leave_one_admin() -> None:
    for email in ("a@example.org", "b@example.org"):
        store.set_member(store.MAIN, email, "admin", ADA)
    barrier, refused = threading.Barrier(2), []

    def take(email: str) -> None:
        barrier.wait()
        try:
            store.drop_member(store.MAIN, email, keep_admin=True)
        except StoreError as error:
            refused.append(str(error))

    threads = [threading.Thread(target=take, args=(email,)) for email in ("a@example.org", "b@example.org")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.members(store.MAIN)) == 1
    assert len(refused) == 1


def test_letters_that_only_look_alike_are_not_the_same_person() -> None:
    store.set_member(store.MAIN, "kim@example.org", "admin", ADA)
    assert store.roles_of("\u212aim@example.org") == {}

from __future__ import annotations

import json

import pytest

from fairwitness.app import access, jobs, members, roles, store
from fairwitness.app.people import Person
from fairwitness.audits.plan import Plan
from fairwitness.errors import AccessError, FairwitnessError, StoreError
from fairwitness.reports.evidence.trail import load_trail

ADA = Person("Ada", "ada@example.org")
BO = Person("Bo", "bo@example.org")


@pytest.fixture(autouse=True)
def _ada_is_admin_of_main() -> None:
    store.set_member(store.MAIN, "ada@example.org", "admin", Person("The operator"))


def said(project: str) -> list[str]:
    file = store.trail(project)
    return [event.words for _, event in load_trail(file).events if event] if file.exists() else []


def test_a_role_is_given_changed_and_taken_and_each_is_in_the_trail() -> None:
    members.give_role(ADA, store.MAIN, " Bo@Example.org ", "viewer")
    assert access.may(BO, "read", store.MAIN)
    members.give_role(ADA, store.MAIN, "bo@example.org", "auditor")
    assert access.may(BO, "audit", store.MAIN)
    members.take_role(ADA, store.MAIN, "bo@example.org")
    assert roles.held(BO) == {}
    assert said(store.MAIN) == [
        "Ada <ada@example.org> gave Bo@Example.org the role viewer",
        "Ada <ada@example.org> gave bo@example.org the role auditor",
        "Ada <ada@example.org> took the role of bo@example.org away",
    ]


@pytest.mark.parametrize("role", ["owner", "", "Admin"])
def test_what_is_no_role_changes_nothing(role: str) -> None:
    with pytest.raises(FairwitnessError, match="must be one of viewer"):
        members.give_role(ADA, store.MAIN, "bo@example.org", role)
    assert [one.email for one in store.members(store.MAIN)] == ["ada@example.org"]
    assert said(store.MAIN) == []


def test_what_is_no_email_changes_nothing() -> None:
    with pytest.raises(StoreError, match="e-mail address"):
        members.give_role(ADA, store.MAIN, "bo", "viewer")
    assert said(store.MAIN) == []


def test_a_project_keeps_its_last_admin() -> None:
    for change in (
        lambda: members.take_role(ADA, store.MAIN, "ada@example.org"),
        lambda: members.give_role(ADA, store.MAIN, "ada@example.org", "viewer"),
    ):
        with pytest.raises(StoreError, match="must keep an admin"):
            change()
        assert access.may(ADA, "administer", store.MAIN)
    members.give_role(ADA, store.MAIN, "bo@example.org", "admin")
    members.take_role(BO, store.MAIN, "ada@example.org")
    assert roles.held(ADA) == {}


def test_where_the_operator_names_admins_a_project_may_be_without_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(roles.ADMINS, "root@example.org")
    members.take_role(ADA, store.MAIN, "ada@example.org")
    assert store.members(store.MAIN) == ()


def test_projects_are_made_by_the_admins_whom_the_operator_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AccessError, match="Whoever runs the server"):
        members.make_project(ADA, "Credit")
    assert len(store.projects()) == 1
    monkeypatch.setenv(roles.ADMINS, "ada@example.org")
    made = members.make_project(ADA, "  Credit\n2026 ")
    assert [one.name for one in store.projects()] == ["Main", "Credit 2026"]
    assert said(made) == ["Ada <ada@example.org> made the project 'Credit 2026'"]
    assert said(store.MAIN) == []
    members.rename_project(ADA, made, "Loans")
    assert [one.name for one in store.projects()] == ["Main", "Loans"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "main"])
def test_a_name_that_will_not_do_changes_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(roles.ADMINS, "ada@example.org")
    other = members.make_project(ADA, "Credit")
    for change in (
        lambda: members.make_project(ADA, name),
        lambda: members.rename_project(ADA, other, name),
    ):
        with pytest.raises(StoreError, match="project"):
            change()
    assert [one.name for one in store.projects()] == ["Main", "Credit"]


def test_a_moved_audit_exists_for_the_others_now(monkeypatch: pytest.MonkeyPatch) -> None:
    credit = store.add_project("Credit").id
    store.set_member(credit, "bo@example.org", "viewer", ADA)
    store.set_member(credit, "ada@example.org", "admin", ADA)
    audit = store.create(Plan(title="Loans"))
    assert access.readable(BO) == ()
    members.move_audit(ADA, audit, credit)
    assert [one.id for one in access.readable(BO)] == [audit]
    assert store.entry(audit).project == credit
    assert json.loads((store.folder(audit) / store.ENTRY).read_text())["project"] == credit
    for project in (store.MAIN, credit):
        assert said(project) == ["Ada <ada@example.org> moved an audit to another project: 'Loans'"]


def test_an_audit_that_runs_is_not_moved(started: list[str]) -> None:
    credit = store.add_project("Credit").id
    audit = store.create(Plan(title="Loans"))
    jobs.start(audit)
    with pytest.raises(FairwitnessError, match="must have ended"):
        members.move_audit(Person("Me"), audit, credit)
    assert store.entry(audit).project == store.MAIN

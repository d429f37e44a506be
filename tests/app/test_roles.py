from __future__ import annotations

import pytest

from fairwitness.app import roles, store
from fairwitness.app.people import Person
from fairwitness.app.roles import ALLOWS, ROLES
from fairwitness.errors import FairwitnessError

ME = Person("Me")
ANN = Person("Ann", "ann@example.org")


def test_every_role_reads_and_only_an_admin_says_who_may_do_what() -> None:
    assert all("read" in ALLOWS[role] for role in ROLES)
    assert [role for role in ROLES if "administer" in ALLOWS[role]] == ["admin"]
    assert [role for role in ROLES if "audit" in ALLOWS[role]] == ["auditor", "admin"]
    assert [role for role in ROLES if "review" in ALLOWS[role]] == ["reviewer", "admin"]


def test_who_has_logged_in_has_the_roles_that_they_were_given_and_no_other() -> None:
    assert roles.held(ANN) == {}
    credit = store.add_project("Credit").id
    store.set_member(credit, "Ann@Example.org", "reviewer", ME)
    assert roles.held(ANN) == {credit: "reviewer"}
    assert roles.held(Person("Ann", "ANN@example.org")) == {credit: "reviewer"}
    assert roles.held(ME) == {store.MAIN: "admin", credit: "admin"}


def test_admins_named_by_the_operator_are_so_in_every_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(roles.ADMINS, " ANN@example.org, ,bo@example.org,")
    credit = store.add_project("Credit").id
    assert roles.operators() == ("ann@example.org", "bo@example.org")
    assert roles.held(ANN) == {store.MAIN: "admin", credit: "admin"}
    assert not roles.is_operator(Person("Ann", "ann@example.org.evil.example"))


def test_a_default_role_holds_in_the_first_project_for_who_has_no_other_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(roles.DEFAULT_ROLE, "auditor")
    store.add_project("Credit")
    assert roles.held(ANN) == {store.MAIN: "auditor"}
    store.set_member(store.MAIN, "ann@example.org", "viewer", ME)
    assert roles.held(ANN) == {store.MAIN: "viewer"}


def test_a_default_role_that_is_none_is_a_sentence_and_lets_nobody_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(roles.DEFAULT_ROLE, "owner")
    with pytest.raises(FairwitnessError, match=r"viewer, auditor, reviewer, admin\. Got 'owner'"):
        roles.held(ANN)


@pytest.mark.parametrize("email", ["\u212aim@example.org", "\uff41nn@example.org", "\u017fam@example.org"])
def test_letters_that_only_look_alike_are_not_another_person(
    email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(roles.ADMINS, "kim@example.org,ann@example.org,sam@example.org")
    store.set_member(store.MAIN, "kim@example.org", "admin", ME)
    store.set_member(store.MAIN, "sam@example.org", "admin", ME)
    assert roles.held(Person("X", email)) == {}

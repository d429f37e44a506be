"""The page on which admins say who may do what."""

from __future__ import annotations

from pathlib import Path

import pytest
import records
from logged_in import set_up, tab
from streamlit.testing.v1 import AppTest
from test_pages import app, sane

from fairwitness.app import login, roles, store
from fairwitness.app.people import Person

ME = Person("The operator")
ANN = "ann@example.org"


@pytest.fixture(autouse=True)
def _login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(tmp_path, monkeypatch)
    store.set_member(store.MAIN, ANN, "admin", ME)


def press(found: AppTest, label: str) -> AppTest:
    return next(button for button in found.button if button.label == label).click().run()


def roles_of(project: str) -> dict[str, str]:
    return {one.email: one.role for one in store.members(project)}


def test_where_nobody_logs_in_it_says_how_people_could(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(login.SECRETS)
    said = sane(app("people"))
    assert login.SECRETS in said
    assert "oauth2callback" in said


def test_who_is_no_admin_sees_their_own_roles_and_nobody_elses() -> None:
    store.set_member(store.MAIN, "bo@example.org", "viewer", ME)
    found = tab("bo@example.org", "people")
    said = sane(found)
    assert "Only an admin says" in said
    assert ANN not in said
    assert [button.label for button in found.button] == ["Sign out"]


def test_a_role_is_given_and_taken() -> None:
    found = tab(ANN, "people")
    found.text_input(key=f"give-email-{store.MAIN}").set_value("bo@example.org")
    found.selectbox(key=f"give-role-{store.MAIN}").set_value("reviewer")
    said = sane(press(found, "Give the role"))
    assert "bo@example.org is reviewer of Main now" in said
    assert roles_of(store.MAIN) == {ANN: "admin", "bo@example.org": "reviewer"}
    found.selectbox(key=f"take-email-{store.MAIN}").set_value("bo@example.org")
    assert "has no role in Main any more" in sane(press(found, "Take the role away"))
    assert roles_of(store.MAIN) == {ANN: "admin"}


def test_what_will_not_do_is_a_sentence_and_the_form_keeps_what_was_typed() -> None:
    found = tab(ANN, "people")
    found.text_input(key=f"give-email-{store.MAIN}").set_value("bo at example")
    assert "e-mail address" in sane(press(found, "Give the role"))
    assert found.text_input(key=f"give-email-{store.MAIN}").value == "bo at example"
    assert roles_of(store.MAIN) == {ANN: "admin"}


def test_the_last_admin_cannot_be_removed() -> None:
    found = tab(ANN, "people")
    assert "must keep an admin" in sane(press(found, "Take the role away"))
    assert roles_of(store.MAIN) == {ANN: "admin"}


def test_an_admin_of_one_project_sees_no_email_of_another() -> None:
    hiring = store.add_project("Hiring").id
    store.set_member(hiring, "cy@example.org", "viewer", ME)
    said = sane(tab(ANN, "people"))
    assert "cy@example.org" not in said
    assert "Hiring" not in said
    assert "Projects are made by the admins whom the operator named" in said


def test_a_project_is_made_renamed_and_given_an_audit(keep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(roles.ADMINS, ANN)
    keep(records.full())
    found = tab(ANN, "people")
    found.text_input(key="make-name").set_value("<b>Hiring</b>")
    said = sane(press(found, "Make the project"))
    assert "<b>Hiring" not in said
    hiring = store.projects()[1].id
    assert "Move it" in [button.label for button in found.button]
    press(found, "Move it")
    assert store.entry("kept").project == hiring
    found.selectbox(key="people-project").set_value(hiring).run()
    found.text_input(key=f"rename-{hiring}-name").set_value("Hiring")
    press(found, "Rename it")
    assert [one.name for one in store.projects()] == ["Main", "Hiring"]


def test_a_press_by_somebody_who_is_no_admin_any_more_changes_nothing() -> None:
    store.set_member(store.MAIN, "bo@example.org", "admin", ME)
    found = tab(ANN, "people")
    found.text_input(key=f"give-email-{store.MAIN}").set_value("cy@example.org")
    store.set_member(store.MAIN, ANN, "viewer", ME)
    press(found, "Give the role")
    assert "cy@example.org" not in roles_of(store.MAIN)

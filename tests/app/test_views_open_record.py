"""The form that opens a record made elsewhere: into which project it goes, and who may put it there."""

from __future__ import annotations

import pytest
import records
from streamlit.testing.v1 import AppTest

from fairwitness.app import people, store
from fairwitness.app.people import Person

ANN = Person("Ann", "ann@example.org")
RECORD = records.full()


def page() -> None:
    from fairwitness.app import state
    from fairwitness.app.views import open_record

    state.guarded(open_record.form)()


def sent(**fields: str) -> AppTest:
    found = AppTest.from_function(page, default_timeout=30).run()
    found.file_uploader(key="open-file").set_value(
        ("record.json", RECORD.to_json().encode(), "application/json")
    )
    for key, value in fields.items():
        found.selectbox(key=key.replace("_", "-")).select(value)
    return found.button(key="open-send").click().run()


def said(found: AppTest) -> str:
    return " ".join(one.proto.body for one in found.get("html"))


def test_where_there_is_one_project_none_is_asked_for() -> None:
    found = AppTest.from_function(page, default_timeout=30).run()
    assert not found.selectbox


def test_it_goes_into_the_project_that_is_chosen() -> None:
    hiring = store.add_project("Hiring").id
    sent(open_project=hiring)
    assert [entry.hash for entry in store.entries(hiring)] == [RECORD.hash]
    assert not store.entries(store.MAIN)


def test_only_projects_are_offered_in_which_the_person_may_add_audits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hiring, lending, trade = (store.add_project(name).id for name in ("Hiring", "Lending", "Trade"))
    monkeypatch.setattr(people, "local", lambda: ANN)
    for project, role in (
        (store.MAIN, "viewer"),
        (hiring, "auditor"),
        (lending, "reviewer"),
        (trade, "admin"),
    ):
        store.set_member(project, ANN.email, role, ANN)
    found = AppTest.from_function(page, default_timeout=30).run()
    assert found.selectbox(key="open-project").options == ["Hiring", "Trade"]


def test_without_such_a_project_it_is_said_and_nothing_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "local", lambda: ANN)
    store.set_member(store.MAIN, ANN.email, "viewer", ANN)
    assert "may not make, run and delete audits" in said(
        AppTest.from_function(page, default_timeout=30).run()
    )

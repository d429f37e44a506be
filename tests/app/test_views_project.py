from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from fairwitness.app import people, store
from fairwitness.app.people import Person

ANN = Person("Ann", "ann@example.org")


def page() -> None:
    import streamlit as st

    from fairwitness.app import state
    from fairwitness.app.views.project import project_field

    state.guarded(lambda: st.session_state.update(found=project_field()))()


def run() -> AppTest:
    return AppTest.from_function(page, default_timeout=30).run()


def test_one_project_is_not_asked_for() -> None:
    found = run()
    assert found.session_state["found"] == store.MAIN
    assert not found.selectbox


def test_several_are_asked_for_by_name() -> None:
    hiring = store.add_project("Hiring").id
    found = run()
    assert found.selectbox[0].options == ["Main", "Hiring"]
    assert found.selectbox[0].select(hiring).run().session_state["found"] == hiring


def test_only_those_in_which_the_person_may_make_audits(monkeypatch: pytest.MonkeyPatch) -> None:
    hiring = store.add_project("Hiring").id
    monkeypatch.setattr(people, "local", lambda: ANN)
    store.set_member(store.MAIN, ANN.email, "viewer", ANN)
    assert "found" not in run().session_state
    store.set_member(hiring, ANN.email, "auditor", ANN)
    found = run()
    assert found.session_state["found"] == hiring
    assert not found.selectbox

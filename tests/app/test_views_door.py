"""The door: nobody sees anything before they have logged in and have a role."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import records
from logged_in import set_up, tab
from streamlit.testing.v1 import AppTest
from test_pages import app, go, sane, text

from fairwitness.app import login, roles, state, store
from fairwitness.app.people import Person
from fairwitness.app.web import MAIN

ME = Person("Me")
PAGES = ("", "new", "compare", "run", "trail", "people", *(name.lower() for name in state.SECTIONS))


@pytest.fixture(autouse=True)
def _login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(tmp_path, monkeypatch)


@pytest.fixture
def hidden(keep) -> str:
    """An audit that is in the store, with a title that is nowhere else."""
    return keep(records.full())


@pytest.mark.parametrize("page", PAGES)
def test_before_logging_in_there_is_a_button_and_nothing_else(page: str, hidden: str) -> None:
    found = app(page, audit=hidden, job=hidden, **{"from": hidden})
    said = sane(found)
    assert "Log in to see" in said
    assert [button.label for button in found.button] == ["Log in"]
    assert store.entry(hidden).title not in said
    assert not found.get("download_button")


def test_where_nobody_logs_in_there_is_no_door(hidden: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(login.SECRETS)
    found = app()
    assert "1 of 1 audit" in sane(found)
    assert "Sign out" not in [button.label for button in found.button]


@pytest.mark.parametrize("page", PAGES)
def test_who_has_no_role_is_told_whom_to_ask_and_sees_nothing(
    page: str, hidden: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(roles.ADMINS, "root@example.org")
    found = tab("ann@example.org", page, audit=hidden, job=hidden)
    said = sane(found)
    assert "ask: root@example.org. Say that you are ann@example.org" in said
    assert store.entry(hidden).title not in said
    assert [button.label for button in found.button] == ["Sign out"]


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"email_verified": False}, "email_verified"),
        ({"email": None}, "must say your email"),
        ({"iat": time.time() - 13 * 3600}, "holds for 12 hours"),
    ],
)
def test_a_login_that_will_not_do_is_refused_with_the_way_out(
    claims: dict[str, object], why: str, hidden: str
) -> None:
    store.set_member(store.MAIN, "ann@example.org", "admin", ME)
    found = tab("ann@example.org", claims=claims)
    said = sane(found)
    assert why in said
    assert store.entry(hidden).title not in said
    assert [button.label for button in found.button] == ["Sign out"]


def test_who_has_a_role_sees_their_name_and_the_way_out(hidden: str) -> None:
    store.set_member(store.MAIN, "ann@example.org", "viewer", ME)
    found = tab("ANN@Example.org")
    assert "1 of 1 audit" in sane(found)
    assert "Ann" in text(found)
    assert "Sign out" in [button.label for button in found.button]


def test_signing_out_closes_the_page(hidden: str) -> None:
    store.set_member(store.MAIN, "ann@example.org", "viewer", ME)
    found = tab("ann@example.org")
    next(button for button in found.button if button.label == "Sign out").click().run()
    assert "Log in to see" in sane(go(found, ""))


def test_a_role_that_is_taken_away_counts_at_the_next_click(hidden: str) -> None:
    store.set_member(store.MAIN, "ann@example.org", "viewer", ME)
    found = tab("ann@example.org", "summary", audit=hidden)
    assert "What this audit saw" in sane(found)
    store.drop_member(store.MAIN, "ann@example.org")
    assert "No role yet" in sane(found.run())


def test_secrets_that_vanish_while_the_app_runs_close_it(hidden: str, tmp_path: Path) -> None:
    (tmp_path / "secrets.toml").unlink()
    found = AppTest.from_file(str(MAIN), default_timeout=30)
    said = sane(go(found, ""))
    assert store.entry(hidden).title not in said
    assert "Not logged in" in said

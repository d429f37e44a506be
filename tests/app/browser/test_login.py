"""Logging in through a real identity provider on this machine, in a real browser, with a real server."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import records
from tests.app.browser.conftest import EMPTY, free_port, fresh_context, serving
from tests.app.browser.steps import seen_in, violations

from fairwitness.app import store
from fairwitness.app.people import Person
from fairwitness.audits.plan import Plan
from fairwitness.reports.evidence.trail import load_trail

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOT, VIEWER, OTHER, FRESH = "root@example.org", "vi@example.org", "hal@example.org", "fresh@example.org"
SECRETS = """
[auth]
redirect_uri = "{address}/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "fairwitness"
client_secret = "secret"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""
Enter = Callable[..., object]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """An OpenID Connect provider that knows four people; one of them has not shown that the email is theirs."""
    port = free_port()
    asked = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    for email in (ROOT, VIEWER, OTHER, FRESH):
        claims = {"email": email, "email_verified": email != FRESH, "name": email.partition("@")[0].title()}
        asked += ["--user-claims", json.dumps({"sub": email, **claims})]
    process = subprocess.Popen(asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def shared(browser, provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server on which people log in, with an audit in each of two projects."""
    home = tmp_path_factory.mktemp("shared")
    me = Person("The operator")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAIRWITNESS_HOME", str(home))
        other = store.add_project("Hiring").id
        for project, audit, record in (
            (store.MAIN, "of-main", records.full()),
            (other, "of-hiring", records.hiring()),
        ):
            store.create(Plan(title=record.title), audit=audit, project=project)
            record.save(store.folder(audit))
            store.settle(audit)
        store.set_member(store.MAIN, VIEWER, "viewer", me)
        store.set_member(other, OTHER, "auditor", me)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    (home / "secrets.toml").write_text(SECRETS.format(address=address, provider=provider))
    settings = {"FAIRWITNESS_SECRETS": str(home / "secrets.toml"), "FAIRWITNESS_ADMINS": ROOT}
    with serving(home, EMPTY, settings, port) as address:
        yield address, home


@pytest.fixture
def enter(shared: tuple[str, Path], browser) -> Iterator[Enter]:
    """Open the app in a browser of its own and log in as somebody."""
    contexts = []

    def come(email: str | None, *, width: int = 1280):
        context = fresh_context(browser, color_scheme="light", viewport={"width": width, "height": 1200})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(shared[0])
        page.get_by_role("heading", name="Fairwitness").wait_for()
        if email is not None:
            page.get_by_role("button", name="Log in").click()
            page.get_by_role("button", name=email, exact=True).click()
            page.get_by_role("button", name="Sign out").wait_for()
        return page

    yield come
    for context in contexts:
        context.close()


def heading(page, name: str) -> None:
    page.get_by_role("heading", level=1, name=name).wait_for()


def test_a_viewer_sees_the_audit_of_the_project_and_can_change_nothing(enter: Enter, shared) -> None:
    address, home = shared
    page = enter(VIEWER)
    heading(page, "Audits")
    page.get_by_role("link", name="Two-year").first.wait_for()
    assert page.get_by_role("link", name="Interviews").count() == 0
    assert page.get_by_role("button", name="Delete").count() == 0
    assert page.get_by_role("link", name="New audit").count() == 0
    page.goto(f"{address}/summary?audit=of-main")
    heading(page, "What this audit saw")
    for forged in ("/summary?audit=of-hiring", "/run?job=of-hiring", "/compliance?audit=of-hiring"):
        page.goto(address + forged)
        page.get_by_text("This audit is not kept on this machine").wait_for()
        assert "Interviews" not in page.content()
    page.goto(f"{address}/new?from=of-main")
    page.get_by_text("may not make, run and delete audits here").wait_for()
    page.goto(f"{address}/people")
    page.get_by_text("Only an admin says who may do what").wait_for()
    assert (home / "audits" / "of-main" / "record.json").is_file()


def test_two_people_in_two_projects_never_see_each_others_audits(enter: Enter) -> None:
    one, two = enter(VIEWER), enter(OTHER)
    for page, mine, other in ((one, "Two-year", "Interviews"), (two, "Interviews", "Two-year")):
        heading(page, "Audits")
        page.get_by_role("link", name=mine).first.wait_for()
        assert other not in page.content()


def test_a_button_that_was_drawn_before_the_role_was_taken_does_nothing(
    enter: Enter, shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, home = shared
    monkeypatch.setenv("FAIRWITNESS_HOME", str(home))
    store.set_member(store.MAIN, VIEWER, "auditor", Person("The operator"))
    page = enter(VIEWER)
    page.get_by_role("button", name="Delete").click()
    sure = page.get_by_role("button", name="Delete for good")
    sure.wait_for()
    store.set_member(store.MAIN, VIEWER, "viewer", Person("The operator"))
    sure.click()
    page.get_by_text("may not make, run and delete audits here").or_(
        page.get_by_role("button", name="Delete", exact=True)
    ).first.wait_for(state="attached")
    page.wait_for_timeout(500)
    assert (home / "audits" / "of-main" / "record.json").is_file()


def test_an_admin_gives_a_role_which_counts_at_once_and_is_in_the_trail(
    enter: Enter, shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, home = shared
    monkeypatch.setenv("FAIRWITNESS_HOME", str(home))
    other = enter(OTHER)
    assert "Two-year" not in other.content()
    page = enter(ROOT)
    page.get_by_role("link", name="People").first.click()
    heading(page, "People")
    page.get_by_label("Email").first.fill(OTHER.upper())
    page.get_by_role("button", name="Give the role").click()
    page.get_by_text("is viewer of Main now").wait_for()
    other.goto(address)
    other.get_by_role("link", name="Two-year").first.wait_for()
    page.get_by_role("link", name="Trail").first.click()
    heading(page, "Trail")
    page.get_by_role("button", name="Check that it is whole").click()
    page.get_by_text("The log is unbroken").wait_for()
    last = load_trail(store.trail()).events[-1][1]
    assert last is not None
    assert last.words == f"Root <{ROOT}> gave {OTHER.upper()} the role viewer"
    store.drop_member(store.MAIN, OTHER)


def test_an_email_that_the_provider_has_not_checked_is_refused(enter: Enter) -> None:
    page = enter(FRESH)
    heading(page, "Not logged in")
    assert "Two-year" not in page.content()


def test_after_logging_in_the_link_is_open_that_somebody_came_by(shared, browser) -> None:
    address, _ = shared
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}/compliance?audit=of-main")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name=VIEWER, exact=True).click()
    heading(page, "Compliance")
    assert page.url.startswith(f"{address}/compliance?audit=of-main")
    assert "fairwitness_way_back" not in [cookie["name"] for cookie in context.cookies()]
    context.close()


def test_signing_out_leaves_nothing_behind(enter: Enter, shared) -> None:
    page = enter(VIEWER)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="End session").click()
    page.get_by_role("button", name="Log in").wait_for()
    page.goto(f"{shared[0]}/summary?audit=of-main")
    page.get_by_role("button", name="Log in").wait_for()
    assert "Two-year" not in page.content()


def test_door_people_and_trail_have_no_wcag_violation(enter: Enter, shared) -> None:
    pages = [enter(None, width=390), enter(ROOT, width=390)]
    found = [violations(pages[0]) for _ in seen_in(pages[0])]
    for path, name in (("people", "People"), ("trail", "Trail")):
        pages[1].goto(f"{shared[0]}/{path}")
        heading(pages[1], name)
        found += [violations(pages[1]) for _ in seen_in(pages[1])]
    assert found == [[]] * 12

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from fairwitness.app import login
from fairwitness.app.state import SECTIONS
from fairwitness.app.web.listening import Listening
from fairwitness.app.web.server import middleware
from fairwitness.app.web.way_back import COOKIE, WayBack, allowed, page_of
from fairwitness.reports.topics import TOPICS

LINK = "/fairness?audit=of-main&attribute=Black%20or%20not&threshold=0.35"
HOSTILE = [
    "//evil.example",
    "//evil.example/fairness",
    "/\\evil.example",
    "/%2F%2Fevil.example/..//",
    "\\\\evil.example",
    "https://evil.example/fairness",
    "javascript:alert(1)",
    "data:text/html,x",
    "/fairness\r\nSet-Cookie: a=b",
    "/fairness?a=\r\nLocation: https://evil.example",
    "/fairness?a=\x00",
    "/fairness#@evil.example",
    "/fairness/../../x",
    "/@evil.example",
    "/.evil.example",
    "/:80",
    "evil.example",
    "",
    "/auth/login",
    "/auth/logout",
    "/oauth2callback?code=1",
    "/fairness?" + "a" * 3000,
    "/fairneß",
]


def app(base: str = "") -> TestClient:
    """Streamlit's two addresses as it answers them, and a page."""
    routes = [
        Route(f"{base}/auth/login", lambda _: RedirectResponse("https://id.example/authorize", 302)),
        Route(f"{base}/oauth2callback", lambda _: RedirectResponse(f"{base}/", 302)),
        Route(f"{base}/fairness", lambda _: PlainTextResponse("page")),
    ]
    made = Starlette(routes=routes)
    made.add_middleware(WayBack, base=base)
    return TestClient(made, base_url="http://audits.example", follow_redirects=False)


@pytest.mark.parametrize("base", ["", "/audits"])
def test_the_browser_comes_back_to_the_link_once(base: str) -> None:
    client = app(base)
    asked = client.get(
        f"{base}/auth/login?provider=x", headers={"Referer": f"http://audits.example{base}{LINK}"}
    )
    assert asked.headers["location"] == "https://id.example/authorize"
    cookie = asked.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert f"Path={base or '/'};" in cookie
    assert client.get(f"{base}/oauth2callback?code=1").headers["location"] == base + LINK
    assert COOKIE not in client.cookies
    assert client.get(f"{base}/oauth2callback?code=1").headers["location"] == f"{base}/"


def test_over_https_the_cookie_goes_over_https_alone() -> None:
    client = app()
    client.base_url = "https://audits.example"
    asked = client.get("/auth/login", headers={"Referer": f"https://audits.example{LINK}"})
    assert "Secure" in asked.headers["set-cookie"]


@pytest.mark.parametrize("address", HOSTILE)
def test_no_cookie_leads_anywhere_else(address: str) -> None:
    client = app()
    found = client.get("/oauth2callback", headers={"Cookie": f"{COOKIE}={quote(address, safe='')}"})
    assert found.headers["location"] == "/"
    assert len(found.headers.get_list("location")) == 1


@pytest.mark.parametrize("address", HOSTILE)
def test_no_referrer_is_kept_that_is_no_page_of_this_app(address: str) -> None:
    assert page_of(address, "audits.example", "") is None
    here = page_of("http://audits.example/" + address.lstrip("/"), "audits.example", "")
    assert here in (None, "/", "/fairness"), "without what is behind '#', which a browser does not send"


@pytest.mark.parametrize(
    "referrer",
    [
        f"http://evil.example{LINK}",
        f"http://audits.example@evil.example{LINK}",
        f"http://audits.example.evil.example{LINK}",
        f"ftp://audits.example{LINK}",
        "http://[",
        "",
    ],
)
def test_who_comes_from_elsewhere_is_led_to_the_first_page(referrer: str) -> None:
    client = app()
    asked = client.get("/auth/login", headers={"Referer": referrer} if referrer else {})
    assert "set-cookie" not in asked.headers
    assert client.get("/oauth2callback").headers["location"] == "/"


@given(st.text(max_size=60))
def test_whatever_is_let_through_stays_on_this_host(address: str) -> None:
    for one in (address, f"/{address}", f"/fairness?{address}"):
        found = allowed(one, "")
        assert found is None or (found == one and found.isascii() and found.isprintable())
        assert found is None or (found.startswith("/") and not found.startswith(("//", "/\\")))


def test_every_page_can_be_come_back_to() -> None:
    paths = [*(name.lower() for name in (*SECTIONS, *TOPICS)), "new", "compare", "trail", "people", "run", ""]
    assert [path for path in paths if allowed(f"/{path}?audit=a-1&x=%C3%A9", "") is None] == []


def test_other_answers_are_left_as_they_are() -> None:
    client = app()
    found = client.get(
        "/fairness", headers={"Cookie": f"{COOKIE}=%2Ffairness", "Referer": "http://audits.example/"}
    )
    assert found.text == "page"
    assert "set-cookie" not in found.headers


def test_it_is_there_where_people_log_in(monkeypatch: pytest.MonkeyPatch) -> None:
    for file, there in ((None, False), ("secrets.toml", True)):
        monkeypatch.setenv(login.SECRETS, file or "")
        assert (WayBack in [one.cls for one in middleware(Listening())]) is there

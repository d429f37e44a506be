"""What every answer says to the browser."""

from __future__ import annotations

import re

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from fairwitness.app.web import headers as module
from fairwitness.app.web.headers import policy
from fairwitness.app.web.listening import Listening
from fairwitness.app.web.server import middleware


def client(scheme: str = "http", host: str = "localhost") -> TestClient:
    def answer(_request: object) -> PlainTextResponse:
        return PlainTextResponse("x", headers={"X-Frame-Options": "ALLOWALL"})

    app = Starlette(routes=[Route("/", answer)], middleware=middleware(Listening()))
    return TestClient(app, base_url=f"{scheme}://{host}")


def rules() -> dict[str, list[str]]:
    return {name: said for name, *said in (part.split() for part in policy().split("; "))}


def test_nothing_is_taken_from_elsewhere_and_nothing_is_evaluated() -> None:
    assert rules()["default-src"] == ["'self'"]
    for name, said in rules().items():
        assert not any(re.search(r"//|\*|https?:|unsafe-eval", one) for one in said), name
    assert "'unsafe-inline'" not in rules()["script-src"]
    assert rules()["frame-ancestors"] == ["'self'"]
    assert rules()["object-src"] == ["'none'"]


def test_the_script_in_streamlits_page_is_allowed_by_its_hash_alone() -> None:
    hashes = [one for one in rules()["script-src"] if one.startswith("'sha256-")]
    assert hashes == module._inline_scripts()
    assert hashes, "Streamlit's page holds a script of its own"


def test_every_answer_has_them_also_a_refusal() -> None:
    for found in (client().get("/"), client().get("/gone"), client(host="evil.example").get("/")):
        assert found.headers["content-security-policy"] == policy()
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.headers["referrer-policy"] == "same-origin"
        assert found.headers.get_list("x-frame-options") == ["SAMEORIGIN"], "ours replace the app's"


@pytest.mark.parametrize(("scheme", "there"), [("http", False), ("https", True)])
def test_who_came_by_https_stays_there(scheme: str, there: bool) -> None:
    assert ("strict-transport-security" in client(scheme).get("/").headers) is there


def test_a_name_that_nobody_allowed_is_refused() -> None:
    assert client(host="127.0.0.1").get("/").status_code == 200
    assert client(host="evil.example").get("/").status_code == 400

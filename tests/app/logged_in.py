"""A browser tab of somebody who has logged in, as far as a page can tell."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from test_pages import go

from fairwitness.app import login
from fairwitness.app.web import MAIN

SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:8501/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "fairwitness"
client_secret = "s"
server_metadata_url = "http://127.0.0.1:1/.well-known/openid-configuration"
"""


def set_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have people log in."""
    (folder / "secrets.toml").write_text(SECRETS)
    monkeypatch.setenv(login.SECRETS, str(folder / "secrets.toml"))


def tab(email: str, page: str = "", *, claims: dict[str, object] | None = None, **query: str) -> AppTest:
    """A page as it is drawn for an email."""
    found = AppTest.from_file(str(MAIN), default_timeout=30)
    found.user = {
        "is_logged_in": True,
        "email": email,
        "email_verified": True,
        "name": email.partition("@")[0].title(),
        "iat": time.time(),
        **(claims or {}),
    }
    return go(found, page, **query)

"""The real Caddy in front of the real app: HTTPS, headers, the websocket, and a page that is drawn through it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.aside import aside

CADDY = shutil.which("caddy")
CHROMIUM = shutil.which("chromium")
FILE = Path(__file__).parents[2] / "deploy" / "Caddyfile"
SERVER = """
from fairwitness.app.web import serve
from fairwitness.app.web.listening import listening
serve({port}, listening(behind_proxy=True), open_browser=False)
"""
pytestmark = pytest.mark.skipif(CADDY is None, reason="Caddy is not installed")


def ports(how_many: int) -> list[int]:
    probes = [socket.socket() for _ in range(how_many)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    found = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return found


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("caddy")
    app, http, https = ports(3)
    name = f"https://localhost:{https}"
    environment = {
        **os.environ,
        "FAIRWITNESS_HOME": str(home / "fw"),
        "FAIRWITNESS_HOSTS": "localhost",
        "FAIRWITNESS_HOST": name,
        "FAIRWITNESS_UPSTREAM": f"127.0.0.1:{app}",
        "CADDY_HTTP_PORT": str(http),
        "CADDY_HTTPS_PORT": str(https),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
    }
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    begun = [
        subprocess.Popen([sys.executable, "-c", SERVER.format(port=app)], **quiet),
        subprocess.Popen([str(CADDY), "run", "--config", str(FILE), "--adapter", "caddyfile"], **quiet),
    ]
    try:
        wait(f"http://127.0.0.1:{app}/api/health")
        yield name
    finally:
        for one in begun:
            one.terminate()
            one.wait(20)


def wait(url: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(url, timeout=2)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{url} does not answer")


def test_the_file_is_valid_and_formatted() -> None:
    done = subprocess.run(
        [str(CADDY), "validate", "--config", str(FILE), "--adapter", "caddyfile"],
        env={**os.environ, "FAIRWITNESS_HOST": "localhost"},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    told = subprocess.run([str(CADDY), "fmt", str(FILE)], capture_output=True, check=False, text=True)
    assert told.stdout == FILE.read_text(encoding="utf-8")


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_page_is_drawn_through_it_by_https(address: str) -> None:
    aside(_drawn, address)


def _drawn(address: str) -> None:
    from playwright.sync_api import sync_playwright

    sockets: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(ignore_https_errors=True).new_page()
        page.on("websocket", lambda opened: sockets.append(opened.url))
        page.set_default_timeout(90_000)
        answer = page.goto(address)
        page.get_by_role("heading", name="Audits", level=1).wait_for()
        page.get_by_role("button", name="New audit").click()
        page.get_by_role("heading", name="New audit", level=1).wait_for()
        health = page.request.get(f"{address}/api/health").json()
        browser.close()
    headers = answer.headers
    assert "server" not in headers
    assert headers["strict-transport-security"] == "max-age=31536000", (
        "the app knows of HTTPS by the proxy's word"
    )
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert health["status"] == "ok"
    assert sockets == [f"{address.replace('https', 'wss')}/_stcore/stream"]

"""The real server in a process of its own: its health, its headers, and that runs go on under it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import small_runs

from fairwitness.app import jobs, store
from fairwitness.app.jobs import process
from fairwitness.app.jobs.facts import TICKET
from fairwitness.audits.plan import Plan

SERVER = """
import sys
from fairwitness.app.jobs import process
from fairwitness.app.web import serve
from fairwitness.app.web.listening import listening
process.COMMAND = {command!r}
serve({port}, listening(base_path="/audits"), open_browser=False)
"""
pytestmark = pytest.mark.slow


@pytest.fixture
def servers() -> list[subprocess.Popen[bytes]]:
    return []


@pytest.fixture
def serve(tmp_path: Path, servers: list[subprocess.Popen[bytes]]) -> Iterator[Callable[[], str]]:
    def up() -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        script = SERVER.format(command=small_runs.command(tmp_path), port=port)
        servers.append(subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.DEVNULL))
        address = f"http://127.0.0.1:{port}/audits"
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                ask(f"{address}/api/health")
            except OSError:
                time.sleep(0.1)
            else:
                return address
        raise AssertionError("The server did not come up.")

    yield up
    kill(servers)


def kill(running: list[subprocess.Popen[bytes]]) -> None:
    for one in running:
        one.kill()
        one.wait()


def ask(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read()


def test_what_a_server_that_was_killed_left_is_taken_up_by_the_next(
    serve, servers, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(process, "COMMAND", small_runs.command(tmp_path))
    monkeypatch.setenv("FAIRWITNESS_RUNS", "1")
    first, second = (store.create(Plan(title="hang")) for _ in range(2))
    for audit in (first, second):
        (store.folder(audit) / TICKET).write_text(json.dumps({"number": 1 + (audit == second)}))
    address = serve()
    assert ask(f"{address}/api/health")[0] == 200
    small_runs.wait(first, lambda job: job.phase is not None)
    kill(servers)
    assert jobs.status(first).state == "running", "a run outlives its server"
    serve()
    assert jobs.status(first).state == "running"
    assert jobs.status(second).place == 1
    os.killpg(int(json.loads((store.folder(first) / "job.json").read_text())["pid"]), signal.SIGKILL)
    small_runs.wait(second, lambda job: job.state == "running")
    assert "ended before its record was written" in jobs.status(first).error
    jobs.cancel(second)


def test_health_headers_and_names(serve) -> None:
    address = serve()
    code, headers, body = ask(f"{address}/api/health")
    assert code == 200
    assert json.loads(body)["status"] == "ok"
    assert headers["cache-control"] == "no-store"
    root = address.removesuffix("/audits")
    assert json.loads(ask(f"{root}/api/health")[2])["status"] == "ok"
    code, headers, body = ask(f"{address}/")
    assert code == 200
    assert b"<title>" in body
    assert "default-src 'self'" in headers["content-security-policy"]
    assert ask(f"{address}/", Host="evil.example")[0] == 400

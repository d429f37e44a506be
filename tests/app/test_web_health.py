"""Health: what a watcher may know, and 503 when audits cannot be kept."""

from __future__ import annotations

import json
import os
from collections import namedtuple
from pathlib import Path

import pytest
from small_runs import begin

from fairwitness.app import store
from fairwitness.app.web import health as module
from fairwitness.app.web.health import health
from fairwitness.audits.plan import Plan


def test_before_the_first_audit_all_is_well() -> None:
    code, said = health()
    assert code == 200
    assert said["status"] == "ok"
    assert said["runs"] == {"running": 0, "waiting": 0, "at_once": 2}


def test_runs_are_counted(small) -> None:
    for _ in range(3):
        begin("hang")
    assert health()[1]["runs"] == {"running": 2, "waiting": 1, "at_once": 2}


def test_a_database_that_cannot_be_read_is_503_and_names_nothing(home: Path) -> None:
    store.create(Plan())
    file = home / "fairwitness.db"
    file.write_bytes(b"no database at all, only some bytes" * 200)
    code, said = health()
    assert (code, said["status"], said["database"], said["runs"]) == (503, "unavailable", "unreachable", None)
    assert str(home) not in json.dumps(said)


def test_a_database_elsewhere_that_does_not_answer_is_503(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAIRWITNESS_DATABASE", "postgresql://somebody:secret@127.0.0.1:1/nothing")
    code, said = health()
    assert (code, said["database"]) == (503, "unreachable")
    assert "secret" not in json.dumps(said)


@pytest.mark.parametrize("broken", ["rights", "room"])
def test_a_folder_that_cannot_be_written_is_503(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store.create(Plan())
    if broken == "rights":
        monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere
    else:
        usage = namedtuple("usage", "total used free")(10, 10, 0)
        monkeypatch.setattr(module.shutil, "disk_usage", lambda _: usage)
    code, said = health()
    assert (code, said["folder"], said["database"]) == (503, "not writable", "reachable")

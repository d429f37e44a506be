from __future__ import annotations

import io
import logging
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fairwitness.app import store
from fairwitness.app.store import audits, housekeeping
from fairwitness.audits.plan import Plan
from fairwitness.errors import StoreError


def until(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False


def aged(home: Path, name: str) -> Path:
    path = home / "uploads" / name
    path.mkdir(parents=True)
    os.utime(path, (0, 0))
    return path


def test_the_list_is_right_before_the_server_answers_and_the_rest_follows(home: Path) -> None:
    (home / "audits" / "old").mkdir(parents=True)
    (home / "audits" / "old" / "plan.yaml").write_text("title: Old\n")
    upload = aged(home, "first")
    stop = store.keep_house(print, every=0.05)
    try:
        assert [entry.title for entry in store.entries()] == ["Old"]
        assert until(lambda: not upload.exists())
        again = aged(home, "second")
        assert until(lambda: not again.exists())
    finally:
        stop.set()


def test_the_list_is_put_right_once_at_the_start_and_once_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(housekeeping, "reconcile", lambda: done.append("list"))
    monkeypatch.setattr(housekeeping, "prune", lambda: done.append("prune") or store.Pruned())
    stop = store.keep_house(print, every=0.01)
    try:
        assert until(lambda: len(done) >= 4)
    finally:
        stop.set()
    assert done[:4] == ["list", "prune", "list", "prune"]


def test_a_store_that_cannot_be_kept_stops_the_start(home: Path, tmp_path: Path) -> None:
    (tmp_path / "others").mkdir()
    home.mkdir()
    (home / "audits").symlink_to(tmp_path / "others")
    with pytest.raises(StoreError):
        store.keep_house(print)


def test_what_goes_wrong_is_logged_and_tried_again(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    store.create(Plan())
    store.set_settings({"upload_hours": "soon"})
    upload = aged(home, "one")
    with caplog.at_level(logging.WARNING, "fairwitness.app"):
        stop = store.keep_house(print, every=0.05)
        try:
            assert until(lambda: "Got soon" in caplog.text)
            store.set_retention()
            assert until(lambda: not upload.exists())
        finally:
            stop.set()
    assert "Traceback" not in caplog.text


def test_what_has_lost_its_rows_is_told() -> None:
    for name in ("one", "kept"):
        audit = store.create(Plan(title=name), {"a.csv": io.BytesIO(b"x")}, audit=name)
        audits.put(replace(store.entry(audit), created="2020-01-01"))
    store.keep("kept")
    store.set_retention(inputs_days=7)
    told: list[str] = []
    stop = store.keep_house(told.append)
    try:
        assert until(lambda: told == ["one"])
    finally:
        stop.set()

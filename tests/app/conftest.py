"""A store of its own for each test, and the hand-made records of the tests of reports."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fairwitness.app import jobs, live, shelf, store
from fairwitness.app.jobs import process, queue
from fairwitness.audits.plan import Plan
from fairwitness.audits.record import Record

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "reports")]
import small_runs  # noqa: E402 - found by the line above

Keep = Callable[..., str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FAIRWITNESS_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("FAIRWITNESS_DATABASE", raising=False)
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def _nothing_ready() -> Iterator[None]:
    """What was made of the audits of one test is not shown in another, whose audits have the same names."""
    yield
    shelf.forget()


@pytest.fixture(autouse=True)
def _no_warming(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is tested loads nothing that it does not show."""
    monkeypatch.setattr(live, "warm", lambda: None)


@pytest.fixture
def keep() -> Keep:
    def put(record: Record, audit: str = "kept", *, demo: bool = False) -> str:
        store.create(Plan(title=record.title), audit=audit, demo=demo)
        record.save(store.folder(audit))
        store.settle(audit)
        return audit

    return put


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The audits that were started; each stays running."""
    begun: list[str] = []

    def launch(audit: str) -> None:
        begun.append(audit)
        folder = store.folder(audit)
        (folder / "progress.jsonl").write_text('{"phase": "check"}\n')
        facts = {"pid": 1, "began": process.began(1), "started": time.time()}
        (folder / "job.json").write_text(json.dumps(facts))

    monkeypatch.setattr(process, "launch", launch)
    monkeypatch.setenv(queue.RUNS_VARIABLE, "99")
    return begun


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Runs do what `small_runs` says, and are stopped afterwards."""
    monkeypatch.setattr(process, "COMMAND", small_runs.command(tmp_path))
    yield
    for audit in (*jobs.waiting(), *jobs.running()):
        jobs.cancel(audit)

"""A store of its own for each test, and the hand-made records of the tests of reports."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fairwitness.app import jobs, store
from fairwitness.audits.plan import Plan
from fairwitness.audits.record import Record

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "reports")]
Keep = Callable[..., str]


@pytest.fixture(scope="module", autouse=True)
def _collected():
    """Streamlit collects garbage after every run of a page: let it not go through all that other tests left."""
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FAIRWITNESS_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("FAIRWITNESS_DATABASE", raising=False)
    return tmp_path / "home"


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

    def start(audit: str) -> None:
        begun.append(audit)
        folder = store.folder(audit)
        (folder / "progress.jsonl").write_text('{"phase": "check"}\n')
        (folder / "job.json").write_text(
            json.dumps({"pid": 1, "began": jobs._began(1), "started": time.time()})
        )

    monkeypatch.setattr(jobs, "start", start)
    return begun

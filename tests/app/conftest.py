"""A store of its own for each test, and the hand-made records of the tests of reports."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fairwitness.app import store
from fairwitness.audits.plan import Plan
from fairwitness.audits.record import Record

sys.path.insert(0, str(Path(__file__).parents[1] / "reports"))
Keep = Callable[..., str]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FAIRWITNESS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def keep() -> Keep:
    def put(record: Record, audit: str = "kept", *, demo: bool = False) -> str:
        store.create(Plan(title=record.title), audit=audit, demo=demo)
        record.save(store.folder(audit))
        store.settle(audit)
        return audit

    return put

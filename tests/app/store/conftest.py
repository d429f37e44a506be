"""Every test of the store runs on both databases, unless its module or class names its own as `DATABASES`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.app.databases import KINDS, _one, cluster, database, postgres, shared

__all__ = ["_one", "cluster", "database", "postgres", "shared"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    own = getattr(metafunc.cls, "DATABASES", None) or getattr(metafunc.module, "DATABASES", KINDS)
    metafunc.parametrize("database", own, indirect=True)


@pytest.fixture(autouse=True)
def _on_both(database: str) -> None:
    pass


@pytest.fixture
def together():
    """Run code in so many processes at once; a process that fails shows what it said."""

    def run(count: int, code: str) -> None:
        program = str(Path(__file__).parent / "forks.py")
        asked = [sys.executable, program, str(count), code]
        done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=250)
        assert done.returncode == 0, done.stderr[-3000:]

    return run

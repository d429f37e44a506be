from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fairwitness.app.store import lock

HOLDS = "from fairwitness.app.store import lock\nwith lock.working(): print('held', flush=True); input()"


DATABASES = ("sqlite",)  # has nothing to do with one


def test_any_number_may_work_and_none_of_them_is_alone(home: Path) -> None:
    with lock.working(), lock.working(), lock.alone() as sure:
        assert not sure
    with lock.alone() as sure, lock.alone() as again:
        assert sure
        assert not again
    with lock.alone() as sure:
        assert sure
    assert (home / "audits" / ".lock").stat().st_mode & 0o777 == 0o600


def test_one_that_is_killed_lets_go() -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == "held\n"
    with lock.alone() as sure:
        assert not sure
    holder.kill()
    holder.communicate()
    with lock.alone() as sure:
        assert sure


def test_a_link_in_its_place_is_not_opened(home: Path, tmp_path: Path) -> None:
    (home / "audits").mkdir(parents=True)
    (home / "audits" / ".lock").symlink_to(tmp_path / "other")
    with pytest.raises(OSError, match="symbolic link"), lock.working():
        pass
    assert not (tmp_path / "other").exists()


def test_where_no_lock_can_be_had_nobody_is_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "SHARES", False)
    with lock.working(), lock.alone() as sure:
        assert not sure

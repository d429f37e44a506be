"""The process of a run: known again whatever happens to numbers, and the only one that is ever signalled."""

from __future__ import annotations

import os
import signal
import time

import pytest
from small_runs import begin, wait

from fairwitness.app import jobs, store
from fairwitness.app.jobs import process
from fairwitness.app.jobs.facts import HELD, JOB, TICKET, Process, process_of
from fairwitness.app.store.files import RUNNING


@pytest.mark.parametrize("pid", [1, 0, -1, os.getppid()])
def test_no_other_process_is_ever_signalled(pid: int, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    monkeypatch.setattr(os, "killpg", lambda group, _: sent.append(group))
    monkeypatch.setattr(os, "getpgid", lambda _: 1)
    process.end("any", Process(pid, process.began(max(pid, 0)), time.time()), signal.SIGTERM)
    assert sent == []


def test_a_process_is_told_apart_from_another_with_its_number(small, monkeypatch) -> None:
    audit = begin("hang")
    facts = process_of(store.folder(audit))
    assert process.alive(audit, facts)
    monkeypatch.delitem(process._children, audit)
    assert process.alive(audit, facts), "another server knows it by when it began"
    assert not process.alive(audit, Process(facts.pid, 1.0, facts.started))
    assert not process.alive(audit, Process(2**22 + 5, 1.0, facts.started))


def test_a_run_holds_its_lock_for_as_long_as_it_lives(small) -> None:
    audit = begin("hang")
    folder = store.folder(audit)
    assert process.starting(folder)
    wait(audit, lambda _: (folder / "child").exists())
    jobs.cancel(audit)
    assert not process.starting(folder)


def test_what_a_run_writes_is_for_its_owner_alone(small) -> None:
    audit = begin("hang")
    folder = store.folder(audit)
    wait(audit, lambda _: (folder / "child").exists())
    for name in ("child", "stderr.txt", "job.json", "progress.jsonl"):
        assert (folder / name).stat().st_mode & 0o077 == 0, name


def test_the_store_knows_which_files_are_of_runs() -> None:
    assert set(RUNNING) == {TICKET, JOB, HELD}

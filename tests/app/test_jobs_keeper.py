"""The thread that looks after runs while no page is open."""

from __future__ import annotations

import logging
import threading
import time

import pytest
from small_runs import begin

from fairwitness.app import jobs
from fairwitness.app.jobs import keeper, process, queue


def test_runs_go_on_while_nobody_looks(small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(queue.RUNS_VARIABLE, "1")
    audits = [begin("told") for _ in range(3)]
    stop = threading.Event()
    thread = jobs.keep(stop, 0.02)
    end = time.monotonic() + 15
    while (process._children or jobs.waiting()) and time.monotonic() < end:
        time.sleep(0.05)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    assert {jobs.status(one).state for one in audits} == {"failed"}
    assert process._children == {}, "a process that has ended is let go of"


def test_what_goes_wrong_is_said_once_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop, tries = threading.Event(), []

    def full() -> None:
        tries.append(1)
        if len(tries) == 3:
            stop.set()
        raise OSError("No space left on device")

    monkeypatch.setattr(keeper.queue, "tend", full)
    with caplog.at_level(logging.WARNING, "fairwitness.app"):
        jobs.keep(stop, 0.0).join(5)
    assert len(tries) == 3
    assert [one.getMessage() for one in caplog.records] == [
        "The queue of runs waits: No space left on device"
    ]

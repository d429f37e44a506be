"""How far the run of an audit is, read from what stands in its folder."""

from __future__ import annotations

import contextlib
import shutil
import time
from pathlib import Path
from typing import Final

from fairwitness.app import store
from fairwitness.app.jobs import process
from fairwitness.app.jobs.facts import (
    CANCELLED,
    PROGRESS,
    STDERR,
    TICKET,
    Job,
    Process,
    Said,
    process_of,
    said,
    ticket_of,
)
from fairwitness.errors import FairwitnessError

_COULD_NOT_JUDGE: Final = 2
_FULL: Final = 1 << 20
"""Bytes: with fewer left, a disk is called full."""


def status(audit: str) -> Job | None:
    """How far the run of an audit is; None if it never ran here. One that has ended leaves no rows it must not."""
    found = _status(audit, store.folder(audit))
    if found is not None and not found.under_way:
        store.forget_inputs(audit)
    return found


def _status(audit: str, folder: Path) -> Job | None:
    facts = process_of(folder)
    if facts is None:
        return _not_begun(audit, folder)
    told = said(folder)
    if told.code is None and (folder / CANCELLED).exists():
        return Job(audit, "cancelled", told.phase, _seconds(folder, facts, told))
    if told.code is None and process.alive(audit, facts):
        return Job(audit, "running", told.phase, _seconds(folder, facts, told, ended=False))
    told = said(folder) if told.code is None else told  # it may have ended between the two looks
    seconds = _seconds(folder, facts, told)
    if told.code not in (None, _COULD_NOT_JUDGE) and (folder / store.RECORD).is_file():
        return Job(audit, "done", told.phase, seconds, told.code)
    return Job(audit, "failed", told.phase, seconds, told.code, _error(folder, facts, told))


def _not_begun(audit: str, folder: Path) -> Job | None:
    if (folder / CANCELLED).exists():
        return Job(audit, "cancelled")
    told = said(folder)
    if told.error is not None:
        return Job(audit, "failed", exit_code=told.code, error=told.error)
    if ticket_of(folder) is None:
        return None
    if process.starting(folder):
        return Job(audit, "running")
    queue = in_line()
    return Job(audit, "waiting", place=queue.index(audit) + 1 if audit in queue else len(queue) + 1)


def in_line() -> tuple[str, ...]:
    """The audits that wait for their turn, the next one first."""
    numbers = {
        audit: ticket_of(folder) or 0
        for audit, folder in ticketed()
        if process_of(folder) is None and not process.starting(folder)
    }
    return tuple(sorted(numbers, key=lambda audit: (numbers[audit], audit)))


def ticketed() -> tuple[tuple[str, Path], ...]:
    """The audits that wait, run, or ended unseen, each with its folder."""
    found = []
    for path in store.root().glob(f"*/{TICKET}"):
        with contextlib.suppress(FairwitnessError):  # what is being made or deleted is none
            found.append((path.parent.name, store.folder(path.parent.name)))
    return tuple(found)


def _seconds(folder: Path, facts: Process, told: Said, *, ended: bool = True) -> float:
    """How long a run has taken: by clocks that nobody sets, where they are known."""
    if ended and told.seconds is not None:
        return told.seconds
    if not ended and facts.boot and facts.boot == process.boot():
        return max(0.0, time.monotonic() - facts.at)
    try:
        until = (folder / PROGRESS).stat().st_mtime if ended else time.time()
    except OSError:
        until = facts.started
    return max(0.0, until - facts.started)


def _error(folder: Path, facts: Process, told: Said) -> str:
    """The sentence a failed run left, never its traceback."""
    if told.error:
        return told.error
    with contextlib.suppress(OSError):
        lines = (folder / STDERR).read_text(encoding="utf-8", errors="replace").splitlines()
        words = [line.strip().removeprefix("Error: ") for line in lines if line.startswith("Error: ")]
        if words:
            return words[-1]
    return f"The run ended before its record was written{_why(folder, facts)}"


def _why(folder: Path, facts: Process) -> str:
    if facts.boot and facts.boot != process.boot():
        return ": the computer was started anew meanwhile. Run it again."
    if shutil.disk_usage(folder).free < _FULL:
        return ": the disk that holds the audits is full. Make room there, and run it again."
    return "; the computer may have been short of memory, or was shut down. Run it again."

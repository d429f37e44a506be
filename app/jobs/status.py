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
from fairwitness.audits.record import load_record
from fairwitness.errors import FairwitnessError

_COULD_NOT_JUDGE: Final = 2
_BROKE_OFF: Final = (
    "The run had not ended when the store was exported, or broke off before its record was written. "
    "Run it again."
)
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
    told, cancelled = said(folder), (folder / CANCELLED).exists()
    if told.code is None and not cancelled and process.alive(audit, facts):
        return Job(audit, "running", told.phase, _seconds(folder, facts, told, ended=False))
    told = said(folder) if told.code is None else told  # it may have ended between the two looks
    seconds = _seconds(folder, facts, told)
    if _has_record(folder, told):
        return Job(audit, "done", told.phase, seconds, told.code)
    if told.code is None and cancelled:
        return Job(audit, "cancelled", told.phase, seconds)
    return Job(audit, "failed", told.phase, seconds, told.code, _error(folder, facts, told))


def _has_record(folder: Path, told: Said) -> bool:
    """Whether a run that has ended left its record: if it could not say so itself, whether that is whole."""
    if not (folder / store.RECORD).is_file():
        return False
    if told.code is not None:
        return told.code != _COULD_NOT_JUDGE
    try:
        load_record(folder)
    except (FairwitnessError, OSError):
        return False
    return True


def _not_begun(audit: str, folder: Path) -> Job | None:
    """How far a run is of which no process is written down: it waits, whoever began it was stopped, or it came in."""
    told, asked = said(folder), ticket_of(folder) is not None
    if asked and process.starting(folder):
        return Job(audit, "running", told.phase)
    if (asked or told.phase is not None) and _has_record(folder, told):
        return Job(audit, "done", told.phase, told.seconds or 0.0, told.code)
    if (folder / CANCELLED).exists():
        return Job(audit, "cancelled")
    if told.error is not None:
        return Job(audit, "failed", exit_code=told.code, error=told.error)
    if not asked:
        return None if told.phase is None else Job(audit, "failed", told.phase, error=_BROKE_OFF)
    queue = in_line()
    return Job(audit, "waiting", place=queue.index(audit) + 1 if audit in queue else len(queue) + 1)


def _has_ended(folder: Path) -> bool:
    told = said(folder)
    return told.error is not None or _has_record(folder, told)


def in_line() -> tuple[str, ...]:
    """The audits that wait for their turn, the next one first."""
    numbers = {
        audit: ticket_of(folder) or 0
        for audit, folder in ticketed()
        if process_of(folder) is None and not process.starting(folder) and not _has_ended(folder)
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

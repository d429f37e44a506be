"""Runs wait for their turn: so many at once, the others in the order they were asked for."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from fairwitness.app import store
from fairwitness.app.jobs import process
from fairwitness.app.jobs.facts import (
    CANCELLED,
    JOB,
    PARTIAL,
    PROGRESS,
    STDERR,
    TICKET,
    process_of,
    said,
    ticket_of,
)
from fairwitness.app.jobs.status import in_line, status, ticketed
from fairwitness.audits.lock import lock_file, locked
from fairwitness.audits.private import private_folder
from fairwitness.errors import FairwitnessError

RUNS_VARIABLE: Final = "FAIRWITNESS_RUNS"
USUAL: Final = 2
_LOCK: Final = ".runs.lock"
_GRACE: Final = 2.0


def most_at_once() -> int:
    """How many audits run at a time: the operator's word, else 2.

    Raises
    ------
    FairwitnessError
        The environment variable holds no whole number from 1 to 999.
    """
    stated = os.environ.get(RUNS_VARIABLE, "").strip()
    if not stated:
        return USUAL
    if not (stated.isascii() and stated.isdigit() and len(stated) < 4 and int(stated)):
        raise FairwitnessError(
            f"{RUNS_VARIABLE} must be how many audits may run at a time, from 1 to 999. Got '{stated[:40]}' instead."
        )
    return int(stated)


def start(audit: str) -> None:
    """Have the plan in an audit's folder audited: now if there is room, else when it is its turn.

    Raises
    ------
    FairwitnessError
        It runs or waits already, or its folder cannot be written.
    """
    most_at_once()
    folder = store.folder(audit)
    try:
        with _alone():
            _ask(audit, folder)
            _advance()
    except OSError as error:
        why = error.strerror or error
        raise FairwitnessError(
            f"The audit cannot be started: {why}. Its form is kept; make room, or have the folder made writable."
        ) from error


def _ask(audit: str, folder: Path) -> None:
    """Put an audit at the end of the queue, without what an earlier run of it left."""
    known = status(audit)
    if known is not None and known.under_way:
        raise FairwitnessError("This audit is running already; wait for it to end, or cancel it.")
    number = 1 + max((ticket_of(path) or 0 for _, path in ticketed()), default=0)
    store.write_text(folder / TICKET, json.dumps({"number": number}))
    try:
        store.unsettle(audit)
    except FairwitnessError:
        (folder / TICKET).unlink()
        raise
    # Nothing of the old run goes before the new one is noted; and `job.json` last, or half of the old one would be its.
    for name in (PROGRESS, PARTIAL, CANCELLED, STDERR, store.RECORD, *store.REPORTS, JOB):
        (folder / name).unlink(missing_ok=True)


def cancel(audit: str) -> None:
    """Stop a run and everything it started, or take it from the queue. Nothing happens if it has ended."""
    folder = store.folder(audit)
    with _alone():
        known = status(audit)
        if known is None or not known.under_way:
            return
        (folder / CANCELLED).touch()
        facts = process_of(folder)
        if facts is None:
            (folder / TICKET).unlink(missing_ok=True)
            return
    for sign in (signal.SIGTERM, signal.SIGKILL):
        process.end(audit, facts, sign)
        end = time.monotonic() + _GRACE
        while process.alive(audit, facts) and time.monotonic() < end:
            time.sleep(0.02)
    tend()


def running() -> tuple[str, ...]:
    """The audits whose run has begun and not ended."""
    return tuple(audit for audit, _ in ticketed() if _state(audit) == "running")


def waiting() -> tuple[str, ...]:
    """The audits that wait for their turn, the next one first."""
    return in_line()


def tend() -> None:
    """See which runs have ended, and begin those whose turn it is; it takes up what a server that was killed left."""
    with _alone():
        for audit, folder in ticketed():
            if _state(audit) not in ("waiting", "running"):
                _conclude(audit, folder)
        _advance()


def _conclude(audit: str, folder: Path) -> None:
    """Put a run that has ended into the list, and take its ticket: in this order, so that neither can be missed."""
    with contextlib.suppress(FairwitnessError):
        if _state(audit) == "done":
            store.settle(audit)
            if said(folder).code is None:
                _note(audit)
    (folder / TICKET).unlink(missing_ok=True)


def _note(audit: str) -> None:
    """Have the trail speak of a run that was killed before it could note itself there."""
    from fairwitness.reports.evidence.trail import add_run, load_trail

    record, trail = store.record(audit), store.trail(store.entry(audit).project)
    noted = [run.record for _, run in load_trail(trail).runs()] if trail.exists() else []
    if record.hash not in noted:
        add_run(trail, record)


def _advance() -> None:
    """Begin as many of those that wait as there is room for; only for who is alone."""
    process.reap()
    for audit in in_line()[: max(0, most_at_once() - len(running()))]:
        try:
            process.launch(audit)
        except (OSError, FairwitnessError) as error:
            why = error.strerror or error if isinstance(error, OSError) else error
            told = {"error": f"The audit cannot be started: {str(why).rstrip('.')}.", "done": 2}
            folder = store.folder(audit)
            store.write_text(folder / PROGRESS, json.dumps(told) + "\n")
            (folder / TICKET).unlink(missing_ok=True)


def _state(audit: str) -> str | None:
    try:
        found = status(audit)
    except FairwitnessError:  # deleted meanwhile
        return None
    return None if found is None else found.state


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time in this server, and in any other that keeps the same audits."""
    private_folder(store.root())
    with lock_file(store.root() / _LOCK) as lock, locked(lock, _LOCK):
        yield

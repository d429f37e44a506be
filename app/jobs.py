"""Runs of an audit, each a process of its own, so that the page stays responsive and a refresh finds its run again.

All that is known of a run stands in the audit's folder: ``job.json`` (which process), ``progress.jsonl`` (what the run
says of itself), ``stderr.txt``. The page reads them; nothing of a run lives in the page.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final, Literal

from fairwitness.app import store
from fairwitness.app.access import changes
from fairwitness.app.people import Person
from fairwitness.audits.private import private_file
from fairwitness.audits.statements import FILE
from fairwitness.errors import FairwitnessError

State = Literal["running", "done", "failed", "cancelled"]

PHASES: Final = ("load", "predict", "check", "explain", "report")
COMMAND: Final = (sys.executable, "-P", "-m", "fairwitness.app.cli")
MOST_AT_ONCE: Final = 2
JOB, PROGRESS, STDERR, CANCELLED = "job.json", "progress.jsonl", "stderr.txt", "cancelled"
_COULD_NOT_JUDGE = 2
_GRACE = 2.0

_children: dict[str, subprocess.Popen[bytes]] = {}
_lock = Lock()


@dataclass(frozen=True)
class Job:
    """How far a run is."""

    audit: str
    state: State
    phase: str | None
    """The phase it is in, or was in when it ended; None before the first."""
    seconds: float
    """Since the start, or from start to end."""
    exit_code: int | None = None
    error: str | None = None
    """Why it failed, in a sentence."""

    @property
    def step(self) -> int:
        """The number of the phase, counted from 1; 0 before the first."""
        return PHASES.index(self.phase) + 1 if self.phase in PHASES else 0


@changes("audit")
def begin(_person: Person, audit: str) -> None:
    """Begin to audit, as somebody asks; see `start`."""
    start(audit)


@changes("audit")
def stop(_person: Person, audit: str) -> None:
    """Stop a run, as somebody asks; see `cancel`."""
    cancel(audit)


def start(audit: str, command: Sequence[str] = COMMAND) -> None:
    """Begin to audit the plan in an audit's folder.

    Raises
    ------
    FairwitnessError
        Too many audits run already, or no process can be started.
    """
    folder = store.folder(audit)
    with _lock:
        if audit in running():
            raise FairwitnessError("This audit is running already; wait for it to end, or cancel it.")
        if len(running()) >= MOST_AT_ONCE:
            raise FairwitnessError(
                f"At most {MOST_AT_ONCE} audits can run at a time. Wait for one to end, or cancel it."
            )
        for name in (PROGRESS, CANCELLED, STDERR, store.RECORD, *store.REPORTS):
            (folder / name).unlink(missing_ok=True)
        asked = [
            *command,
            "audit",
            str(folder / store.PLAN),
            "--out",
            str(folder),
            "--progress-file",
            str(folder / PROGRESS),
            "--trail",
            str(store.trail()),
            *(["--statements", str(folder / FILE)] if (folder / FILE).is_file() else []),
            *([] if store.plan(audit).privacy.rows else ["--forget-inputs"]),
        ]
        try:
            with private_file(folder / STDERR) as errors:
                child = subprocess.Popen(
                    asked,
                    cwd=folder,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                    start_new_session=True,
                    umask=0o077,  # what it writes is for the owner alone, whatever the app was started with
                )
        except OSError as error:
            raise FairwitnessError(f"The audit cannot be started: {error.strerror or error}.") from error
        _children[audit] = child
        facts = {"pid": child.pid, "began": _began(child.pid), "started": time.time()}
        store.write_text(folder / JOB, json.dumps(facts))


def status(audit: str) -> Job | None:
    """How far the run of an audit is; None if it never ran here. One that has ended leaves no rows it must not."""
    found = _status(audit)
    if found is not None and found.state != "running":
        store.forget_inputs(audit)
    return found


def _status(audit: str) -> Job | None:
    folder = store.folder(audit)
    facts = _read(folder / JOB)
    if facts is None:
        return None
    phase, code = _said(folder / PROGRESS)
    started = float(facts.get("started", 0))
    seconds = max(0.0, (_modified(folder) if code is not None else time.time()) - started)
    if code is None and (folder / CANCELLED).exists():
        return Job(audit, "cancelled", phase, seconds)
    if code is None and _alive(audit, facts):
        return Job(audit, "running", phase, seconds)
    code = _said(folder / PROGRESS)[1] if code is None else code  # it may have ended between the two looks
    if code is not None and code != _COULD_NOT_JUDGE and (folder / store.RECORD).is_file():
        return Job(audit, "done", phase, seconds, code)
    return Job(audit, "failed", phase, seconds, code, _error(folder))


def cancel(audit: str) -> None:
    """Stop a run and everything it started. Nothing happens if it has ended."""
    folder = store.folder(audit)
    facts = _read(folder / JOB)
    if facts is None or not _alive(audit, facts):
        return
    (folder / CANCELLED).touch()
    pid = int(facts["pid"])
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if pid > 1 and os.getpgid(pid) == pid:  # a run leads its group; group 1 would mean every process
                os.killpg(pid, sign)
        end = time.monotonic() + _GRACE
        while time.monotonic() < end:
            if not _alive(audit, facts):
                store.forget_inputs(audit)
                return
            time.sleep(0.02)


def running() -> tuple[str, ...]:
    """The audits whose run has not ended."""
    found = []
    for entry in store.entries():
        with contextlib.suppress(FairwitnessError):
            job = status(entry.id)
            if job is not None and job.state == "running":
                found.append(entry.id)
    return tuple(found)


def _said(progress: Path) -> tuple[str | None, int | None]:
    """The last phase that the run named, and its exit code if it ended. A half-written last line is not read."""
    phase, code = None, None
    try:
        lines = progress.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None, None
    for line in lines:
        with contextlib.suppress(ValueError, TypeError, AttributeError):
            told = json.loads(line)
            phase = told.get("phase", phase)
            code = int(told["done"]) if "done" in told else code
    return phase, code


def _error(folder: Path) -> str:
    """The sentence a failed run left, never its traceback."""
    with contextlib.suppress(OSError, ValueError, AttributeError, IndexError):
        last = json.loads((folder / PROGRESS).read_text(encoding="utf-8").splitlines()[-1])
        if last.get("error"):
            return str(last["error"])
    with contextlib.suppress(OSError):
        text = (folder / STDERR).read_text(encoding="utf-8", errors="replace")
        said = [
            line.strip().removeprefix("Error: ") for line in text.splitlines() if line.startswith("Error: ")
        ]
        if said:
            return said[-1]
    return (
        "The run ended before its record was written; the computer may have been short of memory, or was shut down. "
        "Run it again."
    )


def _read(path: Path) -> dict[str, float] | None:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return facts if isinstance(facts, dict) and "pid" in facts else None


def _modified(folder: Path) -> float:
    return (folder / PROGRESS).stat().st_mtime


def _alive(audit: str, facts: dict[str, float]) -> bool:
    """Whether the process of a run lives: that very one, not another that got its number later."""
    child = _children.get(audit)
    if child is not None and child.pid == facts["pid"]:
        return child.poll() is None
    pid = int(facts["pid"])
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return _began(pid) == facts.get("began")


def _began(pid: int) -> float | None:
    """When a process began, in the kernel's ticks; None where that cannot be known, or the process is a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else float(fields[19])

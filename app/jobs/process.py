"""The process of a run: begun, known again, ended."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Final

from fairwitness.app import store
from fairwitness.app.jobs.facts import HELD, JOB, PROGRESS, STDERR, Process
from fairwitness.app.kept_plans import kept_plan
from fairwitness.audits.lock import lock_file, try_lock
from fairwitness.audits.private import private_file
from fairwitness.audits.statements import FILE

COMMAND: tuple[str, ...] = (sys.executable, "-P", "-m", "fairwitness.app.cli")
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")

_children: dict[str, subprocess.Popen[bytes]] = {}


def launch(audit: str) -> None:
    """Begin the process of a run, and write down which it is.

    Raises
    ------
    OSError, FairwitnessError
        It cannot be started, or its plan names what may not be read here.
    """
    folder = store.folder(audit)
    with lock_file(folder / HELD) as lock:
        if not try_lock(lock):
            return  # it runs already: who started it was stopped before it could write that down
        for name in (PROGRESS, STDERR):  # of one that ended like that, with nothing to keep
            (folder / name).unlink(missing_ok=True)
        with private_file(folder / STDERR) as errors:
            child = subprocess.Popen(
                _asked(audit, folder),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
                pass_fds=(lock.fileno(),),
                umask=0o077,  # what it writes is for the owner alone, whatever the app was started with
            )
    _children[audit] = child
    facts = Process(child.pid, began(child.pid), time.time(), boot(), time.monotonic())
    store.write_text(folder / JOB, json.dumps(asdict(facts)))


def _asked(audit: str, folder: Path) -> list[str]:
    plan, _ = kept_plan(audit)
    return [
        *COMMAND,
        "audit",
        str(folder / store.PLAN),
        "--out",
        str(folder),
        "--progress-file",
        str(folder / PROGRESS),
        "--trail",
        str(store.trail(store.entry(audit).project)),
        *(["--statements", str(folder / FILE)] if (folder / FILE).is_file() else []),
        *([] if plan.privacy.rows else ["--forget-inputs"]),
    ]


def alive(audit: str, facts: Process) -> bool:
    """Whether the process of a run lives: that very one, not another that got its number later."""
    child = _children.get(audit)
    if child is not None and child.pid == facts.pid:
        return child.poll() is None
    try:
        os.kill(facts.pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return began(facts.pid) == facts.began


def starting(folder: Path) -> bool:
    """Whether a process holds the run, although it is not written down which."""
    try:
        with lock_file(folder / HELD, make=False) as lock:
            return not try_lock(lock)
    except FileNotFoundError:
        return False


def end(audit: str, facts: Process, sign: signal.Signals) -> None:
    """Send a signal to a run and everything it started: to no process group but one that a run leads."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if facts.pid > 1 and alive(audit, facts) and os.getpgid(facts.pid) == facts.pid:
            os.killpg(facts.pid, sign)  # group 1 would mean every process there is


def reap() -> None:
    """Let go of the processes of this server's runs that have ended, so that none stays as a zombie."""
    for audit, child in list(_children.items()):
        if child.poll() is not None and _children.get(audit) is child:
            del _children[audit]


def began(pid: int) -> float | None:
    """When a process began, in the kernel's ticks; None where that cannot be known, or the process is a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else float(fields[19])


def boot() -> str:
    """Which start of the computer this is; empty where the system does not say."""
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return ""

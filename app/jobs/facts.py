"""What is known of a run, and the files of its audit's folder that hold it."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

State = Literal["waiting", "running", "done", "failed", "cancelled"]

PHASES: Final = ("load", "predict", "check", "explain", "report")
TICKET: Final = "ticket.json"
"""There from when a run is asked for until its end is seen: its number in the queue."""
JOB: Final = "job.json"
"""Which process it is; written when it starts."""
HELD: Final = "run.lock"
"""Locked by the process for as long as it lives, so that a run whose start nobody wrote down is not begun twice."""
PROGRESS: Final = "progress.jsonl"
"""What the run says of itself: phases, and how it ended."""
PARTIAL: Final = "partial.json"
"""What the run has seen so far."""
STDERR: Final = "stderr.txt"
CANCELLED: Final = "cancelled"


@dataclass(frozen=True)
class Job:
    """How far a run is."""

    audit: str
    state: State
    phase: str | None = None
    """The phase it is in, or was in when it ended; None before the first."""
    seconds: float = 0.0
    """Since the start, or from start to end."""
    exit_code: int | None = None
    error: str | None = None
    """Why it failed, in a sentence."""
    place: int | None = None
    """Its place in the queue, counted from 1, while it waits."""

    @property
    def step(self) -> int:
        """The number of the phase, counted from 1; 0 before the first."""
        return PHASES.index(self.phase) + 1 if self.phase in PHASES else 0

    @property
    def under_way(self) -> bool:
        """Whether it waits or runs."""
        return self.state in ("waiting", "running")


@dataclass(frozen=True)
class Process:
    """A process, told apart from another that got its number later."""

    pid: int
    began: float | None
    """In the kernel's ticks; None where that cannot be known."""
    started: float
    """Seconds since 1970 by the clock on the wall, which may be set."""
    boot: str = ""
    """Which start of the computer it belongs to."""
    at: float = 0.0
    """Seconds by the clock that is never set, of that start."""


@dataclass(frozen=True)
class Said:
    """What a run has said of itself."""

    phase: str | None = None
    code: int | None = None
    """Its exit code, if it ended."""
    error: str | None = None
    seconds: float | None = None
    """Since it began, at the last line."""
    began: dict[str, float] = field(default_factory=dict)
    """Seconds since it began at which each phase did."""


def said(folder: Path) -> Said:
    """What the run in a folder has said. A line that is half written, or no such line, is not read."""
    try:
        lines = (folder / PROGRESS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return Said()
    found = Said()
    for line in lines:
        with contextlib.suppress(ValueError, TypeError, AttributeError):
            found = _with(found, json.loads(line))
    return found


def _with(before: Said, told: dict[str, object]) -> Said:
    phase, seconds = told.get("phase", before.phase), told.get("seconds", before.seconds)
    at = float(seconds) if isinstance(seconds, int | float) else None
    known = isinstance(phase, str) and at is not None and phase not in before.began
    return Said(
        phase=phase if isinstance(phase, str) else before.phase,
        code=int(str(told["done"])) if "done" in told else before.code,
        error=str(told["error"]) if told.get("error") else before.error,
        seconds=at,
        began={**before.began, str(phase): at} if known and at is not None else before.began,
    )


def process_of(folder: Path) -> Process | None:
    """The process of a run; None if none was started, or it cannot be read."""
    found = read_json(folder / JOB)
    with contextlib.suppress(TypeError, ValueError):
        return None if found is None else Process(**found)  # type: ignore[arg-type]  # what does not fit is no process
    return None


def ticket_of(folder: Path) -> int | None:
    """The number in the queue of a run that has not ended; None if there is none."""
    found = read_json(folder / TICKET)
    number = 0 if found is None else found.get("number", 0)
    if found is None and not (folder / TICKET).is_file():
        return None
    return number if isinstance(number, int) else 0


def read_json(path: Path) -> dict[str, object] | None:
    """A file that holds an object; None if it is not there or is something else."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None

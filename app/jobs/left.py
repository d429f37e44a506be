"""How long a run may still take, judged by earlier runs on this machine; nothing where these say nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import Final

from fairwitness.app import store
from fairwitness.app.jobs.facts import PARTIAL, PHASES, Job, read_json, said
from fairwitness.errors import FairwitnessError

_LOOKED_AT: Final = 40
_ENOUGH: Final = 2
_ALIKE: Final = 3.0
"""Runs of up to three times, or a third of, the rows are alike."""
_SLACK: Final = 5.0


@dataclass(frozen=True)
class Size:
    """What makes a run long or short, as far as it is known early."""

    rows: int
    model: bool

    def like(self, other: Size) -> bool:
        """Whether two runs should take about as long."""
        larger, smaller = max(self.rows, other.rows), min(self.rows, other.rows)
        return self.model == other.model and larger <= _ALIKE * max(1, smaller)


def seconds_left(job: Job) -> float | None:
    """Seconds that a run may still take; None if its rows are not counted yet, or too few earlier runs were alike."""
    if job.state != "running" or job.phase is None:
        return None
    folder = store.folder(job.audit)
    size, began = size_of(folder), said(folder).began
    if size is None or job.phase not in began:
        return None
    usual = _usual(size, job.audit)
    return None if usual is None else _left(usual, job.phase, job.seconds - began[job.phase])


def _left(usual: dict[str, float], phase: str, spent: float) -> float | None:
    if spent > 2 * usual[phase] + _SLACK:  # this run is unlike the others
        return None
    later = PHASES[PHASES.index(phase) + 1 :]
    return max(0.0, usual[phase] - spent) + sum(usual[name] for name in later)


def size_of(folder: Path) -> Size | None:
    """The size of a run, once it has read its data."""
    found = read_json(folder / PARTIAL) or {}
    rows = found.get("rows")
    return Size(rows, bool(found.get("model"))) if isinstance(rows, int) else None


@lru_cache(maxsize=64)
def _usual(size: Size, _for: str) -> dict[str, float] | None:
    """The usual seconds of each phase; asked once for each run."""
    alike = []
    for entry in [one for one in store.entries() if one.finished][:_LOOKED_AT]:
        try:
            folder = store.folder(entry.id)
        except FairwitnessError:
            continue
        other = size_of(folder)
        taken = durations(folder) if other is not None and size.like(other) else None
        if taken is not None:
            alike.append(taken)
    if len(alike) < _ENOUGH:
        return None
    return {phase: median(one[phase] for one in alike) for phase in PHASES}


def durations(folder: Path) -> dict[str, float] | None:
    """Seconds that each phase of a run took; None unless it went through all of them."""
    told = said(folder)
    if told.code is None or told.seconds is None or set(told.began) != set(PHASES):
        return None
    ends = [*[told.began[phase] for phase in PHASES[1:]], told.seconds]
    return {phase: max(0.0, end - told.began[phase]) for phase, end in zip(PHASES, ends, strict=True)}

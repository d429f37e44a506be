"""Who was at work when: one second of the machine is given out once, however many meters run."""

from __future__ import annotations

from threading import Lock
from time import perf_counter


class Timeline:
    """Divides wall-clock time equally among the stretches that are open at the same moment.

    A power meter sees the whole machine. Two audits in one process would each claim all of its energy;
    with time divided here, what they claim adds up to at most what was used.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._shares: dict[object, float] = {}
        self._settled = 0.0

    def enter(self, key: object) -> float:
        """Open a stretch; the moment, as `time.perf_counter()` has it."""
        with self._lock:
            self._settle()
            self._shares[key] = 0.0
            return self._settled

    def leave(self, key: object) -> tuple[float, float]:
        """Close a stretch; the moment, and the stretch's share of the time in seconds."""
        with self._lock:
            self._settle()
            return self._settled, self._shares.pop(key)

    def so_far(self, key: object) -> tuple[float, float]:
        """The same for a stretch that stays open."""
        with self._lock:
            self._settle()
            return self._settled, self._shares[key]

    def _settle(self) -> None:
        now = perf_counter()
        if self._shares:
            part = (now - self._settled) / len(self._shares)
            for key in self._shares:
                self._shares[key] += part
        self._settled = now

"""CodeCarbon as one running total of energy for the whole process, silent and offline.

CodeCarbon's own tasks are not used: nested ones and ones from several threads fail, and those under
about 0.1 s come out far too low. Differences of the running total have none of these faults.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from threading import Event, Lock, Thread
from time import perf_counter
from typing import Protocol

from fairwitness.errors import FairwitnessError

COUNTER_MODES = frozenset({"intel_rapl", "intel_power_gadget", "windows_emi"})
COUNTER_KINDS = frozenset({"GPU", "AppleSiliconChip", "Raspberry"})
# CodeCarbon's scheduler and a reading from outside could count the same stretch twice, so its scheduler
# is put off for good and the total is read here, under one lock; often enough for RAPL not to wrap round.
NEVER = 1e6
REFRESH_SECONDS = 60.0


@dataclass(frozen=True)
class Reading:
    """The running total at one moment.

    Parameters
    ----------
    at : float
        `time.perf_counter()` of the reading, seconds.
    kwh : float
        Energy since the source was made, kilowatt-hours.
    counted_kwh : float
        The part of it that came from hardware counters rather than from a model of the hardware.
    """

    at: float
    kwh: float
    counted_kwh: float


class PowerSource(Protocol):
    """A running total of energy that several users may have open at once."""

    @property
    def name(self) -> str:
        """Which software reads the power, with its version."""

    @property
    def hardware(self) -> str:
        """What it reads: processor model and, for each part, counters or model."""

    def open(self) -> None:
        """Take part; may take seconds the first time. Raises if power cannot be read."""

    def read(self) -> Reading:
        """Bring the total up to now."""

    def close(self) -> None:
        """Stop taking part."""


class _Totals(Protocol):
    energy_consumed: float
    cpu_energy: float
    gpu_energy: float
    ram_energy: float


class _Tracker(Protocol):
    _hardware: Sequence[object]

    def start(self) -> None: ...
    def flush(self) -> float | None: ...
    def stop(self) -> float | None: ...
    def get_detected_hardware(self) -> dict[str, object]: ...


class _Inbox:
    """An output handler, CodeCarbon's documented way of handing its totals over."""

    def __init__(self) -> None:
        self.totals: _Totals | None = None

    def out(self, total: _Totals, delta: _Totals) -> None:
        del delta
        self.totals = total

    def live_out(self, total: _Totals, delta: _Totals) -> None: ...
    def task_out(self, data: object, experiment_name: str) -> None: ...
    def exit(self) -> None: ...


class _Quiet(logging.Filter):
    """Keeps CodeCarbon off the console, and keeps the failure that it logs instead of raising."""

    failure: BaseException | None = None

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1]:
            self.failure = record.exc_info[1]
        return False


class CodeCarbonSource:
    """One CodeCarbon tracker for all meters; it runs only while at least one of them is open."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._users = 0
        self._tracker: _Tracker | None = None
        self._counted: frozenset[str] = frozenset()
        self._inbox = _Inbox()
        self._quiet = _Quiet()
        self._before = Reading(0.0, 0.0, 0.0)
        self._last = self._before
        self._stopped = Event()
        self.hardware = "not known"

    @property
    def name(self) -> str:
        """The package and its version."""
        try:
            return f"codecarbon {version('codecarbon')}"
        except PackageNotFoundError:
            return "codecarbon (not installed)"

    def open(self) -> None:
        """Start the tracker, or join the one that runs.

        Raises
        ------
        FairwitnessError
            If CodeCarbon gives no reading.
        """
        with self._lock:
            if self._tracker is None:
                self._begin()
            self._users += 1

    def read(self) -> Reading:
        """Bring the total up to now; about a millisecond."""
        with self._lock:
            if self._tracker is None:
                return self._last
            return self._refresh(self._tracker)

    def close(self) -> None:
        """Leave; the last one out stops the tracker."""
        with self._lock:
            self._users = max(self._users - 1, 0)
            if self._users == 0 and self._tracker is not None:
                self._end(self._tracker)

    def _begin(self) -> None:
        logger = logging.getLogger("codecarbon")
        logger.addFilter(self._quiet)
        self._quiet.failure = None
        self._inbox = _Inbox()
        self._before = self._last
        tracker: _Tracker | None = None
        try:
            tracker = _new_tracker(self._inbox)
            logger.setLevel(
                logging.WARNING
            )  # its own level would hide the failures that the filter is to keep
            tracker.start()
            self._refresh(tracker)
            self._describe(tracker)
        except BaseException:
            if tracker is not None:
                tracker.stop()
            logger.removeFilter(self._quiet)
            raise
        self._tracker = tracker
        self._stopped = Event()
        Thread(target=self._keep_reading, args=(self._stopped,), daemon=True, name="energy-total").start()

    def _end(self, tracker: _Tracker) -> None:
        self._stopped.set()
        self._tracker = None
        tracker.stop()
        logging.getLogger("codecarbon").removeFilter(self._quiet)

    def _keep_reading(self, stopped: Event) -> None:
        while not stopped.wait(REFRESH_SECONDS):
            self.read()

    def _refresh(self, tracker: _Tracker) -> Reading:
        self._inbox.totals = None
        tracker.flush()
        totals = self._inbox.totals
        if totals is None:
            why = repr(self._quiet.failure) if self._quiet.failure else "it gave no totals"
            raise FairwitnessError(f"CodeCarbon could not read the power of this machine: {why}.")
        parts = {"CPU": totals.cpu_energy, "GPU": totals.gpu_energy, "RAM": totals.ram_energy}
        counted = sum(parts[part] for part in self._counted)
        self._last = Reading(
            perf_counter(), self._before.kwh + totals.energy_consumed, self._before.counted_kwh + counted
        )
        return self._last

    def _describe(self, tracker: _Tracker) -> None:
        ways = [_way_of(item) for item in tracker._hardware]
        modelled = {part for part, how in ways if how.startswith("modelled")}
        self._counted = frozenset(part for part, _ in ways) - modelled
        listed = "; ".join(sorted(f"{part}: {how}" for part, how in ways))
        model = tracker.get_detected_hardware().get("cpu_model") or "processor not known"
        self.hardware = f"{model}; {listed}"


def _way_of(item: object) -> tuple[str, str]:
    kind, mode = type(item).__name__, str(getattr(item, "_mode", ""))
    part = str(getattr(item, "chip_part", kind))
    counters = kind in COUNTER_KINDS or mode in COUNTER_MODES
    return part, ("hardware counters" if counters else "modelled") + (f" ({mode})" if mode else "")


def _new_tracker(inbox: _Inbox) -> _Tracker:
    from codecarbon import OfflineEmissionsTracker

    _know_processor()
    # What is spelt out here cannot be turned on by a .codecarbon.config or an environment variable:
    # no file, no address to send to, and no table of countries (CO2 is worked out from the meter's own).
    tracker: _Tracker = OfflineEmissionsTracker(
        country_iso_code="",
        cloud_provider=None,
        force_carbon_intensity_g_co2e_kwh=0.0,
        electricitymaps_api_token="",
        emissions_endpoint=None,
        output_methods=[],
        output_handlers=[inbox],
        output_dir=".",
        api_call_interval=-1,
        measure_power_secs=NEVER,
        tracking_mode="machine",
        pue=1.0,
        log_level="critical",
        allow_multiple_runs=True,
    )
    return tracker


def _know_processor() -> None:
    # The slow part, 1.3 s. CodeCarbon remembers the answer, but would ask in a pool that the interpreter
    # waits for at exit; asked here, in a daemon thread, a command that fails early still ends at once.
    with suppress(ImportError):
        from codecarbon.core.util import detect_cpu_model

        detect_cpu_model()

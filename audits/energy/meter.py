"""The meter of one audit: notes when each phase ran and what the machine drew meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock
from types import TracebackType
from typing import Self

from fairwitness.audits.energy.grid import grid_of
from fairwitness.audits.energy.timeline import Timeline
from fairwitness.audits.energy.tracker import CodeCarbonSource, PowerSource
from fairwitness.audits.energy.use import EnergyUse, PhaseTime, PowerFound, Tracked, energy_use
from fairwitness.audits.energy.window import Span, Window
from fairwitness.errors import FairwitnessError

PATIENCE_SECONDS = 5.0
SHORTEST_WINDOW_SECONDS = 0.3
TIMELINE = Timeline()
CODECARBON = CodeCarbonSource()


@dataclass(eq=False)
class _Stretch:
    name: str
    began: float = 0.0
    ended: float = 0.0
    share: float = 0.0


class EnergyMeter:
    """Meters the phases of one audit.

    Parameters
    ----------
    country : str, optional
        ISO 3166 alpha-3 code of where the machine stands. Without it there are kilowatt-hours but no CO2.
    enabled : bool
        False notes the times only.
    source : PowerSource, optional
        Where the running total of energy comes from; the process's one CodeCarbon tracker by default.

    Raises
    ------
    PlanError
        If the country is not known.

    Notes
    -----
    Nothing here stops an audit: where power cannot be read, the phases have times and a reason instead.
    Phases of one meter run one after the other; several meters may run at once, in any threads. Between
    `start` and `result` (or the end of a `with` block, for an audit that may raise) the tracker runs.
    """

    def __init__(
        self, country: str | None = None, *, enabled: bool = True, source: PowerSource | None = None
    ) -> None:
        self._grid = None if country is None else grid_of(country)
        self._enabled = enabled
        self._source = source or CODECARBON
        self._lock = Lock()
        self._window: Window | None = None
        self._open: _Stretch | None = None
        self._stretches: list[_Stretch] = []
        self._spans: list[Span] = []
        self._failure: str | None = None

    def start(self) -> None:
        """Let the tracker start in the background; returns at once. `phase` does it too if need be."""
        with self._lock:
            if self._enabled and self._window is None:
                self._window = Window(self._source)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Meter what runs inside; the same name may come again, and adds up.

        Raises
        ------
        FairwitnessError
            If a phase of this meter is still open.
        """
        self.start()
        stretch = _Stretch(name)
        with self._lock:
            if self._open is not None:
                raise FairwitnessError(
                    "The phases of an energy meter must run one after the other. Got "
                    f"'{name}' inside '{self._open.name}' instead. End '{self._open.name}' first."
                )
            self._open = stretch
            self._stretches.append(stretch)
            stretch.began = TIMELINE.enter(stretch)
        try:
            yield
        finally:
            with self._lock:
                stretch.ended, stretch.share = TIMELINE.leave(stretch)
                self._open = None

    def result(self, *, patience: float = PATIENCE_SECONDS) -> EnergyUse:
        """What the phases took so far; an open phase counts up to now.

        May be called again, after more phases.

        Parameters
        ----------
        patience : float
            Seconds to wait for the tracker where the phases were over before it was up. With 0 there is no
            wait, and perhaps no figure.
        """
        with self._lock:
            if self._open is not None:
                self._open.ended, self._open.share = TIMELINE.so_far(self._open)
            stretches = [replace(item) for item in self._stretches]
        self.close(patience=patience)
        times: dict[str, PhaseTime] = {}
        for item in stretches:
            time = self._time(item)
            times[item.name] = times[item.name] + time if item.name in times else time
        return energy_use(list(times.values()), self._power(), self._grid)

    def close(self, *, patience: float = 0.0) -> None:
        """Let go of the tracker, after at most `patience` seconds; a later phase takes it up again."""
        with self._lock:
            window, self._window = self._window, None
        if window is None:
            return
        missing = SHORTEST_WINDOW_SECONDS - self._power().seconds if patience else 0.0
        span = window.close(patience=patience, at_least=missing)
        with self._lock:
            self._failure = window.failure
            if span is not None:
                self._spans.append(span)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _power(self) -> PowerFound:
        if not self._enabled:
            return PowerFound(failure="Energy metering was switched off")
        if not self._spans:
            return PowerFound(tracker=self._source.name, failure=self._failure)
        return PowerFound(
            seconds=sum(last.at - first.at for first, last in self._spans),
            kwh=sum(last.kwh - first.kwh for first, last in self._spans),
            counted_kwh=sum(last.counted_kwh - first.counted_kwh for first, last in self._spans),
            tracker=self._source.name,
            hardware=self._source.hardware,
        )

    def _time(self, item: _Stretch) -> PhaseTime:
        tracked: Tracked = "none"
        for first, last in self._spans:
            if first.at <= item.began and item.ended <= last.at:
                tracked = "whole"
            elif first.at < item.ended and item.began < last.at:
                tracked = "part"
        return PhaseTime(item.name, item.ended - item.began, item.share, tracked)

"""A source of power that a test makes up."""

from __future__ import annotations

import time

from fairwitness.audits.energy import EnergyMeter
from fairwitness.audits.energy.tracker import Reading

JOULES = 3.6e6


class FakeSource:
    """A machine that draws the same power all the time."""

    name = "fake 1.0"
    hardware = "abacus; CPU: modelled"

    def __init__(self, watts=36.0, *, counted=0.0, delay=0.0, failure=None, read_failure=None):
        self.watts, self.counted, self.delay = watts, counted, delay
        self.failure, self.read_failure = failure, read_failure
        self.users = self.opened = 0
        self.began = time.perf_counter()

    def open(self):
        time.sleep(self.delay)
        if self.failure:
            raise self.failure
        self.users += 1
        self.opened += 1

    def read(self):
        if self.read_failure:
            raise self.read_failure
        now = time.perf_counter()
        kwh = self.watts * (now - self.began) / JOULES
        return Reading(now, kwh, kwh * self.counted)

    def close(self):
        self.users -= 1


def up(source: FakeSource) -> EnergyMeter:
    built = EnergyMeter("DEU", source=source)
    built.start()
    opened(source)
    return built


def opened(source: FakeSource) -> None:
    """Wait until the source is open and has been read, however busy the machine is."""
    while not source.opened:
        time.sleep(0.001)
    time.sleep(0.05)

"""From seconds and mean power to the energy of each phase, with what must be said about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from fairwitness.audits.energy.grid import Grid

Method = Literal["measured", "estimated"]
Tracked = Literal["whole", "part", "none"]
TOO_SHORT_SECONDS = 0.05
JOULES_PER_KWH = 3.6e6


@dataclass(frozen=True)
class PhaseTime:
    """The time one phase took, all its stretches together.

    Parameters
    ----------
    name : str
        The phase.
    seconds : float
        Wall-clock time.
    shared_seconds : float
        The same time, divided among the phases of all meters that were open at the same moment.
    tracked : {"whole", "part", "none"}
        How much of it lay in a stretch in which power was read.
    """

    name: str
    seconds: float
    shared_seconds: float
    tracked: Tracked

    def __add__(self, other: PhaseTime) -> PhaseTime:
        """The two stretches together."""
        tracked = self.tracked if self.tracked == other.tracked else "part"
        seconds, shared = self.seconds + other.seconds, self.shared_seconds + other.shared_seconds
        return PhaseTime(self.name, seconds, shared, tracked)


@dataclass(frozen=True)
class PowerFound:
    """What the power source said, or why it said nothing.

    Parameters
    ----------
    seconds, kwh, counted_kwh : float
        Length of the tracked stretches, the energy in them, and the part of it from hardware counters.
    tracker, hardware : str or None
        Which software read what.
    failure : str or None
        Why there is no figure; a clause without its full stop.
    """

    seconds: float = 0.0
    kwh: float = 0.0
    counted_kwh: float = 0.0
    tracker: str | None = None
    hardware: str | None = None
    failure: str | None = None

    @property
    def watts(self) -> float | None:
        """Mean power, or None where none was found."""
        if self.failure or self.seconds <= 0 or self.kwh <= 0:
            return None
        return self.kwh * JOULES_PER_KWH / self.seconds

    @property
    def counted_share(self) -> float | None:
        """The part of the energy that hardware counters gave, in [0, 1]."""
        return None if self.watts is None else min(self.counted_kwh / self.kwh, 1.0)


@dataclass(frozen=True)
class PhaseUse:
    """The energy of one phase.

    Parameters
    ----------
    name : str
        The phase.
    seconds : float
        Wall-clock time, all stretches of that name together.
    kwh, kg_co2e : float or None
        Energy in kilowatt-hours, and its CO2 equivalent in kilograms.
    method : {"measured", "estimated"}
        "measured" if most of the power came from hardware counters and all of the phase was tracked.
    reason : str or None
        Why there is no `kwh`.
    """

    name: str
    seconds: float
    kwh: float | None
    kg_co2e: float | None
    method: Method
    reason: str | None = None


@dataclass(frozen=True)
class EnergyUse:
    """The energy of one audit.

    Parameters
    ----------
    phases : tuple of PhaseUse
        In the order in which they first began.
    kwh, kg_co2e : float or None
        All phases together, those too short for a figure of their own included.
    country : str or None
        ISO 3166 alpha-3 code that was given.
    carbon_intensity_kg_per_kwh : float or None
        Of that country's electricity.
    tracker, hardware : str or None
        Which software read what; for each part of the machine, counters or a model.
    mode : str
        "machine": the power is that of the whole machine, other programs included.
    mean_power_watts : float or None
        Over the tracked time.
    counted_share : float or None
        The part of the energy that hardware counters gave, in [0, 1]; the rest is modelled.
    note : str
        How the figures came about and how far they go, in plain words.
    """

    phases: tuple[PhaseUse, ...]
    kwh: float | None
    kg_co2e: float | None
    country: str | None
    carbon_intensity_kg_per_kwh: float | None
    tracker: str | None
    hardware: str | None
    mode: str
    mean_power_watts: float | None
    counted_share: float | None
    note: str

    def to_dict(self) -> dict[str, object]:
        """Plain values, as JSON takes them."""
        return {**asdict(self), "phases": [asdict(phase) for phase in self.phases]}


def energy_use(times: Sequence[PhaseTime], power: PowerFound, grid: Grid | None) -> EnergyUse:
    """Mean power times each phase's share of the time; CO2 where the country is known."""
    intensity = None if grid is None else grid.kg_per_kwh
    total = None if power.watts is None else _kwh(power.watts, sum(time.shared_seconds for time in times))
    return EnergyUse(
        phases=tuple(_phase_use(time, power, intensity) for time in times),
        kwh=total,
        kg_co2e=_times(total, intensity),
        country=None if grid is None else grid.code,
        carbon_intensity_kg_per_kwh=intensity,
        tracker=power.tracker,
        hardware=power.hardware,
        mode="machine",
        mean_power_watts=power.watts,
        counted_share=power.counted_share,
        note=" ".join(_sentences(times, power, grid)),
    )


def _phase_use(time: PhaseTime, power: PowerFound, intensity: float | None) -> PhaseUse:
    counted = (power.counted_share or 0.0) > 0.5
    method: Method = "measured" if counted and time.tracked == "whole" else "estimated"
    if power.watts is None:
        return PhaseUse(time.name, time.seconds, None, None, "estimated", _why_none(power))
    if time.seconds < TOO_SHORT_SECONDS:
        reason = f"Shorter than {TOO_SHORT_SECONDS} s, too short for a figure of its own; part of the total."
        return PhaseUse(time.name, time.seconds, None, None, "estimated", reason)
    kwh = _kwh(power.watts, time.shared_seconds)
    return PhaseUse(time.name, time.seconds, kwh, _times(kwh, intensity), method)


def _kwh(watts: float, seconds: float) -> float:
    return watts * seconds / JOULES_PER_KWH


def _times(kwh: float | None, intensity: float | None) -> float | None:
    return None if kwh is None or intensity is None else kwh * intensity


def _why_none(power: PowerFound) -> str:
    return f"{power.failure or 'No power was read while the audit ran'}."


def _sentences(times: Sequence[PhaseTime], power: PowerFound, grid: Grid | None) -> list[str]:
    if power.watts is None or power.counted_share is None:
        return ["No energy figure:", _why_none(power)]
    said = [
        "A phase's energy is its time multiplied by the mean power of the whole machine, other programs "
        f"included: {power.watts:.1f} W over {power.seconds:.1f} s."
    ]
    if power.counted_share > 0.5:
        said.append(
            f"Hardware counters gave {power.counted_share:.0%} of that energy; what is left is modelled."
        )
    else:
        said.append(
            "That power is a model of the hardware, not a measurement, and can be several times off: "
            "use the figures to compare runs on one machine."
        )
    if times and all(time.tracked == "none" for time in times):
        said.append(
            "All phases were over before power could be read: it is that of the machine just afterwards, "
            "so the figures are probably too low."
        )
    elif any(time.tracked != "whole" for time in times):
        said.append("Phases that began before power could be read are given the same mean power.")
    if any(time.seconds - time.shared_seconds > 1e-3 for time in times):
        said.append("Other audits ran at the same time; time that overlaps is divided equally among them.")
    if grid is None:
        said.append("No country was given, so there is no CO2 figure.")
    else:
        said.append(
            f"CO2 uses the yearly average of {grid.name} ({grid.year}), "
            f"{grid.kg_per_kwh * 1000:.0f} g per kWh, whatever the hour or the supplier."
        )
    return said

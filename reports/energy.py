"""What a page says of the energy of an audit: how it was metered, and what a prediction comes to."""

from __future__ import annotations

from typing import Final

from fairwitness.audits.record import Record
from fairwitness.reports.language import ENGLISH, Words
from fairwitness.reports.view import Facts, energy_method, energy_total

PREDICT: Final = "predict"
"""The phase in which the model is asked about every row once."""
NOT_METERED: Final = "The energy of this audit was not metered."
MEANS: Final = {
    "measured": "Measured: read from counters of the hardware.",
    "estimated": "Estimated: a model of the hardware says it, no counter.",
    "partly estimated": "Partly measured by counters, partly estimated by a model; each phase says which.",
}
UNITS: Final = (
    "A watt-hour (Wh) is what a lamp of 10 watts uses in six minutes; 1,000 mWh are one, and a million µWh. CO2 "
    "equivalent counts every greenhouse gas as the CO2 that would warm as much."
)
ONLY_THE_AUDIT: Final = (
    "This is the energy of the audit. The training of the model, and its use on other machines, "
    "were not metered."
)


def lead(record: Record, words: Words = ENGLISH) -> str:
    """How much the audit used, in a sentence or two."""
    if not any(phase.kwh is not None for phase in record.energy.phases):
        return NOT_METERED
    took = words.seconds(sum(phase.seconds for phase in record.energy.phases))
    return f"This audit used {energy_total(record, words)}, in {took}."


def how(record: Record) -> str:
    """What measured or estimated means here; empty where nothing was metered."""
    metered = any(phase.kwh is not None for phase in record.energy.phases)
    return MEANS[energy_method(record)] if metered else ""


def per_prediction(record: Record, words: Words = ENGLISH) -> str:
    """The energy of one question to the model, or why there is none."""
    phase = next((one for one in record.energy.phases if one.name == PREDICT), None)
    if record.subject.model is None:
        return "no model was asked"
    if phase is None or phase.kwh is None or not record.subject.rows:
        return "not metered: the phase was too short for a figure of its own" if phase else "not metered"
    micro = 1e9 * phase.kwh / record.subject.rows
    small = words.said("under 0.01 µWh") if micro < 0.01 else f"{words.number(micro, 2)} µWh"
    size = f"{words.number(micro / 1000, 2)} mWh" if micro >= 1000 else small
    return f"{size}, {phase.method}, over {words.plural(record.subject.rows, 'row')}"


def facts(record: Record, words: Words = ENGLISH) -> Facts:
    """How the audit was metered."""
    account = record.energy
    grid = account.carbon_intensity_kg_per_kwh
    rows = (
        ("Carbon", _carbon(record, words)),
        ("Country", account.country or "none given (`energy.country` in the plan)"),
        ("Grid", "" if grid is None else f"{words.number(grid, 3)} kg CO2 equivalent per kWh"),
        ("One prediction", per_prediction(record, words)),
        (
            "Mean power",
            "" if account.mean_power_watts is None else f"{words.number(account.mean_power_watts, 1)} W",
        ),
        ("Meter", account.tracker or ""),
        ("Hardware", account.hardware or ""),
    )
    return tuple((name, value) for name, value in rows if value)


def _carbon(record: Record, words: Words) -> str:
    kilograms = record.energy.kg_co2e
    if kilograms is None:
        return "not given, because no country was set"
    milli = 1e6 * kilograms
    size = f"{words.number(milli / 1000, 2)} g" if milli >= 1000 else f"{words.number(milli, 2)} mg"
    return f"{size} CO2 equivalent"

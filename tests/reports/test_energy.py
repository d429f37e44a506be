"""The energy of an audit in words: never a figure that was not metered, never measured where it was estimated."""

from __future__ import annotations

import pytest
import records

from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Energy, PhaseEnergy
from fairwitness.reports import energy


def metered(kwh: float | None, method: str = "measured", **account: object) -> Record:
    phases = (
        PhaseEnergy(name="predict", seconds=2.0, kwh=kwh, kg_co2e=None, method=method),
        PhaseEnergy(name="check", seconds=3.0, kwh=1e-5, kg_co2e=None, method="estimated"),
    )
    return records.full().with_energy(Energy(phases=phases, **account))


def test_nothing_metered_is_said_and_nothing_else() -> None:
    record = records.full().with_energy(Energy())
    assert energy.lead(record) == energy.NOT_METERED
    assert energy.how(record) == ""
    assert dict(energy.facts(record))["One prediction"] == "not metered"


def test_total_and_time_lead() -> None:
    assert energy.lead(metered(2e-5)) == "This audit used 30 mWh, partly estimated, in 5.00 s."
    assert energy.how(metered(2e-5)).startswith("Partly measured")
    assert energy.how(metered(2e-5, "estimated")).startswith("Estimated")


@pytest.mark.parametrize(
    ("micro", "said"),
    [(2.5, "2.50 µWh"), (2500, "2.50 mWh"), (0.004, "under 0.01 µWh")],
)
def test_a_prediction_is_its_share_of_the_phase(micro: float, said: str) -> None:
    record = metered(1e-9 * micro * records.full().subject.rows)
    found = energy.per_prediction(record)
    assert found.startswith(f"{said}, measured, over ")


def test_a_phase_without_a_figure_gives_none_for_a_prediction() -> None:
    assert energy.per_prediction(metered(None)).startswith("not metered: the phase was too short")
    assert energy.per_prediction(records.no_target()) == "no model was asked"


def test_without_a_country_there_is_no_carbon_and_it_is_said() -> None:
    facts = dict(energy.facts(metered(2e-5)))
    assert facts["Carbon"] == "not given, because no country was set"
    assert facts["Country"].startswith("none given")
    assert "Grid" not in facts


def test_with_one_there_is() -> None:
    facts = dict(
        energy.facts(metered(2e-5, country="DEU", kg_co2e=0.0015, carbon_intensity_kg_per_kwh=0.381))
    )
    assert facts["Carbon"] == "1.50 g CO2 equivalent"
    assert facts["Country"] == "DEU"
    assert facts["Grid"] == "0.381 kg CO2 equivalent per kWh"

from __future__ import annotations

import time

import pytest
from tests.audits.energy.sources import FakeSource, up

from fairwitness.audits.energy import EnergyMeter
from fairwitness.errors import PlanError


def test_without_a_country_there_is_no_co2_and_that_is_said():
    built = up(FakeSource())
    with_country = built.result()
    bare = EnergyMeter(source=FakeSource())
    with bare.phase("check"):
        time.sleep(0.06)
    use = bare.result()
    assert use.phases[0].kwh is not None
    assert use.phases[0].kg_co2e is use.kg_co2e is use.country is use.carbon_intensity_kg_per_kwh is None
    assert "No country was given" in use.note
    assert "Germany (2023), 381 g per kWh" in with_country.note


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("Germany", "Did you mean 'DEU' (Germany)?"),
        ("deu", "Did you mean 'DEU' (Germany)?"),
        ("DE", "Did you mean 'DEU' (Germany)?"),
        ("Frence", "Did you mean 'FRA' (France)?"),
        ("", "Leave the country out"),
        ("1234567", "Leave the country out"),
    ],
)
def test_an_unknown_country_is_refused_before_anything_runs(code, hint):
    with pytest.raises(PlanError) as caught:
        EnergyMeter(code)
    assert f"Got {code!r} instead" in str(caught.value)
    assert hint in str(caught.value)


def test_countries_are_listed_by_name() -> None:
    from fairwitness.audits.energy.grid import countries, grid_of

    known = countries()
    assert known["DEU"] == "Germany"
    assert list(known.values()) == sorted(known.values())
    assert all(grid_of(code).name == name for code, name in known.items())

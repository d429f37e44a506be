"""The header of a card holds what the Hub asks for, and no figure that does not exist."""

import pytest
import records
import yaml

from fairwitness.reports.cards.metadata import header


def test_the_library_is_named_as_the_hub_does():
    assert yaml.safe_load(header(records.full()))["library_name"] == "sklearn"
    assert "library_name" not in yaml.safe_load(header(records.scored()))


def test_carbon_stands_only_where_there_is_a_figure_and_says_of_what():
    record = records.full()
    assert "co2_eq_emissions" not in yaml.safe_load(header(record))
    energy = record.energy.model_copy(update={"kg_co2e": 0.00012, "country": "DEU"})
    found = yaml.safe_load(header(record.with_energy(energy)))["co2_eq_emissions"]
    assert found["emissions"] == pytest.approx(0.12)
    assert found["geographical_location"] == "DEU"
    assert "not of training" in found["source"]
    assert "partly estimated" in found["source"]

"""The model card of a bill says what was measured, for whom and at what cost."""

import json

import pytest
import records
from boms import card


def test_metrics_have_slices_and_intervals_and_no_figure_that_does_not_exist():
    record = records.full()
    found = card(record)["quantitativeAnalysis"]["performanceMetrics"]
    measured = [*record.performance.measures, *record.estimates]
    assert len(found) == sum(one.value is not None for one in measured)
    first = next(one for one in found if one.get("slice") == "race = African-American")
    estimate = record.estimates[0]
    assert float(first["value"]) == pytest.approx(estimate.value, rel=1e-11)
    assert float(first["confidenceInterval"]["lowerBound"]) == pytest.approx(estimate.low, rel=1e-11)
    assert float(first["confidenceInterval"]["upperBound"]) == pytest.approx(estimate.high, rel=1e-11)
    limitations = card(record)["considerations"]["technicalLimitations"]
    assert "precision is not estimable: no positives among 14 rows." in limitations


def test_energy_is_in_kilowatt_hours_of_the_audit_and_carbon_in_tonnes():
    record = records.full()
    found = card(record)["considerations"]["environmentalConsiderations"]
    assert [one["activityEnergyCost"] for one in found["energyConsumptions"]] == [
        {"value": phase.kwh, "unit": "kWh"} for phase in record.energy.phases if phase.kwh is not None
    ]
    assert "co2CostEquivalent" not in json.dumps(found)
    assert {"name": "fairwitness:energy", "value": "Of the audit alone, not of training."} in found[
        "properties"
    ]
    methods = [one["properties"][1]["value"] for one in found["energyConsumptions"]]
    assert methods == ["measured", "measured", "estimated"]
    phase = record.energy.phases[0].model_copy(update={"kg_co2e": 2.5})
    energy = record.energy.model_copy(update={"phases": (phase,), "country": "DEU"})
    (one,) = card(record.with_energy(energy))["considerations"]["environmentalConsiderations"][
        "energyConsumptions"
    ]
    assert one["co2CostEquivalent"] == {"value": 0.0025, "unit": "tCO2eq"}
    assert one["energyProviders"][0]["organization"]["address"]["country"] == "DEU"


def test_the_group_that_is_worst_off_is_named():
    first, *rest = card(records.full())["considerations"]["fairnessAssessments"]
    assert first["groupAtRisk"] == "race = African-American"
    assert first["harms"].startswith("Disparity: 41.2% of African-American")
    assert "benefits" not in first
    assert not [one for one in rest if one["harms"].startswith("Within")]

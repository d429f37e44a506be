"""The bill of materials follows CycloneDX 1.7, and says what was found as it was found."""

import json
import re
import uuid
import warnings
from functools import cache

import pytest
import records

from fairwitness.reports.bom.cyclonedx import CycloneDxReport, purl


@cache
def validator():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from cyclonedx.schema import SchemaVersion
        from cyclonedx.validation.json import JsonStrictValidator

    return JsonStrictValidator(SchemaVersion.V1_7)


def bom(record):
    text = CycloneDxReport().render(record).decode()
    assert validator().validate_str(text) is None
    return json.loads(text)


def card(record):
    return bom(record)["metadata"]["component"]["modelCard"]


@pytest.mark.parametrize("variant", records.VARIANTS)
def test_every_record_follows_the_schema_and_every_reference_is_met(variant):
    found = bom(records.VARIANTS[variant]())
    text = json.dumps(found)
    names = re.findall(r'"bom-ref": "([^"]+)"', text)
    assert len(set(names)) == len(names)
    claims = found["declarations"]["claims"]
    (attestation,) = found["declarations"]["attestations"]
    asked = {attestation["assessor"], *(one["ref"] for one in found["dependencies"])}
    asked |= {ref for one in found["dependencies"] for ref in one["dependsOn"]}
    asked |= {one["target"] for one in claims} | {ref for one in claims for ref in one["evidence"]}
    for one in attestation["map"]:
        asked |= {one["requirement"], *one.get("claims", ()), *one.get("counterClaims", ())}
    assert asked <= set(names)


def test_the_schema_refuses_what_is_wrong():
    document = json.loads(CycloneDxReport().render(records.full()))
    document["metadata"]["component"]["modelCard"]["quantitativeAnalysis"]["performanceMetrics"][0][
        "value"
    ] = 0.5
    assert validator().validate_str(json.dumps(document)) is not None
    document = json.loads(CycloneDxReport().render(records.full()))
    document["metadata"]["unknown"] = 1
    assert validator().validate_str(json.dumps(document)) is not None


def test_the_serial_number_follows_from_the_hash():
    first, again, other = (bom(make()) for make in (records.full, records.full, records.hiring))
    assert first["serialNumber"] == again["serialNumber"] != other["serialNumber"]
    assert uuid.UUID(first["serialNumber"].removeprefix("urn:uuid:")).version == 5


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


def test_libraries_have_package_urls_that_others_read():
    from packageurl import PackageURL

    record = records.full().model_copy(
        update={
            "environment": {
                "python": "3.12",
                "platform": "x",
                "scikit-learn": "1.7.2",
                "spark": "not installed",
            }
        }
    )
    libraries = [one for one in bom(record)["components"] if one["type"] == "library"]
    assert [one["purl"] for one in libraries] == ["pkg:pypi/scikit-learn@1.7.2"]
    assert PackageURL.from_string(libraries[0]["purl"]).name == "scikit-learn"
    assert purl("A_b", "1+cu ?") == "pkg:pypi/a-b@1%2Bcu%20%3F"


def test_the_model_needs_what_it_was_made_with_and_not_what_audited_it():
    record = records.full()
    model = record.subject.model.model_copy(update={"versions": {"scikit-learn": "1.5"}})
    subject = record.subject.model_copy(update={"model": model})
    environment = {"python": "3.12", "scikit-learn": "1.7.2", "shap": "0.48"}
    found = bom(record.model_copy(update={"subject": subject, "environment": environment}))
    needs = {one["ref"]: one["dependsOn"] for one in found["dependencies"]}
    assert needs["model"] == ["pkg:pypi/scikit-learn@1.5"]
    assert needs["audit"] == ["pkg:pypi/scikit-learn@1.7.2", "pkg:pypi/shap@0.48"]
    scopes = {one["purl"]: one["scope"] for one in found["components"] if one["type"] == "library"}
    assert scopes == {
        "pkg:pypi/scikit-learn@1.5": "required",
        "pkg:pypi/scikit-learn@1.7.2": "excluded",
        "pkg:pypi/shap@0.48": "excluded",
    }


def test_each_limit_is_a_requirement_and_claims_go_for_or_against_it():
    record = records.full()
    found = bom(record)
    (plan,) = found["definitions"]["standards"]
    assert len(plan["requirements"]) == len(record.gates)
    (attestation,) = found["declarations"]["attestations"]
    sides = [
        ("counterClaims" in one, "claims" in one, one["conformance"].get("score"))
        for one in attestation["map"]
    ]
    assert sides == [
        (True, False, 0),
        (True, False, 0),
        (False, False, None),
        (False, False, None),
        (False, True, 1),
    ]


def test_who_the_report_is_by_attests():
    record = records.full()
    (assessor,) = bom(record)["declarations"]["assessors"]
    assert assessor["organization"]["name"].startswith("Fairwitness ")
    origin = record.provenance.model_copy(update={"organisation": "Acme Bank"})
    (assessor,) = bom(record.model_copy(update={"provenance": origin}))["declarations"]["assessors"]
    assert assessor["organization"]["name"] == "Acme Bank"


def test_the_group_that_is_worst_off_is_named():
    first, *rest = card(records.full())["considerations"]["fairnessAssessments"]
    assert first["groupAtRisk"] == "race = African-American"
    assert first["harms"].startswith("Disparity: 41.2% of African-American")
    assert "benefits" not in first
    assert not [one for one in rest if one["harms"].startswith("Within")]


def test_without_a_model_the_component_says_what_is_known():
    component = bom(records.scored())["metadata"]["component"]
    assert component["type"] == "machine-learning-model"
    assert component["description"].startswith("Known by its decisions: ")
    assert "hashes" not in component

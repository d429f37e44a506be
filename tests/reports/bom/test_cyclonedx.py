"""The bill of materials follows CycloneDX 1.7, and says what was found as it was found."""

import json
import re
import uuid

import pytest
import records
from boms import bom, validator

from fairwitness.reports.bom.cyclonedx import CycloneDxReport, purl


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


def test_without_a_model_the_component_says_what_is_known():
    component = bom(records.scored())["metadata"]["component"]
    assert component["type"] == "machine-learning-model"
    assert component["description"].startswith("Known by its decisions: ")
    assert "hashes" not in component

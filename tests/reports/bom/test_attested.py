"""Limits are requirements, and what was found is claimed for or against them, or neither."""

import records
from boms import bom


def test_who_the_report_is_by_attests():
    record = records.full()
    (assessor,) = bom(record)["declarations"]["assessors"]
    assert assessor["organization"]["name"].startswith("Fairwitness ")
    origin = record.provenance.model_copy(update={"organisation": "Acme Bank"})
    (assessor,) = bom(record.model_copy(update={"provenance": origin}))["declarations"]["assessors"]
    assert assessor["organization"]["name"] == "Acme Bank"


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

"""The attestation: what in-toto asks of it, and how gates become tests."""

import json

import pytest
import records

from fairwitness.reports.evidence.manifest import Manifest, listed
from fairwitness.reports.evidence.statement import result, statement


def test_it_has_what_in_toto_asks_for(contents):
    manifest = Manifest(record=contents.record.hash, version="1", files=listed(contents.files))
    said = json.loads(statement(contents.record, manifest))
    assert said["_type"] == "https://in-toto.io/Statement/v1"
    assert said["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1"
    names = [one["name"] for one in said["subject"]]
    assert len(set(names)) == len(names)
    assert {*contents.files, "manifest.json"} <= set(names)
    digests = [one["digest"]["sha256"] for one in said["subject"]]
    assert all(len(one) == 64 for one in digests)
    assert contents.record.subject.sha256 in digests
    assert contents.record.subject.model.sha256 in digests
    plan = said["predicate"]["configuration"][0]["digest"]["sha256"]
    assert plan == contents.record.provenance.plan_sha256


def test_the_same_content_is_the_same_statement(contents):
    manifest = Manifest(record=contents.record.hash, version="1", files=listed(contents.files))
    assert statement(contents.record, manifest) == statement(contents.record, manifest)


@pytest.mark.parametrize(
    ("outcomes", "word"),
    [
        (("pass", "pass"), "PASSED"),
        (("pass", "inconclusive"), "WARNED"),
        (("pass", "not_estimable"), "WARNED"),
        (("pass", "muted"), "WARNED"),
        (("fail", "inconclusive"), "FAILED"),
        ((), "WARNED"),
    ],
)
def test_gates_are_tests(outcomes, word):
    record = records.full()
    gates = tuple(
        record.gates[0].model_copy(update={"id": f"g{n}", "outcome": outcome})
        for n, outcome in enumerate(outcomes)
    )
    found = result(record.model_copy(update={"gates": gates}))
    assert found["result"] == word
    lists = {"pass": "passedTests", "fail": "failedTests"}
    for n, outcome in enumerate(outcomes):
        assert f"g{n}" in found[lists.get(outcome, "warnedTests")]
    assert sum(len(found[name]) for name in ("passedTests", "warnedTests", "failedTests")) == len(outcomes)

"""What a bundle attests: an in-toto Statement v1 with the predicate ``test-result`` 0.1.

Subjects are matched by their digest alone, so other tools that read attestations can find the record, a report, the
audited file or the model by its SHA-256. The statement follows wholly from the record and the manifest.
"""

from __future__ import annotations

from typing import Final

from pydantic import JsonValue

from fairwitness.audits.record import Record
from fairwitness.audits.record.canonical import canonical
from fairwitness.reports.evidence.manifest import MANIFEST, Manifest, digest

PAYLOAD_TYPE: Final = "application/vnd.in-toto+json"
STATEMENT_TYPE: Final = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE: Final = "https://in-toto.io/attestation/test-result/v0.1"
PLAN: Final = "plan.json"
_PASSED, _FAILED = ("pass",), ("fail",)


def statement(record: Record, manifest: Manifest) -> bytes:
    """The statement of a record and the files around it, as canonical JSON."""
    subjects = [_resource(one.name, one.sha256) for one in manifest.files]
    subjects += [_resource(MANIFEST, digest(manifest.to_json()))]
    model = record.subject.model
    audited = {"audited data": record.subject.sha256, "audited model": model.sha256 if model else None}
    subjects += [_resource(name, found) for name, found in audited.items() if found]
    plans = [_resource(one.name, one.sha256) for one in manifest.files if one.name == PLAN]
    predicate: dict[str, JsonValue] = {"configuration": [*plans], **result(record)}
    return canonical(
        {
            "_type": STATEMENT_TYPE,
            "subject": subjects,
            "predicateType": PREDICATE_TYPE,
            "predicate": predicate,
        }
    )


def result(record: Record) -> dict[str, JsonValue]:
    """The gates as tests: failed where a limit is exceeded, warned where that is open, muted or none was declared."""
    passed = [gate.id for gate in record.gates if gate.outcome in _PASSED]
    failed = [gate.id for gate in record.gates if gate.outcome in _FAILED]
    warned = [gate.id for gate in record.gates if gate.outcome not in (*_PASSED, *_FAILED)]
    word = "FAILED" if failed else "WARNED" if warned or not passed else "PASSED"
    return {"result": word, "passedTests": [*passed], "warnedTests": [*warned], "failedTests": [*failed]}


def _resource(name: str, sha256: str) -> dict[str, JsonValue]:
    return {"name": name, "digest": {"sha256": sha256}}

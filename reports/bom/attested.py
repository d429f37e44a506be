"""Declared limits as requirements of a bill of materials, and what was found as claims for or against them."""

from __future__ import annotations

from fairwitness.audits.record import Record
from fairwitness.reports.bom.card import MODEL, JsonTree
from fairwitness.reports.gates import GateRow, gate_rows
from fairwitness.reports.plain import plain

_ASSESSOR, _EVIDENCE = "assessor", "record"
_SCORES = {"within": 1, "disparity": 0}
_SIDES = {"within": "claims", "disparity": "counterClaims"}


def standards(record: Record) -> list[JsonTree]:
    """The plan as a standard: one requirement for each declared limit."""
    requirements = [
        {
            "bom-ref": f"limit-{number}",
            "identifier": plain(row.gate.id),
            "title": plain(row.name),
            "text": plain(f"{row.name} ({row.gate.metric}): {row.limit}."),
        }
        for number, row in enumerate(gate_rows(record), 1)
    ]
    plan = {"name": "Limits declared in the audit's plan", "version": record.provenance.plan_sha256}
    return [{"bom-ref": "plan", **plan, "requirements": requirements}] if requirements else []


def declarations(record: Record) -> JsonTree:
    """What the audit attests to, limit by limit, with the record as its evidence."""
    rows = list(enumerate(gate_rows(record), 1))
    assessor = record.provenance.organisation or f"Fairwitness {record.provenance.version}"
    return {
        "assessors": [{"bom-ref": _ASSESSOR, "organization": {"name": plain(assessor)}}],
        "attestations": [
            {
                "summary": plain(record.summary.lead),
                "assessor": _ASSESSOR,
                "map": [_mapped(number, row, record) for number, row in rows],
            }
        ],
        "claims": [
            {
                "bom-ref": f"claim-{number}",
                "target": MODEL,
                "predicate": plain(row.gate.reason),
                "reasoning": plain(row.detail),
                "evidence": [_EVIDENCE],
            }
            for number, row in rows
        ],
        "evidence": [
            {
                "bom-ref": _EVIDENCE,
                "description": f"The record of the audit, record.json, with the hash {record.hash}.",
                "data": [{"name": "record.json"}],
            }
        ],
    }


def _mapped(number: int, row: GateRow, record: Record) -> JsonTree:
    """A claim for a limit that holds, against one that does not, and neither where nothing was shown."""
    verdict = row.gate.verdict
    claim: list[JsonTree] = [f"claim-{number}"]
    side = {_SIDES[verdict]: claim} if verdict in _SIDES else {}
    score: dict[str, JsonTree] = {"score": _SCORES[verdict]} if verdict in _SCORES else {}
    return {
        "requirement": f"limit-{number}",
        **side,
        "conformance": {**score, "rationale": plain(f"{row.word}. {row.gate.reason}")},
        "confidence": {"rationale": plain(record.summary.method)},
    }

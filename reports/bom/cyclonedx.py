"""A machine-learning bill of materials: CycloneDX 1.7 (ECMA-424), as JSON.

The model is the component that it is of, with a model card; data and libraries are components; every declared limit is
a requirement, and what was found a claim that the audit attests to, for or against. What only a person can say, such as
users and intended use, is left out rather than made up.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import ClassVar, Final
from urllib.parse import quote

from fairwitness.audits.record import Record
from fairwitness.reports.bom.attested import declarations, standards
from fairwitness.reports.bom.card import MODEL, JsonTree, model_card, named
from fairwitness.reports.json_text import json_bytes
from fairwitness.reports.plain import plain

_DATA: Final = "data"
_TOOL: Final = "audit"
_SHA256: Final = re.compile("[0-9a-f]{64}")
_NOT_PACKAGES: Final = ("python", "platform")


class CycloneDxReport:
    """The bill of materials of what was audited and of what audited it."""

    name: ClassVar[str] = "cyclonedx"
    suffix: ClassVar[str] = ".cdx.json"
    title: ClassVar[str] = "CycloneDX 1.7 ML-BOM"

    def render(self, record: Record) -> bytes:
        """The JSON as UTF-8; its serial number follows from the record's hash."""
        serial = uuid.uuid5(uuid.NAMESPACE_OID, f"fairwitness:record:{record.hash}")
        document: dict[str, JsonTree] = {
            "$schema": "http://cyclonedx.org/schema/bom-1.7.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": "1.7",
            "serialNumber": f"urn:uuid:{serial}",
            "version": 1,
            "metadata": {
                **_timestamp(record.provenance.created),
                "tools": {"components": [_tool(record)]},
                "component": _model(record),
            },
            "components": [_data(record), *_libraries(record)],
            "dependencies": _dependencies(record),
            "definitions": {"standards": standards(record)},
            "declarations": declarations(record),
            "properties": named(
                {
                    "record": record.hash,
                    "plan": record.provenance.plan_sha256,
                    "data": record.provenance.data_sha256,
                    "seed": str(record.provenance.seed),
                    "platform": record.environment.get("platform", ""),
                }
            ),
        }
        return json_bytes(document)


def _timestamp(created: str) -> dict[str, JsonTree]:
    try:
        return {"timestamp": datetime.fromisoformat(created).astimezone(UTC).isoformat()}
    except ValueError:
        return {}


def _tool(record: Record) -> JsonTree:
    version = plain(record.provenance.version)
    return {
        "type": "application",
        "bom-ref": _TOOL,
        "name": "fairwitness",
        "version": version,
        "purl": purl("fairwitness", version),
    }


def _model(record: Record) -> JsonTree:
    """The audited model, or what made the decisions where no model was handed over."""
    found = record.subject.model
    about: dict[str, JsonTree] = {
        "type": "machine-learning-model",
        "bom-ref": MODEL,
        "name": plain(record.title) or "model",
        "description": f"Known by its decisions: {plain(record.subject.prediction)}.",
    }
    if found is not None:
        about["description"] = f"{plain(found.type)}, read as {plain(found.format)}."
        about |= _hashes(found.sha256)
    return {**about, "modelCard": model_card(record)}


def _data(record: Record) -> JsonTree:
    subject = record.subject
    sensitive: list[JsonTree] = [plain(one.name) for one in subject.attributes]
    held: dict[str, JsonTree] = {"type": "dataset", "name": plain(subject.source)}
    return {
        "type": "data",
        "bom-ref": _DATA,
        "name": plain(subject.source) or "rows",
        "description": f"The {subject.rows} rows that were audited.",
        **_hashes(subject.sha256),
        "data": [{**held, **({"sensitiveData": sensitive} if sensitive else {})}],
    }


def _libraries(record: Record) -> list[JsonTree]:
    """What the model was made with, and what only computed the figures, which running the model does not take."""
    made, used = _made_with(record), _packages(record.environment)
    return [_library(pair, needed=pair in made) for pair in sorted({*made, *used})]


def _library(pair: tuple[str, str], *, needed: bool) -> JsonTree:
    name, version = pair
    found = {
        "type": "library",
        "bom-ref": purl(name, version),
        "name": plain(name),
        "version": plain(version),
    }
    return {**found, "purl": purl(name, version), "scope": "required" if needed else "excluded"}


def _made_with(record: Record) -> set[tuple[str, str]]:
    return set() if record.subject.model is None else _packages(record.subject.model.versions)


def _packages(versions: Mapping[str, str]) -> set[tuple[str, str]]:
    return {pair for pair in versions.items() if pair[0] not in _NOT_PACKAGES and pair[1] != "not installed"}


def _dependencies(record: Record) -> list[JsonTree]:
    """The model needs what it was made with; the audit, what computed its figures."""
    needed = {MODEL: _made_with(record), _TOOL: _packages(record.environment)}
    return [
        {"ref": ref, "dependsOn": [purl(*pair) for pair in sorted(found)]} for ref, found in needed.items()
    ]


def purl(name: str, version: str) -> str:
    """The package URL of a library on PyPI, such as ``pkg:pypi/scikit-learn@1.7.2``."""
    return (
        f"pkg:pypi/{quote(plain(name).lower().replace('_', '-'), safe='')}@{quote(plain(version), safe='')}"
    )


def _hashes(sha256: str | None) -> Mapping[str, JsonTree]:
    known = sha256 is not None and _SHA256.fullmatch(sha256)
    return {"hashes": [{"alg": "SHA-256", "content": sha256}]} if known else {}

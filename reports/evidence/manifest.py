"""The list of what a bundle holds, with a SHA-256 for each file, and what was stated when it was made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Final, Literal

from pydantic import Field

from fairwitness.audits.record.base import Part
from fairwitness.audits.record.sealed import unsealed
from fairwitness.audits.record.strict import parse_json
from fairwitness.errors import AlteredError, EvidenceError, LaterSchemaError, RecordError

SCHEMA: Final = "fairwitness/bundle/1"
MANIFEST: Final = "manifest.json"
ATTESTATION: Final = "attestation.dsse.json"


class PackedFile(Part):
    """One file of a bundle."""

    name: str
    sha256: str
    bytes: int


class Signing(Part):
    """Who signed, and when by their own clock. It stands under the signature, so nobody else can change it."""

    key_id: str
    at: str


class TrailHead(Part):
    """How far the project's trail was when the bundle was made: entries cut off later are then missed."""

    hash: str
    entries: int


class Manifest(Part):
    """The list of a bundle; it names every file but itself and the attestation."""

    schema_: Literal["fairwitness/bundle/1"] = Field(SCHEMA, alias="schema")
    record: str
    """The content hash of the record."""
    version: str
    """The version of Fairwitness that wrote the bundle."""
    files: tuple[PackedFile, ...]
    signing: Signing | None = None
    trail: TrailHead | None = None

    def to_json(self) -> bytes:
        """The list as JSON."""
        return (json.dumps(self.model_dump(mode="json", by_alias=True), indent=1) + "\n").encode()


def digest(content: bytes) -> str:
    """The SHA-256 of a file, 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def listed(files: Mapping[str, bytes]) -> tuple[PackedFile, ...]:
    """The files as a manifest names them."""
    return tuple(
        PackedFile(name=name, sha256=digest(content), bytes=len(content))
        for name, content in sorted(files.items())
        if name not in (MANIFEST, ATTESTATION)
    )


def read_manifest(files: Mapping[str, bytes], name: str) -> Manifest:
    """The manifest of a bundle.

    Raises
    ------
    EvidenceError
        There is none, or it is of a later schema than this version reads.
    AlteredError
        It is no manifest.
    """
    if MANIFEST not in files:
        raise EvidenceError(
            f"A bundle must hold {MANIFEST}. '{name}' has none; is it another kind of zip file?"
        )
    try:
        return unsealed(
            Manifest, parse_json(files[MANIFEST]), f"{MANIFEST} in '{name}'", SCHEMA, lambda _: None
        )[0]
    except LaterSchemaError as error:
        raise EvidenceError(str(error)) from error
    except (RecordError, ValueError) as error:
        raise AlteredError(f"{MANIFEST} in '{name}' was altered: {error}") from error


def refuse_other_files(manifest: Manifest, files: Mapping[str, bytes], name: str) -> None:
    """Refuse a bundle whose files are not those of its list.

    Raises
    ------
    AlteredError
        The first file that is missing, changed or too many is named, with what was expected and what came.
    """
    for said in manifest.files:
        content = files.get(said.name)
        if content is None:
            raise AlteredError(
                f"'{name}' must hold '{said.name}', which its manifest lists. The file is missing."
            )
        if (came := digest(content)) != said.sha256:
            raise AlteredError(
                f"'{said.name}' was altered: its SHA-256 must be {said.sha256[:16]}…, and it is {came[:16]}… "
                f"({said.bytes:,} bytes were listed, {len(content):,} came)."
            )
    more = sorted(set(files) - {said.name for said in manifest.files} - {MANIFEST, ATTESTATION})
    if more:
        raise AlteredError(
            f"'{name}' must hold the files of its manifest only. '{more[0]}' is not among them."
        )
    if manifest.files != listed(files) or files[MANIFEST] != manifest.to_json():
        raise AlteredError(f"{MANIFEST} in '{name}' was altered: it is not as a bundle writes it.")

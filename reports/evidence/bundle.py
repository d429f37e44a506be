"""A bundle: one zip file with a record, what is written around it, their hashes, and a signature over all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from fairwitness.audits.record import Record
from fairwitness.errors import EvidenceError
from fairwitness.reports.evidence import clock
from fairwitness.reports.evidence.archive import pack
from fairwitness.reports.evidence.envelope import Envelope, Signature
from fairwitness.reports.evidence.gather import Contents
from fairwitness.reports.evidence.key_statement import KeyStatement, beside, read_statement
from fairwitness.reports.evidence.keys import SigningKey, signing_key, stated_file
from fairwitness.reports.evidence.manifest import ATTESTATION, MANIFEST, Manifest, Signing, TrailHead, listed
from fairwitness.reports.evidence.statement import PAYLOAD_TYPE, statement

SIGNER: Final = "signer.pub.pem"
SIGNER_STATEMENT: Final = "signer.pub.json"


@dataclass(frozen=True)
class Signer:
    """A key, and what its holder says of it."""

    key: SigningKey
    statement: bytes | None = None
    """The file beside the public key, as it is."""

    @property
    def said(self) -> KeyStatement | None:
        """The statement, read."""
        if self.statement is None:
            return None
        return read_statement(self.statement, self.key.public, SIGNER_STATEMENT)

    def refuse(self, at: datetime) -> None:
        """Refuse a time at which the key does not hold, as far as its holder says; raises `AlteredError`."""
        if (said := self.said) is not None:
            said.refuse(at, "The key that should sign")


def signer(file: Path | None) -> Signer | None:
    """Who signs: the key of a file with the statement beside it, or that of the environment; None where neither is.

    Raises
    ------
    EvidenceError
        The key cannot be read, or the statement beside it is of another.
    """
    file = file or stated_file()
    key = signing_key(file)
    if key is None:
        return None
    statement_beside = beside(file) if file is not None else None
    found = Signer(key, statement_beside)
    if statement_beside is not None:
        read_statement(statement_beside, key.public, f"the file beside '{file}'")
    return found


def make_bundle(
    contents: Contents,
    signed_by: Signer | None,
    *,
    at: datetime | None = None,
    trail: TrailHead | None = None,
) -> bytes:
    """The zip of these contents, signed where there is a key. The same contents, key and time give the same bytes.

    Parameters
    ----------
    at
        The time that the signature states; now if left out.
    trail
        How far the project's trail is.

    Raises
    ------
    EvidenceError
        The key has expired or does not hold yet, or there is too much for a bundle.
    """
    from fairwitness.audits.facts import package_version

    files, signing = dict(contents.files), None
    if signed_by is not None:
        at = at or _signing_time(contents.record)
        signed_by.refuse(at)
        if signed_by.statement is not None:
            files[SIGNER_STATEMENT] = signed_by.statement
        files[SIGNER] = signed_by.key.public.to_pem()
        signing = Signing(key_id=signed_by.key.public.id, at=clock.written(at))
    manifest = Manifest(
        record=contents.record.hash,
        version=package_version(),
        files=listed(files),
        signing=signing,
        trail=trail,
    )
    envelope = Envelope(PAYLOAD_TYPE, statement(contents.record, manifest))
    if signed_by is not None:
        signature = Signature(signed_by.key.sign(envelope.signed), signed_by.key.public.id)
        envelope = Envelope(envelope.payload_type, envelope.payload, (signature,))
    return pack({**files, MANIFEST: manifest.to_json(), ATTESTATION: envelope.to_json()})


def _signing_time(record: Record) -> datetime:
    """Now, or what a build states, which must not be before there was anything to sign."""
    at, made = clock.signing_time(), clock.read(record.provenance.created, "The time of a record")
    if at + clock.SLACK < made:
        raise EvidenceError(
            f"A record must be made before it is signed. It was made at {clock.written(made)}, and the time to sign "
            f"is {clock.written(at)}, by this machine's clock or {clock.EPOCH_VARIABLE}."
        )
    return at


def write_file(content: bytes, file: Path) -> Path:
    """Write a file whole or not at all.

    Raises
    ------
    EvidenceError
        The folder cannot be written.
    """
    from fairwitness.audits.whole import write_whole
    from fairwitness.errors import ReportError

    try:
        (written,) = write_whole({file: content})
    except ReportError as error:
        raise EvidenceError(str(error)) from error
    return written

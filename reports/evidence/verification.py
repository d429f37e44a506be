"""Whether a bundle is what it was when it was made: offline, with nothing but this package, without running a model.

What is checked comes in the order in which a doubt would arise; the first thing that does not hold ends it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fairwitness.audits.record import Record, parse_record
from fairwitness.audits.record.strict import parse_json
from fairwitness.errors import AlteredError, ChangedRecordError, EvidenceError, RecordError
from fairwitness.reports.evidence import clock
from fairwitness.reports.evidence.archive import MOST_BYTES, unpack
from fairwitness.reports.evidence.bundle import SIGNER, SIGNER_STATEMENT
from fairwitness.reports.evidence.envelope import Envelope, read_envelope
from fairwitness.reports.evidence.gather import RECORD, derived
from fairwitness.reports.evidence.key_statement import KeyStatement, beside, read_statement
from fairwitness.reports.evidence.keys import PublicKey, public_key, read_public_key
from fairwitness.reports.evidence.manifest import ATTESTATION, Manifest, read_manifest, refuse_other_files
from fairwitness.reports.evidence.statement import PAYLOAD_TYPE, statement


@dataclass(frozen=True)
class Trusted:
    """A key that whoever verifies has from elsewhere."""

    key: PublicKey
    statement: KeyStatement | None = None
    """Their own copy of what its holder says; it counts before that of the bundle."""


def trusted(file: Path) -> Trusted:
    """The key of a PEM file, with the statement beside it if there is one; raises as `public_key` does."""
    key, said = public_key(file), beside(file)
    return Trusted(key, None if said is None else read_statement(said, key, f"the file beside '{file}'"))


@dataclass(frozen=True)
class Opened:
    """A bundle that was taken apart and whose files are those of its list."""

    name: str
    files: Mapping[str, bytes]
    manifest: Manifest
    envelope: Envelope

    def record(self) -> Record:
        """The record inside.

        Raises
        ------
        RecordError
            It was not written to its end, or is of a later schema than this version reads.
        ChangedRecordError
            Its content has another hash than it says.
        """
        try:
            return parse_record(parse_json(self.files[RECORD]), name=f"{RECORD} in '{self.name}'")
        except KeyError as error:
            raise EvidenceError(f"A bundle must hold {RECORD}. '{self.name}' has none.") from error
        except ValueError as error:
            raise RecordError(
                f"{RECORD} in '{self.name}' must be a record. It cannot be read: {error}."
            ) from error


def open_bundle(file: Path) -> Opened:
    """Take a bundle apart, and hold each file against the manifest.

    Raises
    ------
    EvidenceError
        It is no bundle, cannot be read, or is of a later version.
    AlteredError
        A file was altered, is missing or is too many.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES + (2 << 20))
    except OSError as error:
        raise EvidenceError(f"The bundle '{file}' cannot be read: {error.strerror or error}.") from error
    return read_bundle(data, file.name)


def read_bundle(data: bytes, name: str) -> Opened:
    """Take the bytes of a bundle apart; raises as `open_bundle` does."""
    files = unpack(data, name)
    manifest = read_manifest(files, name)
    refuse_other_files(manifest, files, name)
    if ATTESTATION not in files:
        raise AlteredError(f"'{name}' must hold {ATTESTATION}. The file is missing.")
    envelope = read_envelope(files[ATTESTATION], ATTESTATION)
    if envelope.to_json() != files[ATTESTATION]:
        raise AlteredError(f"{ATTESTATION} in '{name}' was altered: it is not as a bundle writes it.")
    return Opened(name, files, manifest, envelope)


def verified(bundle: Opened, named: Trusted | None = None, *, at: datetime | None = None) -> Iterator[str]:
    """What holds of a bundle, a sentence at a time.

    Parameters
    ----------
    named
        The key that must have signed it. Without one a signature shows only that the bundle is as its signer,
        whoever that is, made it.
    at
        What time it is; the clock's if left out.

    Raises
    ------
    AlteredError
        The first thing that does not hold.
    EvidenceError, RecordError
        Something cannot be checked, such as a record of a later version.
    """
    at = at or clock.now()
    count = len(bundle.manifest.files)
    yield f"The {count} files of '{bundle.name}' have the SHA-256 that its manifest lists."
    yield from _signature(bundle, named)
    yield from _times(bundle, named, at)
    record = bundle.record()
    _same_content(bundle, record, at)
    yield f"The record has the content that its hash says, {record.hash[:12]}, and plan and attestation are of it."


def in_trail(bundle: Opened, file: Path) -> str:
    """That a project's trail still has the lines that it had when a bundle was made, in a sentence.

    Raises
    ------
    AlteredError
        It has not, or has no run of the record.
    EvidenceError
        The bundle names no trail, or the file is none.
    """
    from fairwitness.reports.evidence.trail import load_trail, refuse_without

    head = bundle.manifest.trail
    if head is None:
        raise EvidenceError(
            f"A bundle must name a trail to be held against one. '{bundle.name}' was made without."
        )
    trail = load_trail(file)
    refuse_without(trail, head, file.name)
    lines = [number for number, run in trail.runs() if run.record == bundle.manifest.record]
    if not lines:
        raise AlteredError(
            f"'{file.name}' must have a run of record {bundle.manifest.record[:12]}. It has none."
        )
    return f"The trail still has the {head.entries} lines that it had then; line {lines[0]} is the run of the record."


def _signature(bundle: Opened, named: Trusted | None) -> Iterator[str]:
    envelope, signing = bundle.envelope, bundle.manifest.signing
    if not envelope.signatures:
        if signing is not None or SIGNER in bundle.files:
            raise AlteredError(
                f"'{bundle.name}' was altered: its manifest names a signer, and the signature is gone."
            )
        if named is not None:
            raise AlteredError(
                f"'{bundle.name}' is unsigned. A signature by the key {named.key.id[:16]}… was expected, and there "
                "is none."
            )
        yield "It is unsigned: its files fit each other, and nothing shows who made them."
        return
    if signing is None or SIGNER not in bundle.files:
        raise AlteredError(
            f"'{bundle.name}' was altered: it has a signature, and its manifest names no signer."
        )
    own = read_public_key(bundle.files[SIGNER], f"'{SIGNER}' in '{bundle.name}'")
    if named is not None and named.key.id != own.id:
        raise AlteredError(
            f"'{bundle.name}' is signed by another key. A signature by {named.key.id[:16]}… was expected, and it is "
            f"by {own.id[:16]}…."
        )
    by_own = len(envelope.signatures) == 1 and own.verifies(envelope.signatures[0].value, envelope.signed)
    if not by_own or {signing.key_id, envelope.signatures[0].key_id} != {own.id}:
        raise AlteredError(
            f"'{bundle.name}' was altered after it was signed: the signature does not fit its content."
        )
    if named is not None:
        yield f"It is signed by the key that you named, {own.id}."
        return
    yield f"It is signed by the key {own.id}."
    yield (
        "You named no key, so only the hashes were checked against it: anyone can sign with a key of their own. "
        "Compare the key with one you have from its owner, or give that with --key."
    )


def _times(bundle: Opened, named: Trusted | None, at: datetime) -> Iterator[str]:
    signing = bundle.manifest.signing
    if signing is None:
        return
    signed_at = _time(signing.at, bundle)
    if signed_at > at + clock.SLACK:
        raise AlteredError(
            f"'{bundle.name}' was signed in the future: it says {signing.at}, and it is {clock.written(at)} here. One "
            "of the two clocks is wrong."
        )
    said = named.statement if named is not None and named.statement is not None else _own_statement(bundle)
    if said is None:
        yield f"It says that it was signed at {signing.at}; nothing says until when its key is valid."
        return
    said.refuse(signed_at, "The key that signed it")
    until = "it does not expire" if said.not_after is None else f"until {said.not_after}"
    owner = f" of {said.owner}" if said.owner else ""
    yield f"It says that it was signed at {signing.at}; the key{owner} is valid from {said.not_before}, {until}."


def _own_statement(bundle: Opened) -> KeyStatement | None:
    if SIGNER_STATEMENT not in bundle.files:
        return None
    key = read_public_key(bundle.files[SIGNER], SIGNER)
    return read_statement(bundle.files[SIGNER_STATEMENT], key, SIGNER_STATEMENT)


def _same_content(bundle: Opened, record: Record, at: datetime) -> None:
    """Refuse a bundle whose files are as listed and do not belong together."""
    if record.hash != bundle.manifest.record:
        raise ChangedRecordError(
            f"'{bundle.name}' must be of record {bundle.manifest.record[:12]}. It holds record {record.hash[:12]}."
        )
    for name, content in derived(record).items():
        if bundle.files.get(name) != content:
            raise AlteredError(f"'{name}' in '{bundle.name}' was altered: it is not what the record says.")
    attested = Envelope(PAYLOAD_TYPE, statement(record, bundle.manifest)).signed
    if bundle.envelope.signed != attested:
        raise AlteredError(
            f"{ATTESTATION} in '{bundle.name}' was altered: it attests something else than the record."
        )
    made = clock.read(record.provenance.created, "The time of a record")
    signing = bundle.manifest.signing
    latest = at if signing is None else min(at, _time(signing.at, bundle))
    if made > latest + clock.SLACK:
        what = "it is" if signing is None else "it was signed"
        raise AlteredError(
            f"The record in '{bundle.name}' was made in the future: it says {clock.written(made)}, and {what} "
            f"{clock.written(latest)}."
        )


def _time(text: str, bundle: Opened) -> datetime:
    try:
        return clock.read(text)
    except EvidenceError as error:
        raise AlteredError(f"'{bundle.name}' was altered: its manifest states no time of signing.") from error

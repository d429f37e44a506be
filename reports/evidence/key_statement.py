"""Whose a key is and from when to when it holds: a small file beside the public key, signed by the key itself.

That signature shows that whoever wrote the statement has the key, and nothing more: someone who stole the key can
write another. So a reader keeps the copy that they were given with the public key, and it counts before the bundle's.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, ValidationError

from fairwitness.audits.private import private_file
from fairwitness.audits.record.base import Part
from fairwitness.audits.record.canonical import canonical
from fairwitness.audits.record.strict import parse_json
from fairwitness.errors import AlteredError, EvidenceError
from fairwitness.reports.evidence import clock
from fairwitness.reports.evidence.envelope import Envelope, Signature, read_envelope
from fairwitness.reports.evidence.keys import PublicKey, SigningKey

PAYLOAD_TYPE: Final = "application/vnd.fairwitness.key+json"
PRIVATE, PUBLIC, STATEMENT = ".pem", ".pub.pem", ".pub.json"
_MOST_OWNER: Final = 200


class KeyStatement(Part):
    """What the holder of a key says of it."""

    schema_: Literal["fairwitness/key/1"] = Field("fairwitness/key/1", alias="schema")
    key_id: str
    owner: str | None = Field(None, max_length=_MOST_OWNER)
    not_before: str
    """UTC time, ISO 8601; the key signs nothing earlier."""
    not_after: str | None = None
    """The last moment it may sign; null: it does not expire."""

    def refuse(self, at: datetime, what: str) -> None:
        """Refuse a time at which the key does not hold.

        Raises
        ------
        AlteredError
            It has expired, or does not hold yet; `what` begins the sentence.
        """
        if self.not_after is not None and at > clock.read(self.not_after):
            raise AlteredError(
                f"{what} was expired at that time: it was valid until {self.not_after}, and signed at "
                f"{clock.written(at)}."
            )
        if at < clock.read(self.not_before):
            raise AlteredError(
                f"{what} was not valid yet: it is valid from {self.not_before}, and signed at {clock.written(at)}."
            )


def sealed(statement: KeyStatement, key: SigningKey) -> bytes:
    """The statement in an envelope that its own key signed."""
    payload = canonical(statement.model_dump(mode="json", by_alias=True))
    open_ = Envelope(PAYLOAD_TYPE, payload)
    signature = Signature(key.sign(open_.signed), key.public.id)
    return Envelope(PAYLOAD_TYPE, payload, (signature,)).to_json()


def read_statement(data: bytes, key: PublicKey, name: str) -> KeyStatement:
    """What a statement says of a key.

    Raises
    ------
    EvidenceError
        It is no such statement.
    AlteredError
        It is of another key, or this key did not sign it.
    """
    envelope = read_envelope(data, name)
    try:
        found = KeyStatement.model_validate(parse_json(envelope.payload))
    except (ValidationError, ValueError) as error:
        raise EvidenceError(
            f"'{name}' must say what key it is of and when that is valid. It does not."
        ) from error
    if envelope.payload_type != PAYLOAD_TYPE or found.key_id != key.id:
        raise AlteredError(
            f"'{name}' does not match the key: it is of the key {found.key_id[:16]}, and the key is {key.id[:16]}."
        )
    if not any(key.verifies(one.value, envelope.signed) for one in envelope.signatures):
        raise AlteredError(f"'{name}' was altered: the key that it is of did not sign it.")
    for time in (found.not_before, found.not_after):
        clock.read(time or found.not_before, f"The time in '{name}'")
    return found


def beside(file: Path) -> bytes | None:
    """The statement beside the file of a key, private or public; None where there is none."""
    stem = file.name.removesuffix(PRIVATE).removesuffix(".pub")
    found = file.with_name(stem + STATEMENT)
    return found.read_bytes() if found.is_file() else None


def new_pair(
    stem: Path, owner: str | None, since: str | None, until: str | None, passphrase: str | None
) -> tuple[tuple[Path, Path, Path], KeyStatement]:
    """Make a key and write it as ``<stem>.pem``, ``<stem>.pub.pem`` and ``<stem>.pub.json``; none may be there.

    Raises
    ------
    EvidenceError
        A file is there, a date is none or the second is before the first, or the folder cannot be written.
    """
    first = clock.now() if since is None else clock.read(since, "`--from`")
    last = None if until is None else clock.read(until, "`--until`", end=True)
    if last is not None and last <= first:
        raise EvidenceError(
            f"A key must be valid for some time. Got until {clock.written(last)}, and from {clock.written(first)}."
        )
    if owner is not None and len(owner) > _MOST_OWNER:
        raise EvidenceError(
            f"The owner of a key must have at most {_MOST_OWNER} characters. Got {len(owner):,}."
        )
    key = SigningKey.new()
    said = KeyStatement(
        key_id=key.public.id,
        owner=owner,
        not_before=clock.written(first),
        not_after=None if last is None else clock.written(last),
    )
    return _write_pair(stem, key, said, passphrase), said


def _write_pair(
    stem: Path, key: SigningKey, statement: KeyStatement, passphrase: str | None
) -> tuple[Path, Path, Path]:
    private, public, said = (stem.with_name(stem.name + end) for end in (PRIVATE, PUBLIC, STATEMENT))
    files = private, public, said
    for file in files:
        if file.exists() or file.is_symlink():
            raise EvidenceError(
                f"A key must not replace another: what it signed could no longer be verified. '{file}' is there "
                "already; give another `--out`."
            )
    contents = key.to_pem(passphrase), key.public.to_pem(), sealed(statement, key)
    try:
        stem.parent.mkdir(parents=True, exist_ok=True)
        for file, content in zip(files, contents, strict=True):
            with private_file(file) as out:
                out.write(content)
        for file in files[1:]:
            file.chmod(0o644)
    except OSError as error:
        raise EvidenceError(
            f"The key must go into a folder that can be written. '{stem.parent}' cannot: {error.strerror or error}."
        ) from error
    return files

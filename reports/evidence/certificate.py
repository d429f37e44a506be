"""Certificates (X.509) for signing PDFs: one that somebody issued, or one that a key writes for itself."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

from fairwitness.errors import EvidenceError
from fairwitness.reports.evidence import clock
from fairwitness.reports.evidence.bundle import Signer
from fairwitness.reports.evidence.keys import pem_of, read_private_key

_NEVER: Final = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""What RFC 5280, 4.1.2.5, has certificates say that do not expire."""
_SERIAL_BYTES: Final = 19
Named = tuple[bytes, str]
"""What a file holds, and what a message calls it."""


@dataclass(frozen=True)
class Credential:
    """A private key with the certificate of its public half, and those that issued it."""

    key: PrivateKeyTypes
    certificate: x509.Certificate
    issuers: tuple[x509.Certificate, ...] = ()

    @property
    def name(self) -> str:
        """Whose it is."""
        names = self.certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        return str(names[0].value) if names else self.certificate.subject.rfc4514_string()

    @property
    def id(self) -> str:
        """SHA-256 of the SubjectPublicKeyInfo, as keys of any kind are named, 64 hexadecimal digits."""
        return hashlib.sha256(_public(self.certificate.public_key())).hexdigest()

    @property
    def own(self) -> bool:
        """Whether the key wrote the certificate itself, so that nobody else vouches for the name."""
        return self.certificate.issuer == self.certificate.subject

    @property
    def edwards(self) -> bool:
        """Whether the key is of Ed25519, which not every reader of PDFs can check."""
        return isinstance(self.key, Ed25519PrivateKey)

    def key_der(self) -> bytes:
        """The private key as PKCS #8."""
        return self.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )


def issued(key_file: Path, certificate_file: Path, at: datetime) -> Credential:
    """A key with the certificate that somebody issued for it, from files; raises as `credential` does."""
    key, certificate = ((pem_of(file), f"'{file}'") for file in (key_file, certificate_file))
    return credential(key, certificate, at)


def credential(key: Named, certificate: Named, at: datetime, secret: str | None = None) -> Credential:
    """A key with the certificate that somebody issued for it; those that issued that may follow it.

    Parameters
    ----------
    secret
        The passphrase of the key, where it is encrypted; that of the environment if None.

    Raises
    ------
    EvidenceError
        One cannot be read, they do not belong together, or the certificate does not hold at that time.
    """
    private = read_private_key(*key, secret)
    try:
        first, *issuers = x509.load_pem_x509_certificates(certificate[0])
    except ValueError as error:
        raise EvidenceError(
            f"{certificate[1]} must hold certificates as PEM, the signer's first. It cannot be read as such."
        ) from error
    if _public(first.public_key()) != _public(private.public_key()):
        raise EvidenceError(
            f"The certificate must be of the key. The first in {certificate[1]} is of another than {key[1]}."
        )
    start, end = first.not_valid_before_utc, first.not_valid_after_utc
    if not start <= at <= end:
        raise EvidenceError(
            f"The certificate must be valid when it signs. {certificate[1]} is, from {clock.written(start)} until "
            f"{clock.written(end)}; it is {clock.written(at)}."
        )
    return Credential(private, first, tuple(issuers))


def self_made(signer: Signer, at: datetime) -> Credential:
    """A certificate that a key of `keygen` writes for itself: a reader must be told by other ways to trust it.

    Raises
    ------
    AlteredError
        The key has expired or does not hold yet.
    """
    signer.refuse(at)
    said, key = signer.said, signer.key
    start, end, owner = at, _NEVER, f"Fairwitness key {key.public.id[:16]}"
    if said is not None:
        start, owner = clock.read(said.not_before), said.owner or owner
        end = _NEVER if said.not_after is None else clock.read(said.not_after)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, owner[:64])])
    usage = {"digital_signature": True, "content_commitment": True}
    others = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
    builder = (
        x509.CertificateBuilder(subject_name=name, issuer_name=name, public_key=key.private.public_key())
        .serial_number(int.from_bytes(bytes.fromhex(key.public.id)[:_SERIAL_BYTES]) + 1)
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(**usage, **dict.fromkeys(others, False), encipher_only=False, decipher_only=False),
            critical=True,
        )
    )
    return Credential(key.private, builder.sign(key.private, None))


def _public(key: object) -> bytes:
    encode = getattr(key, "public_bytes", None)
    if encode is None:
        return b""
    found = encode(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return bytes(found)

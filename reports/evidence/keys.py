"""Ed25519 keys (RFC 8032): made, kept in PEM files, and named by the SHA-256 of the public one."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

from fairwitness.errors import EvidenceError

KEY_VARIABLE = "FAIRWITNESS_SIGNING_KEY"
"""The private key itself, as PEM, for CI, where secrets are variables; or the path of its file."""
PASSPHRASE_VARIABLE = "FAIRWITNESS_KEY_PASSPHRASE"
_MOST_BYTES = 1 << 14


@dataclass(frozen=True)
class PublicKey:
    """What a signature is checked with."""

    raw: bytes
    """The 32 bytes of RFC 8032."""

    @property
    def _key(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.raw)

    @property
    def id(self) -> str:
        """SHA-256 of the SubjectPublicKeyInfo (RFC 5280), 64 hexadecimal digits."""
        info = self._key.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return hashlib.sha256(info).hexdigest()

    def to_pem(self) -> bytes:
        """The key as a PEM file."""
        return self._key.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether a signature is of this message and by this key."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """What signs. Its text is never shown."""

    _private: Ed25519PrivateKey

    @classmethod
    def new(cls) -> SigningKey:
        """A new key from the system's source of randomness."""
        return cls(Ed25519PrivateKey.generate())

    @property
    def public(self) -> PublicKey:
        """The public half."""
        return PublicKey(
            self._private.public_key().public_bytes(
                serialization.Encoding.Raw, serialization.PublicFormat.Raw
            )
        )

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the signature: the same message always gives the same."""
        return self._private.sign(message)

    @property
    def private(self) -> Ed25519PrivateKey:
        """The key as the library has it."""
        return self._private

    def to_pem(self, passphrase: str | None = None) -> bytes:
        """The key as PKCS #8 in PEM, encrypted where there is a passphrase."""
        encryption = (
            serialization.BestAvailableEncryption(passphrase.encode())
            if passphrase
            else serialization.NoEncryption()
        )
        return self._private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
        )


def passphrase() -> str | None:
    """The passphrase that the environment states."""
    return os.environ.get(PASSPHRASE_VARIABLE) or None


def signing_key(file: Path | None) -> SigningKey | None:
    """The private key of a file, else of the environment; None where neither is given.

    Raises
    ------
    EvidenceError
        It is no Ed25519 key in PEM, or the passphrase is missing or wrong.
    """
    file = file or stated_file()
    if file is not None:
        return read_signing_key(pem_of(file), f"'{file}'")
    stated = os.environ.get(KEY_VARIABLE, "")
    return read_signing_key(stated.encode(), KEY_VARIABLE) if stated.strip() else None


def stated_file() -> Path | None:
    """The file of the private key, where the environment names one instead of holding the key itself."""
    stated = os.environ.get(KEY_VARIABLE, "").strip()
    return Path(stated).expanduser() if stated and "-----BEGIN" not in stated else None


def open_to_others(file: Path) -> bool:
    """Whether others on this machine can read a file, as far as its mode says."""
    return os.name == "posix" and file.stat().st_mode & 0o077 != 0


def read_signing_key(pem: bytes, name: str, secret: str | None = None) -> SigningKey:
    """A private key from PEM, opened by a passphrase, that of the environment if None; raises as `signing_key` does."""
    found = read_private_key(pem, name, secret)
    if not isinstance(found, Ed25519PrivateKey):
        raise EvidenceError(f"{_must(name, 'a private')} Got one of another kind instead.")
    return SigningKey(found)


def read_private_key(pem: bytes, name: str, secret: str | None = None) -> PrivateKeyTypes:
    """A private key of any kind.

    Parameters
    ----------
    secret
        The passphrase, where the key is encrypted; that of the environment if None.

    Raises
    ------
    EvidenceError
        It is no private key in PEM, or the passphrase is missing or wrong.
    """
    sealed = b"BEGIN ENCRYPTED PRIVATE KEY" in pem
    by_hand, secret = secret is not None, passphrase() if secret is None else secret
    if sealed and not secret:
        needs = (
            "its passphrase must be given with it"
            if by_hand
            else f"its passphrase must be in the environment variable {PASSPHRASE_VARIABLE}"
        )
        raise EvidenceError(f"The key in {name} is encrypted, and {needs}. It is not.")
    try:
        return serialization.load_pem_private_key(pem, secret.encode() if sealed and secret else None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        if sealed:
            which = "the passphrase" if by_hand else f"the passphrase in {PASSPHRASE_VARIABLE}"
            raise EvidenceError(
                f"The key in {name} cannot be opened: {which} does not fit, or the file is damaged."
            ) from error
        raise EvidenceError(
            f"{_must(name, 'a private')} It cannot be read as such.{_is_public(pem)}"
        ) from error


def public_key(file: Path) -> PublicKey:
    """The public key of a PEM file.

    Raises
    ------
    EvidenceError
        It cannot be read, or is no public key of Ed25519.
    """
    return read_public_key(pem_of(file), f"'{file}'")


def read_public_key(pem: bytes, name: str) -> PublicKey:
    """A public key from PEM; raises as `public_key` does."""
    if b"PRIVATE KEY" in pem:
        raise EvidenceError(
            f"{_must(name, 'a public')} Got a private one instead: keep it to yourself, and give the file beside it "
            "that ends in .pub.pem."
        )
    try:
        found = serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise EvidenceError(f"{_must(name, 'a public')} It cannot be read as such.") from error
    if not isinstance(found, Ed25519PublicKey):
        raise EvidenceError(f"{_must(name, 'a public')} Got one of another kind instead.")
    return PublicKey(found.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw))


def _must(name: str, half: str) -> str:
    return f"{name} must hold {half} Ed25519 key as PEM."


def _is_public(pem: bytes) -> str:
    return " It is a public key; signing needs the private one." if b"BEGIN PUBLIC KEY" in pem else ""


def pem_of(file: Path) -> bytes:
    """The content of a small file, such as a key or a certificate; raises `EvidenceError` if there is none."""
    try:
        with file.open("rb") as stream:
            found = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise EvidenceError(
            f"The key must be a file that can be read. '{file}' cannot: {error.strerror}."
        ) from error
    if len(found) > _MOST_BYTES:
        raise EvidenceError(f"A key must have at most {_MOST_BYTES >> 10} KiB. '{file}' has more.")
    return found

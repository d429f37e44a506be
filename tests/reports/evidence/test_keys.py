"""Keys: the vectors of RFC 8032, PEM files with and without a passphrase, and files that hold none."""

import hashlib
import subprocess

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fairwitness.errors import EvidenceError
from fairwitness.reports.evidence import keys
from fairwitness.reports.evidence.keys import PublicKey, SigningKey, public_key, signing_key

# RFC 8032, 7.1, TEST 1 to 3: secret key, public key, message, signature.
RFC8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
        "655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
        "b00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
        "c027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC8032)
def test_the_vectors_of_rfc_8032(secret, public, message, signature):
    key = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)))
    assert key.public.raw.hex() == public
    assert key.sign(bytes.fromhex(message)).hex() == signature
    assert key.public.verifies(bytes.fromhex(signature), bytes.fromhex(message))
    assert not key.public.verifies(bytes.fromhex(signature), bytes.fromhex(message) + b"x")


def test_a_signature_is_not_malleable():
    """RFC 8032, 5.1.7: S must be below the order of the group, or S + L would verify too."""
    *_, message, signature = RFC8032[0]
    raw, order = bytes.fromhex(signature), 2**252 + 27742317777372353535851937790883648493
    raised = raw[:32] + (int.from_bytes(raw[32:], "little") + order).to_bytes(32, "little")
    key = PublicKey(bytes.fromhex(RFC8032[0][1]))
    assert key.verifies(raw, bytes.fromhex(message))
    assert not key.verifies(raised, bytes.fromhex(message))
    assert not key.verifies(b"", b"")


def test_the_id_is_that_of_openssl(tmp_path, key):
    file = tmp_path / "a.pub.pem"
    file.write_bytes(key.public.to_pem())
    der = subprocess.run(
        ["openssl", "pkey", "-pubin", "-in", str(file), "-outform", "DER"], capture_output=True, check=True
    ).stdout
    assert key.public.id == hashlib.sha256(der).hexdigest()
    assert public_key(file) == key.public


def test_a_key_comes_from_a_file_or_from_the_environment(tmp_path, key, monkeypatch):
    monkeypatch.delenv(keys.KEY_VARIABLE, raising=False)
    assert signing_key(None) is None
    monkeypatch.setenv(keys.KEY_VARIABLE, key.to_pem().decode())
    assert signing_key(None).public == key.public
    other = SigningKey.new()
    (tmp_path / "a.pem").write_bytes(other.to_pem())
    assert signing_key(tmp_path / "a.pem").public == other.public


def test_a_passphrase(tmp_path, key, monkeypatch):
    file = tmp_path / "a.pem"
    file.write_bytes(key.to_pem("open sesame"))
    monkeypatch.delenv(keys.PASSPHRASE_VARIABLE, raising=False)
    with pytest.raises(
        EvidenceError, match=r"is encrypted, and its passphrase must be in .* FAIRWITNESS_KEY_PASSPHRASE"
    ):
        signing_key(file)
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, "wrong")
    with pytest.raises(EvidenceError, match="does not fit, or the file is damaged") as caught:
        signing_key(file)
    assert "wrong" not in str(caught.value)
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, "open sesame")
    assert signing_key(file).public == key.public
    file.write_bytes(key.to_pem())
    assert signing_key(file).public == key.public, "a key in the clear needs none"


def other_kind(private=True):
    key = ec.generate_private_key(ec.SECP256R1())
    if private:
        return key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def test_files_that_hold_no_private_key(tmp_path, key):
    file = tmp_path / "a.pem"
    for content, says in (
        (b"", "It cannot be read as such"),
        (key.public.to_pem(), "It is a public key; signing needs the private one"),
        (other_kind(), "Got one of another kind instead"),
        (b"x" * 20_000, "A key must have at most 16 KiB"),
    ):
        file.write_bytes(content)
        with pytest.raises(EvidenceError, match=says):
            signing_key(file)
    with pytest.raises(EvidenceError, match="The key must be a file that can be read"):
        signing_key(tmp_path / "none")


def test_files_that_hold_no_public_key(tmp_path, key):
    file = tmp_path / "a.pem"
    for content, says in (
        (b"", "It cannot be read as such"),
        (key.to_pem(), "Got a private one instead: keep it to yourself"),
        (other_kind(private=False), "Got one of another kind instead"),
    ):
        file.write_bytes(content)
        with pytest.raises(EvidenceError, match=says):
            public_key(file)


def test_a_key_does_not_show_itself(key):
    assert key.to_pem().decode().split("\n")[1] not in repr(key)

"""Certificates: issued ones that fit their key and hold now, and those that a key writes for itself."""

import subprocess

import pytest
from certificates import NOW, chain, pem, to_pem
from cryptography.hazmat.primitives import serialization
from signers import AT, stated

from fairwitness.errors import AlteredError, EvidenceError
from fairwitness.reports.evidence.bundle import Signer
from fairwitness.reports.evidence.certificate import issued, self_made


@pytest.fixture(scope="module")
def issued_chain():
    return chain()


@pytest.fixture
def files(tmp_path, issued_chain):
    key, certificate, authority = issued_chain
    (tmp_path / "key.pem").write_bytes(pem(key))
    (tmp_path / "chain.pem").write_bytes(to_pem(certificate, authority))
    return tmp_path / "key.pem", tmp_path / "chain.pem"


def test_one_that_was_issued(files):
    found = issued(*files, NOW)
    assert (found.name, len(found.issuers), found.edwards) == ("Example Bank", 1, False)


def test_one_of_another_key_one_that_has_expired_and_none(files, tmp_path, key):
    (tmp_path / "other.pem").write_bytes(key.to_pem())
    with pytest.raises(EvidenceError, match=r"The first in '.*chain\.pem' is of another than '.*other\.pem'"):
        issued(tmp_path / "other.pem", files[1], NOW)
    old, certificate, _ = chain(days=-1)
    (tmp_path / "old.pem").write_bytes(pem(old))
    (tmp_path / "old.crt").write_bytes(to_pem(certificate))
    with pytest.raises(EvidenceError, match="The certificate must be valid when it signs"):
        issued(tmp_path / "old.pem", tmp_path / "old.crt", NOW)
    with pytest.raises(EvidenceError, match="must hold certificates as PEM, the signer's first"):
        issued(files[0], files[0], NOW)


def test_one_that_a_key_writes_for_itself(key, tmp_path):
    found = self_made(stated(key), AT)
    assert (found.name, found.edwards) == ("The auditor", True)
    assert found.certificate.not_valid_after_utc.isoformat() == "2026-12-31T00:00:00+00:00"
    assert to_pem(found.certificate) == to_pem(self_made(stated(key), AT).certificate), "the same every time"
    found.certificate.verify_directly_issued_by(found.certificate)
    (tmp_path / "a.crt").write_bytes(to_pem(found.certificate))
    asked = ["openssl", "x509", "-in", str(tmp_path / "a.crt"), "-noout", "-pubkey"]
    said = subprocess.run(asked, capture_output=True, check=True).stdout
    assert said == key.public.to_pem()
    assert serialization.load_der_private_key(found.key_der(), None)


def test_one_of_a_key_that_says_nothing_and_one_that_has_expired(key):
    found = self_made(Signer(key), AT)
    assert found.name == f"Fairwitness key {key.public.id[:16]}"
    assert found.certificate.not_valid_after_utc.year == 9999
    with pytest.raises(AlteredError, match="The key that should sign was expired"):
        self_made(stated(key, not_after="2026-01-31"), AT)

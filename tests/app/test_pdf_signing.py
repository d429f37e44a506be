"""A signed PDF from the page of exports: by a key with a certificate or one of its own, and what cannot sign."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
from cryptography.hazmat.primitives import serialization
from streamlit.testing.v1 import AppTest
from test_pages import app, sane
from tests.reports.evidence.certificates import chain, pem, to_pem

import fairwitness
from fairwitness.app import pdf_signing, store
from fairwitness.audits.plan import make_plan
from fairwitness.audits.record import Record
from fairwitness.reports.evidence.key_statement import new_pair
from fairwitness.reports.evidence.trail import load_trail

pytest.importorskip("pyhanko")


@pytest.fixture(scope="module")
def record() -> Record:
    frame = pd.DataFrame({"sex": ["a"] * 100 + ["b"] * 100})
    return fairwitness.audit(y_pred=[1] * 90 + [0] * 110, sensitive_features=frame, positive=1)


@pytest.fixture(autouse=True)
def _kept(record: Record) -> None:
    store.create(make_plan(dict(record.plan)), audit="kept")
    record.save(store.folder("kept"))
    store.settle("kept")


def sign(key: bytes | None, certificate: bytes | None = None, secret: str = "") -> AppTest:
    found = app("export", audit="kept")
    for name, content in (("key", key), ("certificate", certificate)):
        if content is not None:
            found.file_uploader(key=f"pdf-{name}-0").set_value(
                (f"{name}.pem", content, "application/x-pem-file")
            )
    found.text_input(key="pdf-secret-0").set_value(secret)
    return found.button(key="signed-pdf-send").click().run(timeout=90)


def signatures(content: bytes) -> list[str]:
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(io.BytesIO(content))
    return [one.signer_cert.subject.native["common_name"] for one in reader.embedded_signatures]


def test_a_certificate_that_was_issued_names_who_signed_and_nothing_stays(home: Path) -> None:
    key, certificate, authority = chain("Bank & Söhne")
    found = sign(pem(key), to_pem(certificate, authority))
    said = sane(found)
    assert "It is signed by Bank &amp; Söhne." in said
    assert "vouches" not in said
    made = found.session_state["export-made"][1]
    assert (made.file, signatures(made.content)) == ("report-signed.pdf", ["Bank & Söhne"])
    (event,) = [event for _, event in load_trail(store.trail()).events]
    assert event.file == "report-signed.pdf"
    assert event.signed_by is not None
    assert "pdf-key-1" in [one.key for one in found.file_uploader]
    secret = pem(key).splitlines()[1]
    assert not any(secret in path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_a_sealed_key_of_keygen_writes_its_own_certificate_and_that_is_said(tmp_path: Path) -> None:
    private = new_pair(tmp_path / "a", "Credit audit", None, None, "right")[0][0]
    found = sign(private.read_bytes(), secret="right")
    assert "Nobody else vouches for the name" in sane(found)
    assert signatures(found.session_state["export-made"][1].content)[0].startswith("Fairwitness key ")


@pytest.mark.parametrize(
    ("kind", "secret", "sentence"),
    [
        ("none", "", "Choose the file of your private key first."),
        ("public", "", "It is a public key; signing needs the private one"),
        ("binary", "", "must hold a private Ed25519 key as PEM. It cannot be read as such."),
        ("sealed", "", "is encrypted, and its passphrase must be given with it"),
        ("sealed", "wrong", "the passphrase does not fit"),
        ("uncertified", "", "Got one of another kind instead."),
        ("foreign", "", "The certificate must be of the key."),
        ("expired", "", "The certificate must be valid when it signs."),
        ("no certificate", "", "must hold certificates as PEM"),
    ],
)
def test_what_cannot_sign_is_one_sentence(tmp_path: Path, kind: str, secret: str, sentence: str) -> None:
    private, public, _ = new_pair(tmp_path / "s", None, None, None, "right")[0]
    key, certificate, _ = chain()
    other, old, _ = chain(days=-1)
    der = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    given: dict[str, tuple[bytes | None, bytes | None]] = {
        "none": (None, None),
        "public": (public.read_bytes(), None),
        "binary": (key.private_bytes(*der), None),
        "sealed": (private.read_bytes(), None),
        "uncertified": (pem(key), None),
        "foreign": (pem(other), to_pem(certificate)),
        "expired": (pem(other), to_pem(old)),
        "no certificate": (pem(key), b"nothing"),
    }
    found = sign(*given[kind], secret)
    said = sane(found)
    assert sentence in said.replace("&#x27;", "'")
    assert said.count('role="alert"') == 1
    assert not any("signed" in one.label for one in found.get("download_button"))
    assert not store.trail().exists()


def test_where_what_signs_is_not_installed_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_signing, "can_sign", lambda: False)
    found = app("export", audit="kept")
    assert "fairwitness[sign]" in sane(found)
    assert "signed-pdf-send" not in [one.key for one in found.button]

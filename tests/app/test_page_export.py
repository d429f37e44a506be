"""The page of exports: everything that can be taken along, made when asked for, and what cannot be."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from streamlit.testing.v1 import AppTest
from test_pages import app, sane, text

import fairwitness
from fairwitness.app import exporting, opening, store
from fairwitness.app.people import Person
from fairwitness.audits.plan import make_plan
from fairwitness.audits.record import Record
from fairwitness.reports.evidence import keys
from fairwitness.reports.evidence.key_statement import new_pair
from fairwitness.reports.evidence.trail import load_trail
from fairwitness.reports.evidence.verification import read_bundle, verified
from fairwitness.reports.format import size
from fairwitness.reports.uses import uses


@pytest.fixture(scope="module")
def record() -> Record:
    decided = [1] * 90 + [0] * 10 + [1] * 40 + [0] * 60
    frame = pd.DataFrame({"sex": ["a"] * 100 + ["b"] * 100})
    return fairwitness.audit(y_pred=decided, sensitive_features=frame, positive=1)


@pytest.fixture(autouse=True)
def _kept(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    store.create(make_plan(dict(record.plan)), audit="kept")
    record.save(store.folder("kept"))
    store.settle("kept")


def opened() -> AppTest:
    return app("export", audit="kept")


def downloads(found: AppTest) -> list[str]:
    return [one.label for one in found.get("download_button")]


def pem(content: bytes, name: str = "k.pem") -> tuple[str, bytes, str]:
    return (name, content, "application/x-pem-file")


def of_another_kind() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def in_another_format() -> bytes:
    """As PKCS #12, which browsers and Windows write."""
    return pkcs12.serialize_key_and_certificates(
        b"k", ec.generate_private_key(ec.SECP256R1()), None, None, serialization.NoEncryption()
    )


def sign(found: AppTest, key: bytes, secret: str = "", said: bytes | None = None) -> AppTest:
    found.file_uploader(key="bundle-key-0").set_value(pem(key))
    found.text_input(key="bundle-secret-0").set_value(secret)
    if said is not None:
        found.file_uploader(key="bundle-said-0").set_value(("k.pub.json", said, "application/json"))
    return found.button(key="bundle-own-send").click().run()


def test_every_format_is_there_with_its_line_and_nothing_is_made_before_it_is_asked_for() -> None:
    found = opened()
    said = sane(found)
    keys_of = {one.key for one in found.button}
    for use in uses():
        made_here = use.format not in (
            "ll144",
            "adverse_action",
            "json",
        )  # the record itself is ready to take
        assert (f"take-kept-{use.format}" in keys_of) == made_here, use.title
        assert use.title in said or use.format == "json"
    assert "Not for this record: The publication table of LL144" in said
    assert downloads(found) == [
        f"Download {made.file.replace('.', chr(92) + '.')}, {size(len(made.content))}"
        for made in exporting.beside("kept")
    ]
    assert not store.trail().exists()


def test_a_report_is_made_offered_with_its_size_and_noted() -> None:
    found = opened()
    found.button(key="take-kept-markdown").click().run()
    sane(found)
    assert any(label.startswith("Download report\\.md, ") for label in downloads(found))
    assert [event.file for _, event in load_trail(store.trail()).events] == ["report.md"]
    found.button(key="take-kept-junit").click().run()
    assert any(label.startswith("Download junit") for label in downloads(found))
    assert not any(label.startswith("Download report\\.md") for label in downloads(found))


def test_everything_is_one_file() -> None:
    found = opened()
    found.button(key="take-kept-all").click().run(timeout=90)
    said = sane(found)
    assert any(label.startswith("Download reports\\.zip") for label in downloads(found))
    assert "LL144 publication table (CSV): The publication table" in said


def test_an_unsigned_bundle_is_called_unsigned() -> None:
    found = opened()
    found.multiselect(key="bundle-reports").set_value(["markdown"])
    found.radio(key="bundle-who").set_value("nobody").run()
    button = found.button(key="take-bundle")
    assert button.label == "Make the unsigned bundle"
    button.click().run()
    sane(found)
    assert any(label.startswith("Download evidence\\.zip") for label in downloads(found))


def test_a_bundle_is_signed_by_a_key_that_stays_nowhere(tmp_path: Path, home: Path) -> None:
    (private, _, said), _ = new_pair(tmp_path / "a", "Credit audit", None, "2099-12-31", "secret")
    found = opened()
    found.multiselect(key="bundle-reports").set_value(["markdown"]).run()
    sign(found, private.read_bytes(), "secret", said.read_bytes())
    assert "It is signed by Credit audit (key " in sane(found)
    kept = found.session_state["export-made"][1]
    assert any("Credit audit" in one for one in verified(read_bundle(kept.content, "b.zip")))
    assert "bundle-key-1" in [one.key for one in found.file_uploader]
    assert found.text_input(key="bundle-secret-1").value == ""
    secret = private.read_bytes().splitlines()[1]
    assert not any(secret in path.read_bytes() for path in home.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("kind", "secret", "sentence"),
    [
        ("none", "", "Choose the file of your private key first"),
        ("garbage", "", "must hold a private Ed25519 key as PEM"),
        ("public", "", "It is a public key; signing needs the private one"),
        ("another kind", "", "must hold a private Ed25519 key as PEM. Got one of another kind instead."),
        ("another format", "", "must hold a private Ed25519 key as PEM. It cannot be read as such."),
        ("sealed", "", "is encrypted, and its passphrase must be given with it"),
        ("sealed", "wrong", "the passphrase does not fit"),
        ("expired", "", "was expired at that time"),
    ],
)
def test_a_key_that_cannot_sign_is_one_sentence(
    tmp_path: Path, kind: str, secret: str, sentence: str
) -> None:
    sealed = new_pair(tmp_path / "s", None, None, None, "right")[0]
    old = new_pair(tmp_path / "o", "Old", "2020-01-01", "2020-12-31", None)[0]
    content = {
        "garbage": b"no key",
        "public": old[1].read_bytes(),
        "another kind": of_another_kind(),
        "another format": in_another_format(),
        "sealed": sealed[0].read_bytes(),
        "expired": old[0].read_bytes(),
    }
    found = opened()
    if kind == "none":
        found.button(key="bundle-own-send").click().run()
    else:
        sign(found, content[kind], secret, old[2].read_bytes() if kind == "expired" else None)
    said = sane(found)
    assert sentence in said
    assert said.count('role="alert"') == 1
    assert not any("evidence" in label for label in downloads(found))


def test_the_key_of_the_server_signs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private = new_pair(tmp_path / "a", "Credit audit", None, None, None)[0][0]
    monkeypatch.setenv(keys.KEY_VARIABLE, str(private))
    found = opened()
    assert found.radio(key="bundle-who").options[0].startswith("This server\\: Credit audit")
    found.multiselect(key="bundle-reports").set_value([]).run()
    found.button(key="take-bundle").click().run()
    assert any(label.startswith("Download evidence\\.zip") for label in downloads(found))


def test_a_key_of_the_server_that_cannot_be_used_is_said_and_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(keys.KEY_VARIABLE, str(tmp_path / "gone.pem"))
    said = sane(opened())
    assert "This server has a signing key that cannot be used" in said
    assert "gone.pem" not in said


def test_a_record_from_elsewhere_is_opened_and_marked() -> None:
    bundle = exporting.take_bundle(Person("Ben"), "kept", [], None).content
    store.delete("kept")
    found = app()
    assert "No audit yet" in sane(found)
    found.file_uploader(key="open-file").set_value(("evidence.zip", bundle, "application/zip"))
    found.button(key="open-send").click().run()
    assert "It holds, and is kept here." in sane(found)
    assert "opened, not run here" in sane(app())
    said = sane(app("summary", audit=store.entries()[0].id))
    assert opening.HERE in said
    assert "From evidence.zip" in said


def test_an_altered_bundle_is_refused_in_a_sentence() -> None:
    bundle = exporting.take_bundle(Person("Ben"), "kept", [], None).content
    altered = bundle.replace(b"sex", b"age", 1)
    found = opened()
    found.file_uploader(key="open-file").set_value(("evidence.zip", altered, "application/zip"))
    found.button(key="open-send").click().run()
    said = text(found)
    assert "It was not opened." in said
    assert "was altered" in said
    assert len(store.entries()) == 1

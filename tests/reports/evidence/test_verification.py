"""Verifying a bundle: each thing that can be wrong is told from the others, and one changed byte is found anywhere."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signers import AT, stated

from fairwitness.audits.record import Record
from fairwitness.errors import AlteredError, ChangedRecordError, EvidenceError, LaterSchemaError, RecordError
from fairwitness.reports.evidence.archive import pack
from fairwitness.reports.evidence.bundle import Signer, make_bundle
from fairwitness.reports.evidence.envelope import Envelope, Signature, read_envelope
from fairwitness.reports.evidence.gather import Contents, derived
from fairwitness.reports.evidence.key_statement import new_pair, read_statement
from fairwitness.reports.evidence.keys import SigningKey
from fairwitness.reports.evidence.manifest import ATTESTATION, MANIFEST, listed, read_manifest
from fairwitness.reports.evidence.verification import Trusted, open_bundle, trusted, verified

LATER = AT + timedelta(days=30)


@pytest.fixture
def verify(tmp_path):
    """All that is said of the bytes of a bundle."""

    def verify(data, named=None, at=LATER):
        file = tmp_path / "a.zip"
        file.write_bytes(data)
        return list(verified(open_bundle(file), named, at=at))

    return verify


def unpacked(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def resigned(files, key=None):
    """A forger's bundle: these files with a manifest and an attestation that fit them, signed if there is a key."""
    files = dict(files)
    manifest = read_manifest(files, "a").model_copy(update={"files": listed(files)})
    files[MANIFEST] = manifest.to_json()
    old = read_envelope(files[ATTESTATION], "a")
    envelope = Envelope(old.payload_type, old.payload)
    if key is not None:
        envelope = Envelope(
            old.payload_type, old.payload, (Signature(key.sign(envelope.signed), key.public.id),)
        )
    files[ATTESTATION] = envelope.to_json()
    return pack(files)


def test_a_bundle_by_the_key_that_was_named(verify, signed, key):
    said = verify(signed, Trusted(key.public))
    assert f"It is signed by the key that you named, {key.public.id}." in said
    assert any("of The auditor is valid from 2026-01-01, until 2026-12-31" in sentence for sentence in said)
    assert said[-1].startswith("The record has the content that its hash says")


def test_a_bundle_whose_key_was_not_named(verify, signed, key):
    said = verify(signed)
    assert f"It is signed by the key {key.public.id}." in said
    assert any("only the hashes were checked against it" in sentence for sentence in said)


def test_a_bundle_that_nobody_signed(verify, contents, key):
    said = verify(make_bundle(contents, None))
    assert "It is unsigned: its files fit each other, and nothing shows who made them." in said
    with pytest.raises(AlteredError, match=r"'a\.zip' is unsigned\. A signature by the key"):
        verify(make_bundle(contents, None), Trusted(key.public))


def test_a_bundle_that_another_signed(verify, signed):
    with pytest.raises(
        AlteredError, match=r"is signed by another key\. A signature by .* was expected, and it is by"
    ):
        verify(signed, Trusted(SigningKey.new().public))


@pytest.mark.parametrize(
    "name", ["record.json", "reports/report.md", "statements.yaml", "plan.json", "signer.pub.pem"]
)
def test_an_altered_file_is_named(verify, signed, key, name):
    files = unpacked(signed)
    files[name] = files[name][:-2] + b"x\n"
    with pytest.raises(AlteredError, match=rf"^'{name}' was altered: its SHA-256 must be"):
        verify(pack(files), Trusted(key.public))
    del files[name]
    with pytest.raises(
        AlteredError, match=rf"must hold '{name}', which its manifest lists\. The file is missing"
    ):
        verify(pack(files), Trusted(key.public))


def test_a_file_that_was_put_in(verify, signed):
    with pytest.raises(AlteredError, match=r"'reports/new\.html' is not among them"):
        verify(pack({**unpacked(signed), "reports/new.html": b"<p>"}))


def test_hashes_that_were_made_to_fit_again(verify, signed, key):
    files = {**unpacked(signed), "statements.yaml": b"purpose: none\n"}
    envelope = read_envelope(files[ATTESTATION], "a")
    fitting = resigned(files)
    with pytest.raises(AlteredError, match="its manifest names a signer, and the signature is gone"):
        verify(fitting)
    kept = {**unpacked(fitting), ATTESTATION: envelope.to_json()}
    with pytest.raises(AlteredError, match="attests something else than the record"):
        verify(pack(kept), Trusted(key.public))
    with pytest.raises(AlteredError, match="the signature does not fit its content"):
        verify(resigned(files, SigningKey.new()))


def test_a_signature_over_another_statement(verify, signed, key):
    """Someone with the key could still not call a failed audit a passed one."""
    files = unpacked(signed)
    old = read_envelope(files[ATTESTATION], "a")
    forged = Envelope(old.payload_type, old.payload.replace(b'"FAILED"', b'"PASSED"'))
    assert forged.payload != old.payload
    forged = Envelope(
        forged.payload_type, forged.payload, (Signature(key.sign(forged.signed), key.public.id),)
    )
    with pytest.raises(AlteredError, match="attests something else than the record"):
        verify(pack({**files, ATTESTATION: forged.to_json()}), Trusted(key.public))


def test_a_key_that_was_expired_when_it_signed(verify, contents, key):
    bundle = make_bundle(contents, Signer(key), at=AT)
    old = stated(key, not_after="2026-06-30T00:00:00Z").said
    with pytest.raises(
        AlteredError, match="The key that signed it was expired at that time: it was valid until 2026-06"
    ):
        verify(bundle, Trusted(key.public, old))
    new = stated(key, not_before="2026-12-01").said
    with pytest.raises(AlteredError, match="The key that signed it was not valid yet"):
        verify(bundle, Trusted(key.public, new))


def test_the_readers_own_copy_of_the_statement_counts_before_the_bundles(verify, signed, key):
    old = stated(key, not_after="2026-06-30T00:00:00Z").said
    verify(signed, Trusted(key.public))
    with pytest.raises(AlteredError, match="was expired at that time"):
        verify(signed, Trusted(key.public, old))


def test_a_key_that_has_expired_since(verify, signed, key):
    assert verify(signed, Trusted(key.public), at=AT + timedelta(days=4000))


def test_a_key_that_says_nothing(verify, contents, key):
    assert any(
        "nothing says until when its key is valid" in one
        for one in verify(make_bundle(contents, Signer(key), at=AT))
    )


def test_a_signature_from_the_future(verify, signed, key):
    with pytest.raises(
        AlteredError, match=r"was signed in the future: it says 2026-11-23T12:00:00Z, and it is 2026-11-22"
    ):
        verify(signed, Trusted(key.public), at=AT - timedelta(days=1))
    assert verify(signed, at=AT - timedelta(minutes=4)), "clocks differ a little"


def test_a_record_from_the_future(verify, contents, key):
    early = AT - timedelta(days=300)
    bundle = make_bundle(contents, Signer(key), at=early)
    with pytest.raises(
        AlteredError, match=r"was made in the future: it says 2026-11-22T10:00:00Z, and it was signed 2026"
    ):
        verify(bundle)
    with pytest.raises(AlteredError, match=r"was made in the future: it says .*, and it is 2026-01"):
        verify(make_bundle(contents, None), at=early)


def with_record(contents, data):
    return Contents(contents.record, {**contents.files, "record.json": data})


def test_half_a_record(verify, contents):
    half = contents.files["record.json"][:3000]
    with pytest.raises(
        RecordError, match=r"record\.json in 'a\.zip' must be a record\. .* was not written to its end"
    ):
        verify(make_bundle(with_record(contents, half), None))


def test_a_record_of_a_later_schema(verify, contents):
    later = contents.files["record.json"].replace(b"fairwitness/record/1", b"fairwitness/record/2")
    with pytest.raises(LaterSchemaError, match="a later version wrote it, and reads it"):
        verify(make_bundle(with_record(contents, later), None))


def test_a_record_that_was_changed_before_it_was_packed(verify, contents):
    changed = contents.files["record.json"].replace(b'"seed": 0', b'"seed": 1', 1)
    assert changed != contents.files["record.json"]
    with pytest.raises(ChangedRecordError):
        verify(make_bundle(with_record(contents, changed), None))


def test_another_record(verify, contents):
    other = Record.of(contents.record.model_copy(update={"title": "Another"}))
    with pytest.raises(ChangedRecordError, match="must be of record"):
        verify(make_bundle(with_record(contents, other.to_json().encode()), None))


def test_a_plan_that_is_not_the_records(verify, contents):
    files = {**contents.files, "plan.json": derived(contents.record)["plan.json"] + b" "}
    with pytest.raises(
        AlteredError, match=r"'plan\.json' in 'a\.zip' was altered: it is not what the record says"
    ):
        verify(make_bundle(Contents(contents.record, files), None))


def test_no_record_and_no_attestation(verify, contents):
    files = {name: data for name, data in contents.files.items() if name != "record.json"}
    with pytest.raises(EvidenceError, match=r"A bundle must hold record\.json"):
        verify(make_bundle(Contents(contents.record, files), None))
    files = unpacked(make_bundle(contents, None))
    del files[ATTESTATION]
    with pytest.raises(AlteredError, match=r"must hold attestation\.dsse\.json\. The file is missing"):
        verify(pack(files))


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(EvidenceError, match="cannot be read"):
        open_bundle(tmp_path / "none.zip")


def test_a_key_from_files(tmp_path):
    (_, public, statement), said = new_pair(tmp_path / "a", "Bank", None, None, None)
    assert trusted(public).statement == said
    assert read_statement(statement.read_bytes(), trusted(public).key, "a") == said
    statement.unlink()
    assert trusted(public).statement is None


@pytest.mark.parametrize("kind", ["signed", "unsigned"])
@settings(max_examples=150)
@given(draw=st.data())
def test_one_changed_byte_anywhere_is_found(kind, draw, signed, unsigned, tmp_path_factory):
    data = bytearray(signed if kind == "signed" else unsigned)
    at = draw.draw(st.integers(0, len(data) - 1))
    data[at] ^= draw.draw(st.integers(1, 255))
    file = tmp_path_factory.getbasetemp() / "flipped.zip"
    file.write_bytes(data)
    with pytest.raises((EvidenceError, RecordError)):
        list(verified(open_bundle(file), at=LATER))


def test_an_attestation_that_says_the_same_in_other_bytes(verify, signed):
    files = unpacked(signed)
    files[ATTESTATION] = json.dumps(json.loads(files[ATTESTATION])).encode()
    with pytest.raises(
        AlteredError, match=r"attestation\.dsse\.json in 'a\.zip' was altered: it is not as a bundle writes"
    ):
        verify(pack(files))


@settings(max_examples=100)
@given(draw=st.data())
def test_one_changed_byte_is_found_though_the_check_sum_of_the_zip_fits(
    draw, signed, unsigned, tmp_path_factory
):
    """The zip is packed anew, so that nothing but hashes, signature and content can tell."""
    files = unpacked(draw.draw(st.sampled_from([signed, unsigned])))
    name = draw.draw(st.sampled_from([ATTESTATION, MANIFEST, *files]))
    at = draw.draw(st.integers(0, len(files[name]) - 1))
    changed = bytearray(files[name])
    changed[at] ^= draw.draw(st.integers(1, 255))
    file = tmp_path_factory.getbasetemp() / "packed.zip"
    file.write_bytes(pack({**files, name: bytes(changed)}))
    with pytest.raises((EvidenceError, RecordError)):
        list(verified(open_bundle(file), at=LATER))


@pytest.mark.parametrize("kind", ["signed", "unsigned"])
def test_the_attestation_byte_by_byte(kind, request, tmp_path):
    """No other file has its hash; one byte in eleven of it is changed here, in a zip whose check sums fit."""
    files, file = unpacked(request.getfixturevalue(kind)), tmp_path / "a.zip"
    whole = files[ATTESTATION]
    for at in range(0, len(whole), 11):
        changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        file.write_bytes(pack({**files, ATTESTATION: changed}))
        with pytest.raises((EvidenceError, RecordError)):
            list(verified(open_bundle(file), at=LATER))

"""Bundles: the same bytes from the same content, key and time; no signature by a key that does not hold."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from signers import AT, stated

from fairwitness.errors import AlteredError, EvidenceError
from fairwitness.reports.evidence.bundle import make_bundle, signer, write_file
from fairwitness.reports.evidence.key_statement import new_pair
from fairwitness.reports.evidence.keys import KEY_VARIABLE, public_key
from fairwitness.reports.evidence.manifest import TrailHead


def read(bundle, name):
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return archive.read(name)


def test_the_same_bytes_every_time(contents, key, signed):
    assert make_bundle(contents, stated(key), at=AT) == signed
    assert make_bundle(contents, None) == make_bundle(contents, None)
    assert make_bundle(contents, stated(key), at=AT + timedelta(seconds=1)) != signed


def test_the_time_can_come_from_a_build(contents, key, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(AT.timestamp())))
    assert make_bundle(contents, stated(key)) == make_bundle(contents, stated(key), at=AT)


def test_a_time_before_there_was_anything_to_sign(contents, key, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000000")
    with pytest.raises(
        EvidenceError, match=r"A record must be made before it is signed\. It was made at 2026-11-22"
    ):
        make_bundle(contents, stated(key, not_before="2020-01-01"))


def test_data_stay_where_they_are(signed):
    assert b"Ada" not in signed


def test_what_the_manifest_states(contents, key, signed):
    said = json.loads(read(signed, "manifest.json"))
    assert said["signing"] == {"key_id": key.public.id, "at": "2026-11-23T12:00:00Z"}
    assert said["record"] == contents.record.hash
    assert said["trail"] is None
    head = TrailHead(hash="ab", entries=3)
    assert (
        json.loads(read(make_bundle(contents, None, trail=head), "manifest.json"))["trail"]
        == head.model_dump()
    )


def test_an_expired_key_does_not_sign(contents, key):
    with pytest.raises(AlteredError, match="The key that should sign was expired"):
        make_bundle(contents, stated(key, not_after="2026-06-30"), at=AT)
    with pytest.raises(AlteredError, match="The key that should sign was not valid yet"):
        make_bundle(contents, stated(key, not_before="2027-01-01", not_after=None), at=AT)


def test_who_signs(tmp_path, monkeypatch):
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    assert signer(None) is None
    (private, public, statement), said = new_pair(tmp_path / "a", "Bank", None, None, None)
    found = signer(private)
    assert (found.key.public, found.said) == (public_key(public), said)
    statement.unlink()
    assert signer(private).said is None
    monkeypatch.setenv(KEY_VARIABLE, private.read_text())
    assert (signer(None).key.public, signer(None).statement) == (found.key.public, None)
    new_pair(tmp_path / "b", None, None, None, None)
    (tmp_path / "b.pub.json").replace(statement)
    with pytest.raises(AlteredError, match="does not match the key"):
        signer(private)


def test_written_whole_or_not_at_all(tmp_path, signed):
    assert write_file(signed, tmp_path / "x" / "a.zip").read_bytes() == signed
    (tmp_path / "file").write_text("")
    with pytest.raises(EvidenceError, match="cannot"):
        write_file(signed, tmp_path / "file" / "a.zip")

"""Pairs of keys: who may read them, that none is lost, and what their statement says and cannot say."""

import stat
from datetime import UTC, datetime

import pytest

from fairwitness.errors import AlteredError, EvidenceError
from fairwitness.reports.evidence.key_statement import beside, new_pair, read_statement, sealed
from fairwitness.reports.evidence.keys import SigningKey, public_key, signing_key


def test_a_pair(tmp_path):
    (private, public, statement), said = new_pair(
        tmp_path / "k" / "a", "Bank", "2026-01-01", "2026-12-31", None
    )
    assert [file.name for file in (private, public, statement)] == ["a.pem", "a.pub.pem", "a.pub.json"]
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    key = public_key(public)
    assert signing_key(private).public == key
    assert read_statement(statement.read_bytes(), key, "a") == said
    assert (said.key_id, said.owner) == (key.id, "Bank")
    assert (said.not_before, said.not_after) == ("2026-01-01T00:00:00Z", "2026-12-31T23:59:59Z")
    assert beside(private) == beside(public) == statement.read_bytes()


@pytest.mark.parametrize("there", ["a.pem", "a.pub.pem", "a.pub.json"])
def test_no_key_is_written_over(tmp_path, there):
    (tmp_path / there).write_text("precious")
    with pytest.raises(EvidenceError, match="A key must not replace another"):
        new_pair(tmp_path / "a", None, None, None, None)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [(there, "precious")]


def test_no_key_is_written_through_a_link(tmp_path):
    (tmp_path / "a.pem").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(EvidenceError, match="must not replace another"):
        new_pair(tmp_path / "a", None, None, None, None)


def test_a_pair_with_a_passphrase_is_encrypted(tmp_path):
    (private, *_), _ = new_pair(tmp_path / "a", None, None, None, "secret")
    assert b"ENCRYPTED" in private.read_bytes()


def test_a_validity_that_is_none(tmp_path):
    with pytest.raises(EvidenceError, match="valid for some time"):
        new_pair(tmp_path / "a", None, "2026-02-01", "2026-01-01", None)
    with pytest.raises(EvidenceError, match="must be a date"):
        new_pair(tmp_path / "a", None, None, "never", None)
    with pytest.raises(EvidenceError, match="at most 200 characters"):
        new_pair(tmp_path / "a", "x" * 201, None, None, None)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(EvidenceError, match="must go into a folder that can be written"):
        new_pair(tmp_path / "file" / "a", None, None, None, None)


def test_a_statement_of_another_key_or_by_another(tmp_path):
    (*_, statement), said = new_pair(tmp_path / "a", None, None, None, None)
    key, other = public_key(tmp_path / "a.pub.pem"), SigningKey.new()
    with pytest.raises(AlteredError, match="is of the key"):
        read_statement(statement.read_bytes(), other.public, "a")
    with pytest.raises(AlteredError, match="did not sign it"):
        read_statement(sealed(said, other), key, "a")
    with pytest.raises(EvidenceError, match="must be a DSSE envelope"):
        read_statement(b"{}", key, "a")


def test_times_at_which_a_key_does_not_hold(tmp_path):
    _, said = new_pair(tmp_path / "a", None, "2026-01-01", "2026-12-31", None)
    said.refuse(datetime(2026, 1, 1, tzinfo=UTC), "It")
    said.refuse(datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), "It")
    with pytest.raises(
        AlteredError, match=r"^It was expired at that time: it was valid until 2026-12-31T23:59:59Z"
    ):
        said.refuse(datetime(2027, 1, 1, tzinfo=UTC), "It")
    with pytest.raises(AlteredError, match=r"^It was not valid yet"):
        said.refuse(datetime(2025, 12, 31, tzinfo=UTC), "It")

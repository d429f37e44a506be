"""Ids become hashes that need this installation's key."""

from __future__ import annotations

import hashlib
import hmac
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fairwitness.audits.keys import HOME_VARIABLE, home, id_hash
from fairwitness.errors import FairwitnessError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    return tmp_path / "home"


def test_the_folder_can_be_stated(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert home() == folder
    monkeypatch.setenv(HOME_VARIABLE, "~/x")
    assert home() == Path.home() / "x"
    monkeypatch.delenv(HOME_VARIABLE)
    assert home().name == "fairwitness"


def test_an_id_is_hashed_with_the_key(folder: Path) -> None:
    found = id_hash("applicant-17")
    key = (folder / "id.key").read_bytes()
    assert found == hmac.new(key, b"applicant-17", hashlib.sha256).hexdigest()[:16]
    assert id_hash("applicant-17") == found != id_hash("applicant-18")
    assert (folder / "id.key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in folder.iterdir()] == ["id.key"]


def test_another_installation_has_another_hash(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = id_hash("17")
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "other"))
    assert id_hash("17") != here


def test_two_at_once_make_one_key(folder: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(id_hash, ["17"] * 32))) == 1


def test_a_key_cut_short_is_refused(folder: Path) -> None:
    folder.mkdir()
    (folder / "id.key").touch()
    with pytest.raises(FairwitnessError, match="must have 32 bytes"):
        id_hash("17")


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "file"))
    with pytest.raises(FairwitnessError, match="must be writable"):
        id_hash("17")

"""Words that were begun and not sent: kept for who wrote them, and gone with the audit."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairwitness.app import people, store, words
from fairwitness.app.people import Person
from fairwitness.audits.plan import Plan
from fairwitness.errors import RecordError, StoreError

ME, ADA = people.local(), Person("Ada", "ada@example.org")


@pytest.fixture
def audit() -> str:
    return store.create(Plan(title="A"), {"a.csv": io.BytesIO(b"x")}, audit="a")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=200))
def test_what_was_written_is_found_again(text: str) -> None:
    if not (store.root() / "a").exists():
        store.create(Plan(title="A"), audit="a")
    words.keep(ME, "a", "comment-1", text)
    assert words.kept(ME, "a", "comment-1") == (text if text.strip() else "")


def test_each_field_and_each_person_has_their_own(audit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words.access, "open_audit", lambda _person, name: store.entry(name))
    words.keep(ME, audit, "comment-1", "mine")
    words.keep(ADA, audit, "comment-1", "Ada's")
    assert words.kept(ME, audit, "comment-2") == ""
    assert (words.kept(ME, audit, "comment-1"), words.kept(ADA, audit, "comment-1")) == ("mine", "Ada's")
    words.drop(ME, audit, "comment-1")
    assert (words.kept(ME, audit, "comment-1"), words.kept(ADA, audit, "comment-1")) == ("", "Ada's")


def test_they_are_private_and_in_no_export(audit: str, tmp_path: Path) -> None:
    words.keep(ME, audit, "comment-1", "a secret thought")
    files = list((store.folder(audit) / words.FOLDER).iterdir())
    assert [path.stat().st_mode & 0o777 for path in files] == [0o600]
    with zipfile.ZipFile(store.export_all(tmp_path / "all.zip").path) as archive:
        assert not [name for name in archive.namelist() if b"a secret thought" in archive.read(name)]


def test_they_go_with_the_audit_and_an_audit_that_is_not_there_has_none(audit: str) -> None:
    words.keep(ME, audit, "comment-1", "x")
    store.delete(audit)
    for act in (words.kept, words.drop):
        with pytest.raises(RecordError, match="not kept on this machine"):
            act(ME, audit, "comment-1")
    with pytest.raises(RecordError):
        words.keep(ME, "../a", "comment-1", "x")


def test_where_they_cannot_be_kept_it_is_said(audit: str) -> None:
    (store.folder(audit) / words.FOLDER).write_text("in the way")
    with pytest.raises(StoreError, match="What you write is not kept yet"):
        words.keep(ME, audit, "comment-1", "x")

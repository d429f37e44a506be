"""Documents that are read back: what is no document, and what was changed, is refused in a sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field

from fairwitness.audits.record.base import Part
from fairwitness.audits.record.canonical import sha256
from fairwitness.audits.record.sealed import read_document, refuse_changed, unsealed
from fairwitness.errors import LaterSchemaError, RecordError


class Note(Part):
    schema_: Literal["note/1"] = Field("note/1", alias="schema")
    said: str
    times: dict[str, object]


def note(**more: object) -> dict[str, object]:
    return {"schema": "note/1", "said": "yes", "times": {"a": 1}, **more}


def test_a_file_or_its_folder_is_read(tmp_path: Path) -> None:
    file = tmp_path / "note.json"
    file.write_text(json.dumps(note()))
    for path in (file, str(file), tmp_path):
        assert read_document(path, "note.json", "A note must be JSON", "none") == (note(), "note.json")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", r"^A note must be JSON\. 'note\.json' cannot be read as such: "),
        ('{"a": NaN}', "it holds NaN, which is no number"),
        ("[" * 100_000, "cannot be read as such"),
        (None, "^There is no note"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(tmp_path: Path, content: str | None, says: str) -> None:
    if content is not None:
        (tmp_path / "note.json").write_text(content)
    with pytest.raises(RecordError, match=says) as caught:
        read_document(tmp_path, "note.json", "A note must be JSON", "There is no note.")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ([], "must have the schema 'note/1'. Got None instead"),
        (note(schema="note/0"), "must have the schema 'note/1'. Got 'note/0' instead"),
        (note(schema="note/2" * 9), "must have the schema 'note/1'. Got 'note/2note"),
        (note(said=1), "must follow its schema, 'note/1'. It does not at `said`"),
        (note(times={"a": float("inf")}), "must hold plain, finite values"),
        (note(times={"a": {1, 2}}), "must hold plain, finite values"),
    ],
)
def test_what_is_no_such_document_is_a_sentence(content: object, says: str) -> None:
    with pytest.raises(RecordError, match=f"^a.json {says}"):
        unsealed(Note, content, "a.json", "note/1", lambda one: sha256(one.times))


@pytest.mark.parametrize("version", ["2", "10"])
def test_a_later_schema_is_no_broken_one(version: str) -> None:
    with pytest.raises(LaterSchemaError, match=rf"Got 'note/{version}' instead; a later version wrote it"):
        unsealed(Note, note(schema=f"note/{version}"), "a.json", "note/1", lambda one: sha256(one.times))


def test_a_change_is_seen() -> None:
    document, found = unsealed(Note, note(), "a.json", "note/1", lambda one: sha256(one.times))
    assert document.said == "yes"
    refuse_changed("a.json", sha256({"a": 1}), found)
    with pytest.raises(RecordError, match=r"it says hash 000, and its content has [0-9a-f]{12}\.$"):
        refuse_changed("a.json", "000", found)

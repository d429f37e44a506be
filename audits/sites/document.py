"""What one site hands over, ``fairwitness/counts/1``: its counts, the plan they were made by, and no row."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final, Literal

from pydantic import ConfigDict, Field

from fairwitness.audits.record.base import Part
from fairwitness.audits.record.canonical import sha256
from fairwitness.audits.record.circumstances import Subject
from fairwitness.audits.record.sealed import read_document, refuse_changed, sealed, unsealed
from fairwitness.audits.sites.tables import TablesPart
from fairwitness.audits.whole import write_whole

SCHEMA: Final = "fairwitness/counts/1"
FILE: Final = "counts.json"


class CountsContent(Part):
    """Everything in a counts file but its own hash."""

    schema_: Literal["fairwitness/counts/1"] = Field(SCHEMA, alias="schema")
    plan: dict[str, object]
    """The plan without paths, as a record has it."""
    subject: Subject
    tables: TablesPart
    hidden_at_most: int | None = None
    """Null cells are hidden and hold from 0 to this many rows; null where no cell is hidden."""
    created: str
    version: str

    model_config = ConfigDict(populate_by_name=True)


class CountsDocument(CountsContent):
    """The counts of one site, named by the hash of their content."""

    hash: str

    @classmethod
    def of(cls, content: CountsContent) -> CountsDocument:
        """Seal the content with its hash."""
        return sealed(cls, content, content_hash(content))

    def to_json(self) -> str:
        """The document as JSON, keys in the schema's order."""
        values = self.model_dump(mode="json", by_alias=True)
        return json.dumps(values, ensure_ascii=False, allow_nan=False) + "\n"

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Write ``counts.json`` into a folder, which is made if needed, whole or not at all; returns the file.

        Raises
        ------
        ReportError
            The folder cannot be written.
        """
        (path,) = write_whole({Path(folder) / FILE: self.to_json().encode()})
        return path


def content_hash(content: CountsContent) -> str:
    """The hash that counts of this content have; not of when they were made."""
    return sha256(content.model_dump(mode="json", by_alias=True, exclude={"created", "version", "hash"}))


def load_counts(path: str | os.PathLike[str]) -> CountsDocument:
    """Read a counts file, or the ``counts.json`` of a folder.

    Raises
    ------
    RecordError
        There is no such file, it is none, or its content does not fit its hash.
    """
    content, _ = read_document(
        path,
        FILE,
        "A counts file must be JSON",
        f"A counts file must be there. There is none at '{path}'; `fairwitness audit --counts-only` writes one.",
    )
    return parse_counts(content, name=str(path))


def parse_counts(content: object, *, name: str = "the counts file") -> CountsDocument:
    """A counts document from plain values; raises `RecordError` if it is none, or was changed after it was sealed."""
    document, found = unsealed(CountsDocument, content, name, SCHEMA, content_hash)
    refuse_changed(name, document.hash, found)
    return document

"""A record: the one thing behind the page, the command, the notebook and the PDF."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pydantic import ValidationError

from fairwitness.audits.record.canonical import sha256
from fairwitness.audits.record.schema import SCHEMA, Energy, RecordContent
from fairwitness.errors import RecordError

if TYPE_CHECKING:
    import pandas as pd

# Not results: where and when the audit ran, what files were called, and what it cost.
_OUTSIDE_HASH = {"environment", "energy", "provenance", "subject"}
_SUBJECT_IN_HASH = ("rows_read", "rows", "rows_unlabelled", "target", "positive", "negative", "favourable", "threshold", "attributes", "features")


class Record(RecordContent):
    """All that an audit saw: frozen, canonical JSON, named by the hash of its content."""

    hash: str
    """SHA-256 of the plan without paths, of the audited columns, and of the results at 12 significant digits."""

    @classmethod
    def of(cls, content: RecordContent) -> Self:
        """Seal content with its hash."""
        values = {name: getattr(content, name) for name in RecordContent.model_fields}
        return cls.model_construct(**values, hash=content_hash(content))

    def with_energy(self, energy: Energy) -> Self:
        """The same record with another energy account, which the hash does not cover."""
        return self.model_copy(update={"energy": energy})

    def to_json(self) -> str:
        """The record as indented JSON, keys in the schema's order."""
        return json.dumps(self.model_dump(mode="json", by_alias=True), indent=1, ensure_ascii=False, allow_nan=False) + "\n"

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Write ``record.json`` into a folder, which is made if needed; returns the file."""
        path = Path(folder) / "record.json"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.to_json(), encoding="utf-8")
        except OSError as error:
            raise RecordError(f"The record must go into a folder that can be written. '{folder}' cannot: {error}") from error
        return path

    def to_frame(self) -> pd.DataFrame:
        """One row per estimate: metric, attribute, group, value, interval, n; undefined values are missing."""
        import pandas as pd

        return pd.DataFrame([estimate.model_dump() for estimate in self.estimates])

    def _repr_html_(self) -> str:
        """What a notebook shows: the lead, then a row per gate."""
        rows = "".join(
            f"<tr><th scope='row' style='text-align:left'>{escape(gate.verdict.replace('_', ' ').capitalize())}</th>"
            f"<td style='text-align:left'>{escape(gate.reason)}</td></tr>"
            for gate in self.gates
        )
        return (
            f"<section><h3>{escape(self.title)}</h3><p>{escape(self.summary.lead)}</p>"
            f"<table><caption>Limits declared in the plan</caption><thead><tr><th scope='col'>Verdict</th>"
            f"<th scope='col'>What was found</th></tr></thead><tbody>{rows}</tbody></table>"
            f"<p><small>{self.subject.rows:,} rows. Record {self.hash[:12]}.</small></p></section>"
        )

    def __repr__(self) -> str:
        tally = ", ".join(f"{count} {verdict.replace('_', ' ')}" for verdict, count in self.summary.tally.items() if count)
        return f"<Record {self.hash[:12]} '{self.title}': {tally or 'no gates'}>"

    __str__ = __repr__


def content_hash(content: RecordContent) -> str:
    """The hash a record of this content has."""
    values = content.model_dump(mode="json", by_alias=True, exclude={*_OUTSIDE_HASH, "hash"})
    subject = content.subject.model_dump(mode="json", include=set(_SUBJECT_IN_HASH))
    return sha256({**values, "subject": subject, "data": content.provenance.data_sha256})


def load_record(path: str | os.PathLike[str]) -> Record:
    """Read a record from ``record.json`` or the folder that holds it.

    Raises
    ------
    RecordError
        There is no such file, it is not a record, or its content does not fit its hash.
    """
    file = Path(path)
    file = file / "record.json" if file.is_dir() else file
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise RecordError(f"A record must be a file or the folder that holds record.json. There is none at '{path}'.") from error
    except (OSError, ValueError) as error:
        raise RecordError(f"A record must be JSON. '{file.name}' cannot be read as such: {error}") from error
    return parse_record(content, name=file.name)


def parse_record(content: object, *, name: str = "the record") -> Record:
    """A record from plain values; raises `RecordError` if it is none, or was changed after it was sealed."""
    schema = content.get("schema") if isinstance(content, Mapping) else None
    if schema != SCHEMA:
        raise RecordError(f"{name} must have the schema '{SCHEMA}'. Got {schema!r} instead.")
    try:
        record = Record.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise RecordError(f"{name} must follow the schema '{SCHEMA}'. It does not at `{place}`: {first['msg']}.") from error
    found = content_hash(record)
    if found != record.hash:
        raise RecordError(f"{name} was changed after it was sealed: it says hash {record.hash[:12]}, and its content has {found[:12]}.")
    return record

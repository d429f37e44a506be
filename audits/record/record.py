"""A record: the one thing behind the page, the command, the notebook and the PDF."""

from __future__ import annotations

import json
import os
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pydantic import PrivateAttr

from fairwitness.audits.record.canonical import sha256
from fairwitness.audits.record.schema import SCHEMA, Energy, GateResult, RecordContent
from fairwitness.audits.record.sealed import read_document, refuse_changed, sealed, unsealed
from fairwitness.audits.statements.document import Statements
from fairwitness.audits.whole import write_whole
from fairwitness.errors import ChangedRecordError, RecordError, ReportError

if TYPE_CHECKING:
    import pandas as pd

# Not results: where and when the audit ran, what files were called, and what it cost.
_OUTSIDE_HASH = {"environment", "energy", "provenance", "subject"}
_SUBJECT_IN_HASH = (
    "rows_read",
    "rows",
    "rows_unlabelled",
    "target",
    "prediction",
    "synthetic",
    "positive",
    "negative",
    "favourable",
    "threshold",
    "attributes",
    "features",
)


class Record(RecordContent):
    """All that an audit saw: frozen, canonical JSON, named by the hash of its content."""

    hash: str
    """SHA-256 of the plan without paths, of the audited columns, and of the results at 12 digits."""
    _statements: Statements = PrivateAttr(default_factory=Statements)

    @classmethod
    def of(cls, content: RecordContent) -> Record:
        """Seal content with its hash."""
        return sealed(cls, content, content_hash(content))

    @property
    def statements(self) -> Statements:
        """What named people state beside this record: in no hash, in no ``record.json``, shown by every report."""
        return self._statements

    def with_statements(self, statements: Statements) -> Self:
        """The same record, with these statements beside it."""
        copy = self.model_copy()
        copy._statements = statements
        return copy

    def with_energy(self, energy: Energy) -> Self:
        """The same record with another energy account, which the hash does not cover."""
        return self.model_copy(update={"energy": energy})

    def to_json(self) -> str:
        """The record as indented JSON, keys in the schema's order."""
        values = self.model_dump(mode="json", by_alias=True)
        return json.dumps(values, indent=1, ensure_ascii=False, allow_nan=False) + "\n"

    def save(self, folder: str | os.PathLike[str]) -> Path:
        """Write ``record.json`` into a folder, which is made if needed; returns the file."""
        path = Path(folder) / "record.json"
        try:
            write_whole({path: self.to_json().encode()})
        except ReportError as error:
            raise RecordError(
                f"The record must go into a folder that can be written. '{folder}' cannot: {error.__cause__}."
            ) from error
        return path

    def to_frame(self) -> pd.DataFrame:
        """One row per estimate: metric, attribute, group, value, interval, n; undefined ones are missing."""
        import pandas as pd

        return pd.DataFrame([estimate.model_dump() for estimate in self.estimates])

    def _repr_html_(self) -> str:
        """What a notebook shows: the lead, then a row per gate."""
        left = " style='text-align:left'"
        rows = "".join(
            f"<tr><th scope='row'{left}>{escape(_shown_verdict(gate))}</th>"
            f"<td{left}>{escape(gate.reason)}</td></tr>"
            for gate in self.gates
        )
        table = (
            "<table><caption>Limits declared in the plan</caption><thead><tr><th scope='col'>Verdict</th>"
            f"<th scope='col'>What was found</th></tr></thead><tbody>{rows}</tbody></table>"
        )
        return (
            f"<section><h3>{escape(self.title)}</h3><p>{escape(self.summary.lead)}</p>{table if rows else ''}"
            f"<p><small>{self.subject.rows:,} rows. Record {self.hash[:12]}.</small></p></section>"
        )

    def __repr__(self) -> str:
        tally = ", ".join(
            f"{count} {verdict.replace('_', ' ')}" for verdict, count in self.summary.tally.items() if count
        )
        return f"<Record {self.hash[:12]} '{self.title}': {tally or 'no gates'}>"

    __str__ = __repr__


def _shown_verdict(gate: GateResult) -> str:
    word = "muted" if gate.outcome == "muted" else gate.verdict
    return word.replace("_", " ").capitalize()


def content_hash(content: RecordContent, *, versions: bool = False) -> str:
    """The hash a record of this content has.

    With ``versions`` it covers those of the libraries that explained, as it once did by mistake: the same audit then
    had another hash on another machine. What was sealed so is still read.
    """
    values = content.model_dump(mode="json", by_alias=True, exclude={*_OUTSIDE_HASH, "hash"})
    explained = values["explanations"]
    for case in (*explained["cases"], *explained.get("items", ())):
        del case["id"]  # a keyed hash, and the key stays on the machine: elsewhere it is another
    if not versions:
        _drop_versions(explained)
    subject = content.subject.model_dump(mode="json", include=set(_SUBJECT_IN_HASH))
    return sha256({**values, "subject": subject, "data": content.provenance.data_sha256})


def _drop_versions(value: object) -> None:
    """Take the versions out of every certificate in plain values."""
    if isinstance(value, list):
        for each in value:
            _drop_versions(each)
    elif isinstance(value, dict):
        if isinstance(certificate := value.get("certificate"), dict):
            certificate.pop("versions", None)
        _drop_versions(list(value.values()))


def load_record(path: str | os.PathLike[str]) -> Record:
    """Read a record from ``record.json`` or the folder that holds it.

    Parameters
    ----------
    path : str or path
        The file or its folder, as `Record.save` writes it.

    Returns
    -------
    Record
        With the hash that it was sealed with.

    Raises
    ------
    RecordError
        There is no such file, it is not a record, or its content does not fit its hash.
    """
    content, name = read_document(
        path,
        "record.json",
        "A record must be JSON",
        f"A record must be a file or the folder that holds record.json. There is none at '{path}'.",
    )
    return parse_record(content, name=name)


def parse_record(content: object, *, name: str = "the record") -> Record:
    """A record from plain values; raises `RecordError` if it is none, or was changed after it was sealed."""
    record, (found, plan) = unsealed(
        Record, content, name, SCHEMA, lambda one: (content_hash(one), sha256(one.plan))
    )
    if plan != record.provenance.plan_sha256:
        raise ChangedRecordError(
            f"{name} was changed after it was sealed: its plan is not the one its hash is of."
        )
    if record.hash != found and record.hash != content_hash(record, versions=True):
        refuse_changed(name, record.hash, found)
    return record

"""What the list of audits shows of one: from the database, from a record, or from the copy in an audit's folder."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import RowMapping

from fairwitness.app.people import Person
from fairwitness.app.store.files import write_text
from fairwitness.app.store.tables import MAIN
from fairwitness.audits.plan import Plan
from fairwitness.audits.record import Record

ENTRY: Final = "entry.json"


@dataclass(frozen=True)
class Entry:
    """What the list of audits shows of one."""

    id: str
    title: str
    created: str
    """UTC time the audit was set up, ISO 8601; once it has a record, the time of the record."""
    source: str = ""
    """What was audited: the file's name, and the model's type if there is one."""
    rows: int | None = None
    tally: dict[str, int] | None = None
    """Gates by verdict; none before the audit has run."""
    hash: str | None = None
    demo: bool = False
    synthetic: bool = False
    project: str = MAIN
    by: str = ""
    """Who made it; empty if nobody said."""
    email: str | None = None
    """Who that is to the identity provider; None where nobody logs in."""
    model: str = ""
    """The type of the model; empty if decisions alone were audited, and before the audit has run."""
    kept: bool = False
    """Whether it stays whatever the setting for old audits says."""

    @property
    def finished(self) -> bool:
        """Whether there is a record to open."""
        return self.hash is not None


_ENTRIES: Final = TypeAdapter(Entry)


def now() -> str:
    """The present moment, as an entry has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def new_entry(audit: str, plan: Plan, by: Person | None, project: str, *, demo: bool) -> Entry:
    """The facts of an audit that is being set up."""
    return Entry(
        audit,
        plan.title,
        now(),
        _source_of(plan),
        demo=demo,
        project=project,
        by=by.name if by else "",
        email=by.email if by else None,
    )


def of_record(known: Entry, record: Record) -> Entry:
    """The facts of an audit that has run; who made it and where it belongs stay as they were."""
    model = record.subject.model
    return replace(
        known,
        title=record.title,
        created=record.provenance.created,
        source=f"{record.subject.source}, {model.type}" if model else record.subject.source,
        model=model.type if model else "",
        rows=record.subject.rows,
        tally={str(verdict): count for verdict, count in record.summary.tally.items()},
        hash=record.hash,
        synthetic=record.subject.synthetic,
    )


def of_row(row: RowMapping) -> Entry:
    """The facts as a row of the table of audits has them."""
    plain = {name: row[name] for name in _SAME}
    return Entry(
        **plain, created=row["created"].isoformat(), by=row["created_by"], email=row["created_email"]
    )


def to_row(entry: Entry) -> dict[str, object]:
    """The columns of an entry, but not its state."""
    created = moment(entry.created)
    plain = {name: _storable(getattr(entry, name)) for name in _SAME}
    return plain | {
        "created": created,
        "created_by": _storable(entry.by),
        "created_email": entry.email,
        "finished": created if entry.finished else None,
    }


def _storable(value: object) -> object:
    """PostgreSQL has no text with a NUL in it."""
    return value.replace("\0", "") if isinstance(value, str) else value


def moment(text: str) -> datetime:
    """A time as it is written in entries and records; one without a zone is UTC, one that is none is now."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return datetime.now(UTC)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def read_entry(folder: Path) -> Entry | None:
    """The copy in a folder; None if it has none, or none that can be read."""
    try:
        return parse_entry((folder / ENTRY).read_text(encoding="utf-8"), folder.name)
    except (OSError, ValueError):
        return None


def parse_entry(text: str, audit: str) -> Entry:
    """An entry from JSON, whatever wrote it; raises `ValueError` if a fact is not what it must be."""
    return replace(_ENTRIES.validate_json(text, strict=True), id=audit)


def write_entry(folder: Path, entry: Entry) -> None:
    """Put the copy into a folder."""
    write_text(folder / ENTRY, json.dumps(asdict(entry), ensure_ascii=False, indent=1) + "\n")


_SAME: Final = (
    "id",
    "title",
    "source",
    "rows",
    "tally",
    "hash",
    "demo",
    "synthetic",
    "project",
    "model",
    "kept",
)


def _source_of(plan: Plan) -> str:
    if plan.data.demo:
        return "Mortgage decisions (demo)"
    return Path(plan.data.path).name if plan.data.path else ""

"""A record that was made elsewhere, opened here: verified first, then kept as an audit without data and model.

Its reports are drawn anew from the record. What the plan in it says of files would be files of this machine, and is
left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fairwitness.app import store
from fairwitness.app.access import changes
from fairwitness.app.people import Person
from fairwitness.app.reviewing import written_by
from fairwitness.audits.plan import Plan, make_plan
from fairwitness.audits.record import Record, parse_record
from fairwitness.audits.record.strict import parse_json
from fairwitness.audits.statements import FILE as STATEMENTS
from fairwitness.audits.statements import parse_statements
from fairwitness.errors import EvidenceError, FairwitnessError, PlanError, RecordError
from fairwitness.reports.review_log import FILE as LOG

if TYPE_CHECKING:
    from fairwitness.reports.evidence.verification import Trusted

MARK: Final = "opened.json"
HERE: Final = "Opened, not run here"
NO_ROWS: Final = (
    "This record was made elsewhere: its data and model are not here, so no single case can be looked at."
)
_ZIP: Final = b"PK"
_OF_FILES: Final = ("data", "model", "statements", "trail", "report")
"""What a plan says of files."""


@dataclass(frozen=True)
class Opened:
    """That an audit was opened here and not run, and what was found when it was."""

    file: str
    by: str
    at: str
    """UTC time, ISO 8601."""
    said: tuple[str, ...]
    """What was verified, a sentence each."""


@dataclass(frozen=True)
class Verified:
    """A record from elsewhere that holds what its hashes say."""

    file: str
    record: Record
    files: Mapping[str, bytes]
    """By their names here: what stands beside the record."""
    said: tuple[str, ...]


def verify(name: str, data: bytes, key: Trusted | None = None) -> Verified:
    """Check a bundle, or a record.json alone, by all that can be checked without its data.

    Parameters
    ----------
    key
        The key that must have signed the bundle.

    Raises
    ------
    AlteredError, ChangedRecordError
        The first thing that does not hold.
    EvidenceError, RecordError
        It is neither, or cannot be checked, such as a record of a later version.
    """
    if data.startswith(_ZIP):
        return _bundle(name, data, key)
    if key is not None:
        raise EvidenceError(
            f"A record alone is not signed, so a key says nothing of it. '{name}' is one; give the bundle."
        )
    try:
        record = parse_record(parse_json(data), name=f"'{name}'")
    except ValueError as error:
        raise RecordError(
            f"What is opened must be a bundle (evidence.zip) or a record (record.json). '{name}' is neither."
        ) from error
    said = f"The record has the content that its hash says, {record.hash[:12]}. Nothing shows who made it."
    return Verified(name, record, {store.RECORD: data}, (said,))


def trusted(pem: bytes, name: str) -> Trusted:
    """The public key that must have signed a bundle; raises `EvidenceError` if it is none."""
    from fairwitness.reports.evidence.keys import read_public_key
    from fairwitness.reports.evidence.verification import Trusted

    return Trusted(read_public_key(pem, f"'{name}'"))


@changes("audit", noted=False)
def keep(person: Person, found: Verified, project: str = store.MAIN) -> str:
    """Keep a verified record as an audit of a project, and return its id.

    Raises
    ------
    RecordError
        This record is kept here already, or the store cannot be written.
    AlteredError, EvidenceError
        The trail of the project cannot be added to; nothing is kept then.
    """
    from fairwitness.reports.evidence.trail import check_trail

    for entry in store.entries(project):
        if entry.hash == found.record.hash:
            raise RecordError(
                f"A record is kept here once. This one, {entry.hash[:12]}, is here already, as '{entry.title}'."
            )
    check_trail(store.trail(project))
    audit = store.create(_plan(found.record), by=person, project=project)
    by = written_by(person)
    try:
        mark = Opened(found.file, by, datetime.now(UTC).isoformat(timespec="seconds"), found.said)
        store.write_text(store.folder(audit) / MARK, json.dumps(asdict(mark), ensure_ascii=False, indent=1))
        _fill(store.folder(audit), found.files)
        store.settle(audit)
    except OSError as error:
        store.delete(audit)
        raise RecordError(f"The record cannot be kept: {error.strerror or error}.") from error
    except FairwitnessError:
        store.delete(audit)
        raise
    _note(store.trail(project), by, found)
    return audit


def opened(audit: str) -> Opened | None:
    """How an audit was opened; None for one that was run here."""
    try:
        said = json.loads((store.folder(audit) / MARK).read_text(encoding="utf-8"))
        return Opened(**{**said, "said": tuple(said["said"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _bundle(name: str, data: bytes, key: Trusted | None) -> Verified:
    from fairwitness.reports.evidence.chain import read_chain
    from fairwitness.reports.evidence.verification import read_bundle, verified

    bundle = read_bundle(data, name)
    said = tuple(verified(bundle, key))
    files = {here: bundle.files[here] for here in (store.RECORD, STATEMENTS, LOG) if here in bundle.files}
    if LOG in files:
        read_chain(files[LOG], f"{LOG} in '{name}'")
    if STATEMENTS in files:
        parse_statements(_text(files[STATEMENTS], f"{STATEMENTS} in '{name}'"))
    return Verified(name, bundle.record(), files, said)


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise EvidenceError(f"{name} must be text in UTF-8. It is not.") from error


def _plan(record: Record) -> Plan:
    kept = {name: value for name, value in record.plan.items() if name not in _OF_FILES}
    kept["frameworks"] = [one.id for one in record.frameworks if one.sha256 is None]
    try:
        return make_plan(kept)
    except PlanError as error:
        raise RecordError(
            f"The plan in a record must be one that this version of Fairwitness knows. It is not: {error}"
        ) from error


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write what stands beside the record, and the record last: with it the audit is whole."""
    from fairwitness.audits.whole import write_whole

    for name in sorted(files, key=lambda one: one == store.RECORD):
        write_whole({folder / name: files[name]})


def _note(trail: Path, by: str, found: Verified) -> None:
    from fairwitness.reports.evidence.events import Note
    from fairwitness.reports.evidence.trail import add

    hash_, title = found.record.hash[:12], found.record.title[:200]
    comment = f"Record {hash_} '{title}' was opened here from '{found.file[:200]}'; it was not run here."
    add(trail, Note(by=by[:200], comment=comment))

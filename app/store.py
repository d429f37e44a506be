"""The audits kept on this machine: one folder each, in plain files.

``<home>/audits/<id>/`` holds ``plan.yaml`` (so that ``fairwitness audit plan.yaml`` repeats the audit), ``inputs/``
with the files that the plan names, then what the run wrote (``record.json``, ``report.pdf`` ...), and ``entry.json``:
the few facts that the list shows, so that listing reads no whole record. Files are written under another name and
renamed, so that a reader never sees half of one. What people state
is ``statements.yaml`` beside them (`stated`).
"""

from __future__ import annotations

import json
import os
import re
import secrets
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from fairwitness.audits.keys import home
from fairwitness.audits.plan import Plan, load_plan
from fairwitness.audits.plan.template import dump_plan
from fairwitness.audits.private import copy_privately, private_file, private_folder, remove_folder
from fairwitness.audits.record import Record, load_record
from fairwitness.audits.statements import FILE
from fairwitness.errors import FairwitnessError, RecordError
from fairwitness.reports.files import FILES

PLAN, RECORD, INPUTS, ENTRY = "plan.yaml", "record.json", "inputs", "entry.json"
REPORTS = tuple(file for file in FILES.values() if file != RECORD)
_ID = re.compile("[a-z0-9][a-z0-9-]{0,63}")
_DEVICE = re.compile("con|prn|aux|nul|(com|lpt)[0-9]", re.IGNORECASE)
"""What Windows takes for a device, whatever follows the first dot."""


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

    @property
    def finished(self) -> bool:
        """Whether there is a record to open."""
        return self.hash is not None


def root() -> Path:
    """The folder that holds the audits; it need not exist."""
    return home() / "audits"


def trail() -> Path:
    """The log of all audits that ran here; it need not exist."""
    return home() / "trail.jsonl"


def folder(audit: str) -> Path:
    """The folder of one audit.

    Raises
    ------
    RecordError
        No audit has that id.
    """
    path = root() / audit
    if not _ID.fullmatch(audit) or path.is_symlink() or not path.is_dir():
        raise RecordError(
            "This audit is not kept on this machine. It may have been deleted; the list of audits shows those that are."
        )
    return path


def create(
    plan: Plan, files: Mapping[str, BinaryIO] | None = None, *, audit: str | None = None, demo: bool = False
) -> str:
    """Make the folder of a new audit with its plan and the files that the plan names, and return its id.

    Parameters
    ----------
    plan : Plan
        Its paths stand as they are; those of `files` are ``inputs/<name>`` (see `input_name`).
    files : mapping of file name to open binary file, optional
        Copied into ``inputs/``.
    audit : str, optional
        The id; a new one if left out. An audit that has it already is replaced.
    demo : bool
        Whether the list should say that this is the audit that comes with the product.

    Raises
    ------
    RecordError
        The folder cannot be written.
    """
    now = datetime.now(UTC)
    name = audit or f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    if not _ID.fullmatch(name):
        raise RecordError(
            f"The id of an audit must be lower-case letters, digits and hyphens. Got '{name}' instead."
        )
    making = root() / f".new-{name}-{secrets.token_hex(3)}"
    facts = Entry(name, plan.title, now.isoformat(timespec="seconds"), _source_of(plan), demo=demo)
    try:
        _fill(making, plan, files or {}, facts)
        if (root() / name).exists():
            delete(name)
        making.rename(root() / name)
    except OSError as error:
        remove_folder(making)
        why = error.strerror or error
        raise RecordError(
            f"Audits must be kept in a folder that can be written. '{root()}' cannot: {why}."
        ) from error
    return name


def _fill(making: Path, plan: Plan, files: Mapping[str, BinaryIO], facts: Entry) -> None:
    private_folder(home().resolve())
    private_folder(root())
    private_folder(making)
    write_text(making / PLAN, dump_plan(plan))
    for file, stream in files.items():
        target = making / input_name(file)
        private_folder(target.parent)
        copy_privately(stream, target)
    _write_entry(making, facts)


def input_name(file: str) -> str:
    """Where an uploaded file stands in an audit's folder, as the plan names it: never outside of it.

    Examples
    --------
    >>> input_name("../../etc/pass wd.csv")
    'inputs/pass_wd.csv'
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFKC", file))[-1]
    safe = re.sub(r"[^\w.-]", "_", last).lstrip(".")
    stem, dot, suffix = safe.rpartition(".")
    kept = _cut((stem or suffix)[:80], 180) or "data"
    kept = f"_{kept}" if _DEVICE.fullmatch(kept.partition(".")[0]) else kept
    return f"{INPUTS}/{kept}{dot if stem else ''}{_cut(suffix[:12], 40) if stem else ''}"


def _cut(text: str, most: int) -> str:
    """As much of a text as fits into so many bytes: a file system counts bytes."""
    return text.encode("utf-8", "ignore")[:most].decode("utf-8", "ignore")


def entries() -> tuple[Entry, ...]:
    """All audits, the newest first; one whose facts cannot be read is listed by its id."""
    try:
        folders = [
            path
            for path in root().iterdir()
            if _ID.fullmatch(path.name) and path.is_dir() and not path.is_symlink()
        ]
    except FileNotFoundError:
        return ()
    return tuple(
        sorted((_entry(path) for path in folders), key=lambda entry: (entry.created, entry.id), reverse=True)
    )


def entry(audit: str) -> Entry:
    """The list's facts of one audit; raises `RecordError` if there is none of that id."""
    return _entry(folder(audit))


def settle(audit: str) -> Entry:
    """Write the list's facts anew from the record that a run has left in the folder."""
    path = folder(audit)
    known, record = _read_entry(path) or Entry(audit, audit, ""), load_record(path)
    settled = _of_record(known, record)
    forget_inputs(audit)
    _write_entry(path, settled)
    return settled


def forget_inputs(audit: str) -> None:
    """Remove the copies of data and model if the audit's plan keeps no rows; for when its run has ended."""
    path = folder(audit)
    with suppress(OSError, FairwitnessError):  # an unreadable plan asks for nothing
        if (
            (path / INPUTS).exists()
            and "privacy" in (path / PLAN).read_text("utf-8")
            and not plan(audit).privacy.rows
        ):
            remove_folder(path / INPUTS)


def keeps_rows(record: Record) -> bool:
    """Whether the plan of a record lets its rows be kept and looked at."""
    stated = record.plan.get("privacy")
    return not (isinstance(stated, dict) and stated.get("rows") is False)


def record(audit: str) -> Record:
    """The record of an audit; raises `RecordError` if it has none or it was changed."""
    return load_record(folder(audit))


def plan(audit: str) -> Plan:
    """The plan of an audit; its paths are relative to `folder`."""
    return load_plan(folder(audit) / PLAN)


def portable_plan(audit: str) -> str:
    """The plan as YAML to take along: it names the files alone, to be laid beside it."""
    found = plan(audit)
    data = found.data.moved(lambda path: Path(path).name)
    model = found.model.moved(lambda path: Path(path).name) if found.model else None
    stated = FILE if (folder(audit) / FILE).is_file() else None
    places = {"data": data, "model": model, "statements": stated, "trail": None}
    return dump_plan(found.model_copy(update=places))


def file(audit: str, name: str) -> bytes | None:
    """What a run wrote under that name, such as ``report.pdf``; None if it is not there."""
    path = folder(audit) / Path(name).name
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


def delete(audit: str) -> None:
    """Remove an audit and all its files. Only a folder inside the store can be meant."""
    path = folder(audit)
    gone = root() / f".gone-{audit}-{secrets.token_hex(3)}"
    try:
        path.rename(gone)
    except OSError as error:
        raise RecordError(f"The audit '{audit}' cannot be deleted: {error.strerror or error}.") from error
    remove_folder(gone)


def write_text(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old one or the new one, never half."""
    making = path.with_name(f".{path.name}.{secrets.token_hex(3)}")
    try:
        with private_file(making) as out:
            out.write(text.encode())
        os.replace(making, path)  # noqa: PTH105 - says what it does
    finally:
        making.unlink(missing_ok=True)


def _entry(path: Path) -> Entry:
    known = _read_entry(path)
    if known is not None and known.finished:
        return known
    if (path / RECORD).is_file():
        with suppress(FairwitnessError, OSError):
            return settle(path.name)
    return known or Entry(path.name, path.name, "")


def _read_entry(path: Path) -> Entry | None:
    try:
        return replace(Entry(**json.loads((path / ENTRY).read_text(encoding="utf-8"))), id=path.name)
    except (OSError, ValueError, TypeError):
        return None


def _write_entry(path: Path, entry: Entry) -> None:
    write_text(path / ENTRY, json.dumps(asdict(entry), ensure_ascii=False, indent=1) + "\n")


def _of_record(known: Entry, record: Record) -> Entry:
    model = record.subject.model
    return replace(
        known,
        title=record.title,
        created=record.provenance.created,
        source=f"{record.subject.source}, {model.type}" if model else record.subject.source,
        rows=record.subject.rows,
        tally={str(verdict): count for verdict, count in record.summary.tally.items()},
        hash=record.hash,
        synthetic=record.subject.synthetic,
    )


def _source_of(plan: Plan) -> str:
    if plan.data.demo:
        return "Mortgage decisions (demo)"
    return Path(plan.data.path).name if plan.data.path else ""

"""The files of an audit: a folder of its own, in plain files.

``<home>/audits/<id>/`` holds ``plan.yaml`` (so that ``fairwitness audit plan.yaml`` repeats the audit), ``inputs/``
with the files that the plan names, then what the run wrote (``record.json``, ``report.pdf`` ...), and ``entry.json``:
a copy of the few facts that the database has of it, so that a folder alone is enough to list the audit again. Files
are written under another name and renamed, so that a reader never sees half of one. What people state is
``statements.yaml`` beside them (`stated`).
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from fairwitness.app.store.names import INPUTS, is_id
from fairwitness.app.store.tables import MAIN
from fairwitness.audits.keys import home
from fairwitness.audits.plan import Plan, load_plan
from fairwitness.audits.plan.template import dump_plan
from fairwitness.audits.private import private_file, remove_folder
from fairwitness.audits.record import Record, load_record
from fairwitness.audits.statements import FILE
from fairwitness.errors import FairwitnessError, RecordError
from fairwitness.reports.files import FILES

PLAN: Final = "plan.yaml"
RECORD: Final = "record.json"
NOT_HERE: Final = (
    "This audit is not kept on this machine. It may have been deleted; the list of audits shows those "
    "that are."
)
"""What is said of an audit that is not there, and of one that does not exist for whoever asks."""
RUNNING: Final = ("ticket.json", "job.json", "run.lock")
"""What says that an audit waits or runs, and as which process: it is of this machine alone and does not travel."""
REPORTS: Final = tuple(file for file in FILES.values() if file != RECORD)


def root() -> Path:
    """The folder that holds the audits; it need not exist."""
    return home() / "audits"


def trail(project: str = MAIN) -> Path:
    """The log of a project: its audits that ran here, and what people changed; it need not exist."""
    return home() / "trail.jsonl" if project == MAIN else home() / "trails" / f"{project}.jsonl"


def folder(audit: str) -> Path:
    """The folder of one audit.

    Raises
    ------
    RecordError
        No audit has that id.
    """
    path = root() / audit
    if not is_id(audit) or path.is_symlink() or not path.is_dir():
        raise RecordError(NOT_HERE)
    return path


def folders() -> tuple[Path, ...]:
    """The folders of all audits, by id; none of them a link."""
    try:
        found = sorted(root().iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return ()
    return tuple(path for path in found if is_id(path.name) and path.is_dir() and not path.is_symlink())


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


def write_text(path: Path, text: str) -> None:
    """Write a file so that a reader sees the old one or the new one, never half."""
    making = path.with_name(f".{path.name}.{secrets.token_hex(3)}")
    try:
        with private_file(making) as out:
            out.write(text.encode())
        os.replace(making, path)  # noqa: PTH105 - says what it does
    finally:
        making.unlink(missing_ok=True)

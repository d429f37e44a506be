"""What can be taken along of an audit: made when it is asked for, with what people have stated and reviewed since."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fairwitness.app import reviewing, stated, store
from fairwitness.app.access import changes
from fairwitness.app.people import Person
from fairwitness.audits.record import Record
from fairwitness.audits.statements import FILE as STATEMENTS
from fairwitness.errors import EvidenceError, FairwitnessError
from fairwitness.reports.base import refusal, rendered
from fairwitness.reports.files import file_name
from fairwitness.reports.format import date
from fairwitness.reports.plan_file import PlanFile
from fairwitness.reports.review_log import FILE as LOG
from fairwitness.reports.uses import Use, uses

if TYPE_CHECKING:
    from fairwitness.reports.evidence.bundle import Signer

PLAN: Final = "audit.yaml"
BUNDLE, ALL, LEFT_OUT = "evidence.zip", "reports.zip", "not-made.txt"
_TIME: Final = (1980, 1, 1, 0, 0, 0)
_KINDS: Final = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".sarif": "application/sarif+json",
    ".txt": "text/plain",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
    ".zip": "application/zip",
}
Said = Callable[[int, int, str], object]
"""Told before each step: how many are done, of how many, and which comes."""


@dataclass(frozen=True)
class Made:
    """A file to take along."""

    file: str
    content: bytes
    at: datetime
    remarks: tuple[str, ...] = ()
    """What a person should know of what is in it and what is not, in sentences."""

    @property
    def kind(self) -> str:
        """Its media type."""
        return _KINDS.get(Path(self.file).suffix, "application/octet-stream")


@dataclass(frozen=True)
class Choice:
    """A report format as it is offered for one record."""

    use: Use
    file: str
    refusal: str | None
    """Why it cannot be made of this record."""


def choices(record: Record) -> tuple[Choice, ...]:
    """Every report format that is installed."""
    return tuple(Choice(use, file_name(use.format), refusal(use.format, record)) for use in uses())


def beside(audit: str) -> tuple[Made, ...]:
    """The record, and the files that stand beside it: plan, statements and the log of the review."""
    plan = Made(PLAN, store.portable_plan(audit).encode(), _now())
    found = [(name, store.file(audit, name)) for name in (store.RECORD, STATEMENTS, LOG)]
    record, *others = [Made(name, content, _now()) for name, content in found if content is not None]
    return (record, plan, *others)


def report(audit: str, name: str) -> Made:
    """A report as it would be written today.

    Raises
    ------
    ReportError
        It cannot be made of this record.
    """
    return _report(audit, store.record(audit), name)


def current(audit: str, name: str) -> bytes:
    """A report that the run wrote, made anew if people have stated or reviewed something since."""
    path = store.folder(audit) / file_name(name)
    since = [store.folder(audit) / other for other in (STATEMENTS, LOG)]
    if path.is_file() and all(path.stat().st_mtime_ns >= _changed(other) for other in since):
        return path.read_bytes()
    from fairwitness.audits.whole import write_whole

    made = report(audit, name)
    write_whole({path: made.content})
    return made.content


@changes("read", noted=False)
def take_report(person: Person, audit: str, name: str) -> Made:
    """Make a report, and note in the trail that it was taken along; raises as `report` does."""
    return noted(person, audit, report(audit, name))


@changes("read", noted=False)
def take_bundle(person: Person, audit: str, reports: Sequence[str], signer: Signer | None) -> Made:
    """Make the bundle of an audit with these reports, signed by a key that the person brought, or unsigned.

    Raises
    ------
    EvidenceError, AlteredError
        The key has expired, or the plan or the review beside the record cannot be packed.
    ReportError
        A report cannot be made.
    """
    return _bundle(person, audit, reports, signer)


@changes("review", noted=False)
def take_bundle_of_operator(person: Person, audit: str, reports: Sequence[str]) -> Made:
    """The same, signed by the key of whoever runs the server."""
    signer = operator()
    if signer is None:
        raise EvidenceError("This server has no key to sign with. Bring one, or take the bundle unsigned.")
    return _bundle(person, audit, reports, signer)


@changes("read", noted=False)
def take_all(person: Person, audit: str, said: Said) -> Made:
    """Every report that can be made, with record, plan, statements and review, in one zip; `said` hears of each."""
    record, left_out = store.record(audit), list[str]()
    files = {made.file: made.content for made in beside(audit)}
    formats = [one for one in choices(record) if one.file != store.RECORD]
    for done, one in enumerate(formats):
        said(done, len(formats), one.use.title)
        try:
            files[f"reports/{one.file}"] = _report(audit, record, one.use.format).content
        except FairwitnessError as error:
            left_out.append(f"{one.use.title}: {error}")
    if left_out:
        files[LEFT_OUT] = "\n".join([*left_out, ""]).encode()
    return noted(person, audit, Made(ALL, _zipped(files), _now(), tuple(left_out)))


def key(pem: bytes, name: str, secret: str, statement: bytes | None = None) -> Signer:
    """A private key that somebody hands over, for one signature: it is written nowhere.

    Parameters
    ----------
    secret
        The passphrase; empty for a key that is not encrypted.
    statement
        The file beside the public key, which says whose the key is and until when it holds.

    Raises
    ------
    EvidenceError
        It is no private Ed25519 key in PEM, or the passphrase does not fit.
    AlteredError
        The statement is of another key, or was changed.
    """
    from fairwitness.reports.evidence.bundle import Signer
    from fairwitness.reports.evidence.keys import read_signing_key

    found = Signer(read_signing_key(pem, f"'{name}'", secret), statement)
    _ = found.said  # raises if the statement is of another key
    return found


def operator() -> Signer | None:
    """The key of whoever runs the server; None where there is none.

    Raises
    ------
    EvidenceError
        There is one, and it cannot be used.
    """
    from fairwitness.reports.evidence.bundle import signer

    return signer(None)


def signs(signer: Signer) -> str:
    """Who a key says that it is of, in a clause."""
    said, short = signer.said, f"key {signer.key.public.id[:16]}"
    if said is None:
        return f"{short}, of which nothing says whose it is"
    until = f", valid until {date(said.not_after)}" if said.not_after else ""
    return f"{said.owner or 'an owner who is not named'} ({short}{until})"


def with_remark(made: Made, remark: str) -> Made:
    """The same file, with one more thing to know of it first."""
    return replace(made, remarks=(remark, *made.remarks))


def _report(audit: str, record: Record, name: str) -> Made:
    plan = PlanFile(PLAN, store.portable_plan(audit))
    content = rendered(name, record.with_statements(stated.statements(audit)), plan, reviewing.review(audit))
    return Made(file_name(name), content, _now())


def _bundle(person: Person, audit: str, reports: Sequence[str], signer: Signer | None) -> Made:
    from fairwitness.reports.evidence.bundle import make_bundle
    from fairwitness.reports.evidence.gather import REPORTS, gather
    from fairwitness.reports.evidence.trail import load_trail

    contents = gather(store.folder(audit), ())
    files = dict(contents.files)
    for name in reports:
        made = _report(audit, contents.record, name)
        files[REPORTS + made.file] = made.content
    trail = _trail(audit)
    head = load_trail(trail).head if trail.exists() else None
    packed = make_bundle(replace(contents, files=files), signer, trail=head)
    made = Made(BUNDLE, packed, _now(), contents.remarks)
    return noted(person, audit, made, None if signer is None else signer.key.public.id)


def noted(person: Person, audit: str, made: Made, signed_by: str | None = None) -> Made:
    """Note in the trail of its project that a file was taken along, and by which key it is signed; the file again."""
    from fairwitness.reports.evidence.trail import add_export

    by = reviewing.written_by(person)
    add_export(_trail(audit), made.content, made.file, store.record(audit), signed_by, by=by)
    return made


def _trail(audit: str) -> Path:
    return store.trail(store.entry(audit).project)


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _TIME), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _changed(file: Path) -> int:
    return file.stat().st_mtime_ns if file.is_file() else 0


def _now() -> datetime:
    return datetime.now(UTC)

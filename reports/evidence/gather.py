"""What goes into a bundle: the record of a folder and what is written around it, and never a row of data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fairwitness import _registry
from fairwitness.audits.frameworks import is_file
from fairwitness.audits.plan import Plan, load_plan
from fairwitness.audits.plan.template import dump_plan
from fairwitness.audits.record import Record, parse_record
from fairwitness.audits.record.canonical import canonical
from fairwitness.audits.record.sealed import read_document
from fairwitness.errors import EvidenceError, FairwitnessError
from fairwitness.reports.evidence.own_frameworks import FRAMEWORKS, PLAN_FILES, own_frameworks
from fairwitness.reports.evidence.statement import PLAN

RECORD: Final = "record.json"
ENVIRONMENT: Final = "environment.json"
REPORTS: Final = "reports/"
_SAY_THEIR_RECORD: Final = (
    *("html", "pdf", "markdown", "junit", "model_card", "datasheet", "cyclonedx", "sarif", "github_summary"),
    "pull_request",
)
"""Formats that always name their record in plain bytes."""


@dataclass(frozen=True)
class Contents:
    """The files of a bundle before it is signed."""

    record: Record
    files: dict[str, bytes]
    remarks: tuple[str, ...] = ()
    """What a person should know of what was taken and what was not, in sentences."""


def gather(path: Path, formats: Sequence[str] | None = None) -> Contents:
    """The record at a path, or in the folder there, with plan, statements, review and reports beside it.

    Parameters
    ----------
    formats
        The reports to take; every one that is there if left out.

    Raises
    ------
    RecordError
        There is no record, or it was changed.
    EvidenceError
        A report or the plan beside it is of another record.
    """
    missing = (
        f"A bundle is made of a record: a folder that holds {RECORD}, or the file. There is none at '{path}'."
    )
    content, name = read_document(path, RECORD, "A record must be JSON", missing)
    record = parse_record(content, name=name)
    folder = path if path.is_dir() else path.parent
    files = {RECORD: (folder / name).read_bytes(), **derived(record)}
    remarks: list[str] = []
    files.update(_plan(folder, record))
    files.update(_by_people(folder))
    frameworks = own_frameworks(folder, record)
    files.update(frameworks.files)
    remarks += frameworks.remarks
    for report, found in _reports(folder, formats):
        if record.hash[:12].encode() not in found:
            _refuse_other(report, record)
            remarks.append(f"{report} does not name its record, so nothing shows that it is of this one.")
        files[REPORTS + report] = found
    return Contents(record, files, tuple(remarks))


def derived(record: Record) -> dict[str, bytes]:
    """The files that follow from the record: its plan, and where it was made."""
    model = record.subject.model
    environment: dict[str, object] = {
        "fairwitness": record.provenance.version,
        "audit": dict(record.environment),
        "model": None if model is None else dict(model.versions),
    }
    return {PLAN: canonical(record.plan), ENVIRONMENT: _written(environment)}


def _plan(folder: Path, record: Record) -> Iterator[tuple[str, bytes]]:
    """The plan file, with the names of its files alone and without ids of single cases: these are people."""
    from fairwitness.audits.facts import canonical_plan

    for name in PLAN_FILES:
        if not (folder / name).is_file():
            continue
        try:
            plan = load_plan(folder / name)
        except FairwitnessError as error:
            raise EvidenceError(f"The plan beside a record must be one. {error}") from error
        if (other := _first_other(canonical_plan(plan), record.plan)) is not None:
            raise EvidenceError(
                f"The plan beside a record must be the one it was made by. '{name}' is another: `{other}` differs. Run "
                "the audit again, or move the file away."
            )
        yield name, dump_plan(_portable(plan)).encode()
        return


def _by_people(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What people state of the system, and the trail, which has their review of the findings."""
    from fairwitness.audits.statements import FILE as STATEMENTS
    from fairwitness.audits.statements import load_statements
    from fairwitness.reports.evidence.trail import FILE as TRAIL
    from fairwitness.reports.evidence.trail import load_trail

    for name, check in ((STATEMENTS, load_statements), (TRAIL, load_trail)):
        if found := _bytes(folder / name):
            check(folder / name)
            yield name, found


def _first_other(plan: object, kept: object, place: str = "") -> str | None:
    """Where a plan differs from the one of the record; what it left open was settled when the data were read."""
    if isinstance(plan, Mapping) and isinstance(kept, Mapping):
        steps = {
            str(key): _first_other(plan.get(key), kept.get(key), f"{place}.{key}") for key in {**kept, **plan}
        }
        return next((found for found in steps.values() if found is not None), None)
    if isinstance(plan, list | tuple) and isinstance(kept, list | tuple) and len(plan) == len(kept):
        items = (
            _first_other(one, two, f"{place}.{at}")
            for at, (one, two) in enumerate(zip(plan, kept, strict=True))
        )
        return next((found for found in items if found is not None), None)
    same = (
        plan is None or canonical(plan) == canonical(kept) or str(plan) == str(kept)
    )  # a label 1 is kept as "1"
    return None if same else place.lstrip(".")


def _portable(plan: Plan) -> Plan:
    explain = plan.explain.model_copy(update={"cases": ()})
    data = plan.data.moved(lambda path: Path(path).name)
    model = plan.model and plan.model.moved(lambda path: Path(path).name)
    named = {
        "frameworks": tuple(
            f"{FRAMEWORKS}{Path(name).name}" if is_file(name) else name for name in plan.frameworks
        ),
        "statements": plan.statements and Path(plan.statements).name,
        "trail": None,
    }
    return plan.model_copy(update={"data": data, "model": model, "explain": explain, **named})


def _reports(folder: Path, formats: Sequence[str] | None) -> Iterator[tuple[str, bytes]]:
    from fairwitness.reports.files import file_name

    wanted = _registry.names("fairwitness.reports") if formats is None else formats
    names = {file_name(name) for name in wanted}
    for name in sorted(names - {RECORD}):
        if found := _bytes(folder / name):
            yield name, found


def _refuse_other(report: str, record: Record) -> None:
    from fairwitness.reports.files import FILES

    if report in {FILES[name] for name in _SAY_THEIR_RECORD}:
        raise EvidenceError(
            f"The reports of a bundle must be of its record. '{report}' does not name record {record.hash[:12]}; "
            "`fairwitness report` writes it anew."
        )


def _bytes(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() and not file.is_symlink() else None


def _written(content: object) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()

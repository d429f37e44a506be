"""The threshold explorers of the audits in use, made in the background from the stored data.

Nothing of them enters a record.
"""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fairwitness.app import opening, store
from fairwitness.app.shelf import Shelf
from fairwitness.audits.record import Record
from fairwitness.errors import DataError, ReportError

if TYPE_CHECKING:
    from fairwitness.audits.condensed import CountedSubject
    from fairwitness.audits.plan import Plan
    from fairwitness.audits.thresholds import Explorer

MOST: Final = 3
"""Of a million rows with two attributes and their intersection, one has about 70 MB; with weights twice that."""
_COUNTS: Final = "counts"
"""The kind of source that a merger of sites has."""
NO_ROWS: Final = (
    "Other thresholds cannot be looked at: this audit's plan keeps no rows (`privacy.rows: false`)."
)
_MERGED: Final = (
    "Other thresholds cannot be looked at: this record was merged from the counts of several sites, and the scores of "
    "their rows stayed there."
)
_ELSEWHERE: Final = (
    "Other thresholds cannot be looked at: this record was made elsewhere, and its scores are not here."
)
_CHANGED: Final = (
    "The stored data are not those of the record. Run the audit again to look at the data as they are now."
)


def ready(audit: str, record_hash: str) -> Future[Explorer]:
    """Begin to sort an audit's scores, if that is not done."""
    return _shelf.ready((audit, record_hash))


def again(audit: str, record_hash: str) -> None:
    """Try once more what could not be loaded."""
    _shelf.again((audit, record_hash))


def why_not(audit: str, record: Record) -> str | None:
    """Why no other threshold can be looked at, as far as can be told at once; None if its data must be asked."""
    from fairwitness.audits.thresholds.scored import why_none

    roles = record.plan.get("roles")
    stated = roles if isinstance(roles, dict) else {}
    scored = record.subject.model is not None or stated.get("score") is not None
    mixed = stated.get("cluster") is not None and stated.get("weight") is not None
    task = str(record.plan.get("task", "binary"))
    reason = why_none(task, scored=scored, clustered_and_weighted=mixed)
    if reason is not None:
        return reason
    if record.subject.source_kind == _COUNTS:
        return _MERGED
    if opening.opened(audit) is not None:
        return _ELSEWHERE
    return None if store.keeps_rows(record) else NO_ROWS


def _make(audit: str) -> Explorer:
    from fairwitness.app.kept_plans import kept_plan
    from fairwitness.audits.engine.choice import engine_for
    from fairwitness.audits.subject import closed_after, load_model, make_subject, read_dataset
    from fairwitness.audits.thresholds import Explorer

    plan, folder = kept_plan(audit)
    engine, _ = engine_for(plan.data, folder, needs_rows=plan.model is not None)
    if engine is not None:
        return _counted(plan, folder, engine, store.record(audit))
    dataset = read_dataset(plan.data, folder, plan.roles.id)
    model = None if plan.model is None else load_model(plan.model, folder, plan.task)
    with closed_after(model):
        subject = make_subject(plan, dataset, model)
    if subject.data_sha256 != store.record(audit).provenance.data_sha256:
        raise DataError(_CHANGED)
    return Explorer.of(subject)


def _counted(plan: Plan, folder: Path, engine: str, record: Record) -> Explorer:
    """From rows that are counted where they lie: once, then from the counts that are kept beside the record."""
    from fairwitness.audits.condensed import counted_subject
    from fairwitness.audits.condensed.kept import keep, kept
    from fairwitness.audits.engine import counted
    from fairwitness.audits.private import private_folder
    from fairwitness.audits.thresholds import Explorer

    path = private_folder(folder / store.CASES) / f"scores-{record.hash[:32]}.parquet"
    cells = kept(path)
    if cells is not None and _is_of(record, subject := counted_subject(plan, cells)):
        return Explorer.of(subject)
    cells = counted(plan, folder, engine, ladder=True)
    subject = counted_subject(plan, cells)
    if not _is_of(record, subject):
        raise DataError(_CHANGED)
    with suppress(ReportError):  # a full disk: they are counted once more the next time
        keep(cells, path)
    return Explorer.of(subject)


def _is_of(record: Record, subject: CountedSubject) -> bool:
    from fairwitness.audits.condensed import tabulate_cells

    return tabulate_cells(subject).sha256() == record.provenance.data_sha256


_shelf: Final = Shelf("thresholds", _make, MOST)

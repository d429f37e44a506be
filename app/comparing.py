"""Two audits that are kept here, compared: on their rows where these are the same and kept, else by their records."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from fairwitness.app import store
from fairwitness.app.kept_plans import kept_plan
from fairwitness.app.shelf import Of, Shelf
from fairwitness.audits.record import Record
from fairwitness.errors import ComparisonError, FairwitnessError

if TYPE_CHECKING:
    from fairwitness.audits.versions.document import VersionComparison
    from fairwitness.audits.versions.overall import MeasureChange

MOST_KEPT: Final = 16


@dataclass(frozen=True)
class Compared:
    """What a comparison of two audits found."""

    versions: VersionComparison | None
    """The gaps between groups; None where they cannot be compared."""
    overall: tuple[MeasureChange, ...]
    """The overall measures that both have."""
    reason: str | None = None
    """Why gaps were not compared, or not on the same rows; None where that needs no word."""


def compared(a: str, b: str) -> Future[Compared]:
    """Begin to compare two audits, A before B, if that is not done; kept for the pairs looked at last.

    Raises
    ------
    RecordError
        One of them is not there, or has no record.
    """
    return _shelf.ready(_as_it_is(a), _as_it_is(b))


def again(a: str, b: str) -> None:
    """Try once more what could not be compared."""
    _shelf.again(_as_it_is(a), _as_it_is(b))


def _as_it_is(audit: str) -> Of:
    return audit, store.entry(audit).hash or store.record(audit).hash


def _compare(a: str, b: str) -> Compared:
    from fairwitness.audits.versions.make import compare_pair_of_records
    from fairwitness.audits.versions.overall import overall_changes

    one, two = store.record(a), store.record(b)
    overall = overall_changes(one, two)
    reason = None
    if _same_rows(one, two):
        try:
            return Compared(_on_rows(a, b), overall)
        except FairwitnessError as error:
            reason = (
                f"The rows are the same, but could not be decided anew, so the records are compared. {error}"
            )
    try:
        return Compared(compare_pair_of_records(one, two), overall, reason)
    except ComparisonError as error:
        return Compared(None, overall_changes(one, two, judged=False), str(error))


def _same_rows(one: Record, two: Record) -> bool:
    """Whether both looked at the same rows, which may be looked at again."""
    file = one.subject.sha256 is not None and one.subject.sha256 == two.subject.sha256
    same = file or one.provenance.data_sha256 == two.provenance.data_sha256
    kept = store.keeps_rows(one) and store.keeps_rows(two)
    return same and kept and one.plan.get("where") == two.plan.get("where")


def _on_rows(a: str, b: str) -> VersionComparison:
    from fairwitness.audits.versions.make import Options
    from fairwitness.audits.versions.plans import compare_plans

    return compare_plans(kept_plan(a), kept_plan(b), Options(explanations=True))


_shelf: Final = Shelf("compare", _compare, MOST_KEPT)

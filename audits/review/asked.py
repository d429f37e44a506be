"""What the plan in a record says of its review, and which of its waivers have run out since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from pydantic import ValidationError

from fairwitness.audits.plan.review import Review
from fairwitness.audits.plan.waiver import Waiver
from fairwitness.audits.record import Record
from fairwitness.errors import ReviewError


def review_asked(record: Record) -> Review:
    """The sign-offs that the plan asks for; none where it says nothing.

    Raises
    ------
    ReviewError
        The plan was written by another version, and says what this one does not know.
    """
    try:
        return Review.model_validate(record.plan.get("review") or {})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, ("review", *first["loc"])))
        raise ReviewError(
            f"The plan in the record must say who signs off as this version knows it. It does not at `{place}`: "
            f"{first['msg']}."
        ) from error


def ended_waivers(record: Record, on: date) -> Iterator[str]:
    """A sentence for each waiver that muted a gate of the record and has ended since.

    The record is frozen: its gate stays muted in it, and only another audit can say otherwise.
    """
    if all(gate.outcome != "muted" for gate in record.gates):
        return
    made = record.provenance.created[:10]
    for metric, waiver in _waivers(record.plan):
        if waiver.until is not None and on > waiver.until and made <= waiver.until.isoformat():
            yield (
                f"The plan's waiver of a limit on {metric} ended on {waiver.until:%Y-%m-%d}, after this record was "
                "made: audit again."
            )


def _waivers(plan: Mapping[str, object]) -> Iterator[tuple[str, Waiver]]:
    explain = plan.get("explain")
    limits = explain.get("limits") if isinstance(explain, Mapping) else ()
    for limit in (*_listed(plan.get("gates")), *_listed(limits)):
        waiver = limit.get("waiver")
        if isinstance(waiver, Mapping):
            yield str(limit.get("metric")).replace("_", " "), Waiver.model_validate(waiver)


def _listed(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list | tuple) else []

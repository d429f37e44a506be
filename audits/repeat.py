"""Whether a record's figures are what its plan and data give again: the audit is made anew, and both are compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from fairwitness.audits.matching import Compared, near, noted, same
from fairwitness.audits.plan import Plan
from fairwitness.audits.record import Record
from fairwitness.audits.run import run_plan

FIGURES: Final = (
    *("estimates", "comparisons", "gates", "impact", "performance", "scores", "thresholds", "conditional"),
    *("individual", "classes", "subgroups"),
)
"""What is compared here; explanations have a comparison of their own, with their own tolerance."""
_WORDS: Final = frozenset({"reason", "statement", "note", "notes", "title", "more_rows_needed"})
"""Sentences, which another version may word otherwise."""
_NAMING: Final = ("metric", "kind", "attribute", "group", "label", "threshold", "id", "name")
_END: Final = object()


def repeat(record: Record, plan: Plan, folder: Path) -> tuple[Compared, ...]:
    """Make the audit of a record anew as of its own day, and hold each part of the record against what it is now.

    Parameters
    ----------
    plan
        With the data, and the model if the record has one; its paths are relative to `folder`.

    Returns
    -------
    Inputs first, then for each part of the record the first figure that differs, or that all of it is the same.

    Raises
    ------
    FairwitnessError
        The audit cannot be made.
    """
    now, witness = run_plan(plan, folder, clock=lambda: _day_of(record))
    witness.meter.close()
    return tuple(_compared(record, now))


def _day_of(record: Record) -> datetime:
    """When the record was made: a waiver that has ended since muted its gate then."""
    try:
        return datetime.fromisoformat(record.provenance.created)
    except ValueError:
        return datetime.now(UTC)


def _compared(said: Record, now: Record) -> Iterator[Compared]:
    ours, theirs = said.provenance, now.provenance
    yield same("inputs", "hash of the audited columns", ours.data_sha256, theirs.data_sha256)
    yield noted("inputs", "hash of the plan", ours.plan_sha256, theirs.plan_sha256)
    for part in FIGURES:
        first = next(_differences(part, getattr(said, part), getattr(now, part), part), None)
        yield first or Compared("figures", part, "matches")
    yield noted("the whole", "hash of the record", said.hash, now.hash, _why(said))


def _why(said: Record) -> str:
    kept = said.explanations.cases or said.explanations.items
    cases = ", or by the single cases, which are not chosen again" if kept else ""
    return f": where no figure differs, by wording of another version{cases}"


def _differences(part: str, said: object, now: object, place: str) -> Iterator[Compared]:
    """The leaves that differ, in the record's order; a place is named by what its figures are of."""
    said, now = _plain(said), _plain(now)
    if isinstance(said, Mapping) and isinstance(now, Mapping):
        of = _named(said) or place
        for key in said:
            if key not in _WORDS:
                yield from _differences(part, said[key], now.get(key, _END), f"{key} of {of}")
        return
    if isinstance(said, list | tuple) and isinstance(now, list | tuple):
        if len(said) != len(now):
            yield same(part, f"number of {place}", len(said), len(now))
        for number, (one, other) in enumerate(zip(said, now, strict=False), start=1):
            yield from _differences(part, one, other, f"{place}, number {number},")
        return
    found = _leaf(part, place, said, now)
    if found.sign != "matches":
        yield found


def _leaf(part: str, place: str, said: object, now: object) -> Compared:
    numbers = [
        value for value in (said, now) if isinstance(value, int | float) and not isinstance(value, bool)
    ]
    if len(numbers) == 2:
        found = near(part, place, numbers[0], numbers[1], max(abs(numbers[0]), 1e-6) * 1e-3)
    else:
        found = same(part, place, _shown(said), _shown(now))
    return replace(found, name=place)  # as the columns are called, underscores and all


def _plain(value: object) -> object:
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value


def _named(part: Mapping[str, object]) -> str:
    """What a part calls itself: "selection_rate, sex, f"."""
    return ", ".join(str(part[key]) for key in _NAMING if isinstance(part.get(key), str))


def _shown(value: object) -> str | None:
    return None if value is None else "nothing" if value is _END else str(value)

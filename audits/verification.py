"""Whether a record's explanations are what its plan, data and model give again."""

from __future__ import annotations

from pathlib import Path

from fairwitness.audits.explanation import explain_subject, opened
from fairwitness.audits.plan import Plan
from fairwitness.audits.record import Record
from fairwitness.audits.record.reasons import GlobalExplanation
from fairwitness.errors import RecordError

TOLERANCE = 1e-6
"""Relative to the largest contribution: exact engines and seeded samples differ by rounding only."""


def explanations_again(record: Record, plan: Plan, folder: Path) -> str | None:
    """The first thing that does not match when the importance is computed anew; None where all of it does.

    Raises
    ------
    RecordError
        The record or the plan has no explanation to compare.
    """
    said = record.explanations.importance
    if said is None or plan.model is None:
        raise RecordError("Explanations can be verified only where record and plan have a model explained.")
    with opened(plan, folder) as (subject, words):
        found = explain_subject(subject, words).importance
    return "the explanation is missing" if found is None else first_difference(said, found)


def first_difference(said: GlobalExplanation, found: GlobalExplanation) -> str | None:
    """What of an importance differs first: how it was made, then the figures; None where nothing does."""
    for name in ("background_hash", "engine", "scale", "rows", "seed"):
        one, other = getattr(said, name), getattr(found, name)
        if one != other:
            return f"{name.replace('_', ' ')} is {one} in the record and {other} now"
    again = {feature.column: feature.value for feature in found.features}
    largest = max((abs(feature.value) for feature in said.features), default=0.0)
    for feature in said.features:
        now = again.get(feature.column)
        if now is None or abs(now - feature.value) > TOLERANCE * largest:
            return f"the value of column '{feature.column}' is {feature.value} in the record and {now} now"
    return None

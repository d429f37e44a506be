"""Single decisions that people looked at again, one at a time, as the counts that a file of them would give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fairwitness.audits.review.entries import CaseJudged, FeedbackCounted, GroupDecisions

LEAST_SHARED: Final = 5
"""A reason is shown, with its number, only where so many cases share it: a rare one may tell of a person."""
_NO_FILE: Final = "0" * 16

Place = tuple[str | None, str | None]


@dataclass(frozen=True)
class Case:
    """One row of an audit, as its reviewer sees it."""

    id: str
    """As the data have it; never written down."""
    model: str
    """What was decided."""
    groups: Mapping[str, str]
    """Its group, by attribute."""


def as_counts(judged: Sequence[CaseJudged]) -> FeedbackCounted | None:
    """Cases by group, the decision and the reviewer's, as if they had come from a file; None without any.

    Those with other labels than the first's, which no record of one plan has, are left out.
    """
    if not judged:
        return None
    first = judged[0]
    used = [one for one in judged if one.labels == first.labels]
    tables: dict[Place, Counter[tuple[str, str]]] = {}
    for one in used:
        for place in ((None, None), *one.groups.items()):
            tables.setdefault(place, Counter())[one.model, one.reviewer] += 1
    reasons = Counter(" ".join(one.reason.split()) for one in used if one.reason and not one.agrees)
    return FeedbackCounted(
        record=first.record,
        by=first.by,
        at=first.at,
        file=_NO_FILE,
        labels=first.labels,
        favourable=first.favourable,
        groups=tuple(
            GroupDecisions(
                attribute=attribute,
                group=group,
                counts=tuple(tuple(found[row, column] for column in first.labels) for row in first.labels),
            )
            for (attribute, group), found in tables.items()
        ),
        reasons={reason: n for reason, n in reasons.items() if n >= LEAST_SHARED},
    )

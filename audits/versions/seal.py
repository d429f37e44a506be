"""A comparison's figures judged as one family, put into words and sealed in a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fairwitness.audits.facts import package_version
from fairwitness.audits.record.figures import Excluded
from fairwitness.audits.versions import document
from fairwitness.audits.versions.change import Change, Seen, Terms
from fairwitness.audits.versions.comparable import Meaning
from fairwitness.audits.versions.resample import Limits
from fairwitness.audits.versions.verdicts import Judged, judge
from fairwitness.audits.versions.wording import lead, statement


@dataclass(frozen=True)
class Found:
    """One gate's change, with the rates behind it and the bootstrap's limits."""

    change: Change
    seen: Seen
    limits: Limits | None = None


@dataclass(frozen=True)
class Made:
    """All that a comparison found, before it is judged."""

    form: document.Form
    sides: tuple[document.Side, document.Side]
    meaning: Meaning
    found: Sequence[Found]
    groups: Sequence[document.GroupChange]
    notes: Sequence[str]
    terms: Terms
    seed: int
    explanations: document.ExplanationChange | None = None


def seal(made: Made) -> document.VersionComparison:
    """Judge all gates together and write the document."""
    judged = judge([one.change.evidence for one in made.found], made.terms.alpha)
    outcomes = [one.outcome for one in judged]
    a, b = made.sides
    content = document.ComparisonContent(
        form=made.form,
        alpha=made.terms.alpha,
        tolerance=made.terms.tolerance,
        min_group=made.terms.min_group,
        seed=made.seed,
        positive=made.meaning.positive,
        negative=made.meaning.negative,
        favourable=made.meaning.favourable,
        a=a,
        b=b,
        gates=tuple(_gate(one, each, made) for one, each in zip(made.found, judged, strict=True)),
        groups=tuple(made.groups),
        explanations=made.explanations,
        lead=lead(outcomes, made.form, (a.rows, b.rows)),
        notes=tuple(made.notes),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        version=package_version(),
    )
    return document.VersionComparison.of(content)


def _gate(found: Found, judged: Judged, made: Made) -> document.GapChange:
    change, limits = found.change, found.limits
    there = change.before is not None and change.after is not None
    return document.GapChange(
        id=change.asked.id,
        metric=change.asked.metric,
        attribute=change.asked.attribute,
        kind=change.asked.kind,
        groups_before=change.groups_before,
        groups_after=change.groups_after,
        before=change.before,
        after=change.after,
        change=(change.after or 0.0) - (change.before or 0.0) if there else None,
        low=change.low,
        high=change.high,
        confidence=change.confidence,
        method=change.method,
        tolerance=made.terms.tolerance,
        p_worse=judged.adjusted.worse,
        p_better=judged.adjusted.better,
        p_not_worse=judged.adjusted.not_worse,
        resampled=limits
        and document.Resampled(
            low=limits.low,
            high=limits.high,
            confidence=change.confidence,
            resamples=limits.resamples,
            seed=made.seed,
        ),
        excluded_groups=tuple(
            Excluded(group=item.group, n=item.trials, reason=item.reason) for item in change.left_out
        ),
        outcome=judged.outcome,
        reason=change.reason,
        statement=statement(change, found.seen, judged.outcome, made.terms.tolerance),
    )

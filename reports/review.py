"""What a report shows of a review: sentences and tables, the same for every format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fairwitness.audits.plan.review import ROLE_TITLES
from fairwitness.audits.review.agreement import Agreement, GroupAgreement
from fairwitness.audits.review.entries import Decided, shown
from fairwitness.audits.review.state import MUST_DECIDE, Review, Reviewed, Signature, State
from fairwitness.audits.stats.kappa import Kappa
from fairwitness.audits.wording import ended
from fairwitness.reports import format as fmt
from fairwitness.reports.charts.figure import Table
from fairwitness.reports.tokens import VERDICT_WORDS

TITLE: Final = "Review"
STATES: Final[Mapping[State, str]] = {
    "open": "open: nobody has reviewed this record yet",
    "in_review": "in review",
    "signed_off": "signed off",
}
_EVERYBODY: Final = "All reviewed cases"


@dataclass(frozen=True)
class ReviewPart:
    """A part of the review with its heading, sentences and table."""

    title: str
    notes: tuple[str, ...] = ()
    table: Table | None = None


def lead(review: Review) -> str:
    """How far the review is, in a sentence or two."""
    said = f"The review of record {review.record[:12]} is {STATES[review.state]}, as of {_day(review)}."
    if not review.asked.asked:
        return f"{said} The plan asks for no sign-off."
    roles = fmt.listed([ROLE_TITLES[role].lower() for role in review.asked.sign_off])
    wanted = f"sign-offs by {roles}" if review.asked.sign_off else "a sign-off"
    pair = " and a second pair of eyes" if review.asked.second_pair_of_eyes else ""
    return f"{said} The plan asks for {wanted}{pair}."


def parts(review: Review) -> tuple[ReviewPart, ...]:
    """All that is shown of a review below its lead, in order; parts without content are left out."""
    found = (
        ReviewPart("What is missing", review.missing),
        ReviewPart("Sign-offs", _auditor(review), signatures(review)),
        ReviewPart("Findings under review", _quiet(review), findings(review)),
        _agreement(review.agreement),
    )
    return tuple(one for one in found if one is not None and (one.notes or one.table is not None))


def findings(review: Review) -> Table | None:
    """Findings with owner, due date, decision and comments, the most severe first; None where there is none.

    Leads of low severity on which nobody has said anything are left out.
    """
    found = sorted((one for one in review.findings if _told(one)), key=_severity)
    if not found:
        return None
    columns = 6 if any(one.comments for one in found) else 5
    rows = tuple(_finding(one, review)[:columns] for one in found)
    names = ("Finding", "Severity", "Decision", "Owner", "Due", "Comments")[:columns]
    return Table("Findings by the names that a later audit of the same thing gives them again.", names, rows)


def _told(one: Reviewed) -> bool:
    """Whether it must be decided on, or anybody has said something of it."""
    return one.finding.severity in MUST_DECIDE or any(
        (one.decision, one.earlier, one.owner, one.due, one.comments)
    )


def _quiet(review: Review) -> tuple[str, ...]:
    left_out = sum(not _told(one) for one in review.findings)
    if not left_out:
        return ()
    return (f"Left out: {fmt.plural(left_out, 'lead')} of low severity on which nobody has said anything.",)


def _severity(one: Reviewed) -> int:
    return ("high", "medium", "low").index(one.finding.severity)


def _finding(one: Reviewed, review: Review) -> tuple[str, ...]:
    return (
        f"{one.id}: {fmt.opening(one.finding.statement, 60)}",
        one.finding.severity.capitalize(),
        decision_text(one),
        one.owner or "nobody",
        _due(one, review),
        " ".join(f"{comment.by}: {ended(comment.text)}" for comment in one.comments) or "none",
    )


def decision_text(one: Reviewed) -> str:
    """What was decided on a finding, by whom, when and why; that it is open where nothing holds."""
    if one.decision is not None:
        return _decided(one.decision)
    if one.earlier is not None:
        return f"open. {one.lapse}. Earlier: {_decided(one.earlier)}"
    return "open"


def _decided(decision: Decided) -> str:
    what = shown(decision.disposition or "")
    until = f" until {decision.until:%Y-%m-%d}" if decision.until else ""
    role = f" ({ROLE_TITLES[decision.role]})" if decision.role else ""
    why = f": {decision.reason}" if decision.reason else ""
    return f"{what}{until}, {decision.by}{role}, {decision.at:%Y-%m-%d}{why}"


def signatures(review: Review) -> Table | None:
    """Every sign-off, and those asked for that are not there; None where there are neither."""
    given = {one.entry.role for one in review.signatures}
    rows = [
        (
            one.title,
            one.entry.by,
            f"{one.entry.at:%Y-%m-%d}",
            "yes" if one.lapse is None else f"no: {one.lapse}",
            one.entry.note or "none",
        )
        for one in review.signatures
    ]
    rows += [
        (ROLE_TITLES[role], "nobody yet", "not signed", "no", "none")
        for role in review.asked.sign_off
        if role not in given
    ]
    columns = ("Role", "Person", "Signed", "Counts", "Note")
    caption = "Names are as people gave them. A signature is of this record and the decisions of its day."
    return Table(caption, columns, tuple(rows)) if rows else None


def signature_text(one: Signature) -> str:
    """A sign-off in a line."""
    lapsed = "" if one.lapse is None else f"; no longer counts: {one.lapse}"
    return f"{one.title}: signed by {one.entry.by}, {one.entry.at:%Y-%m-%d}{lapsed}"


def agreement_notes(found: Agreement) -> tuple[str, ...]:
    """What the feedback comes to, in sentences: over all cases, by group, and why reviewers disagreed."""
    whole = found.overall
    rate = (
        f"{fmt.pct(whole.rate)} ({fmt.interval(whole.low, whole.high)}) of {fmt.plural(whole.cases, 'case')}"
    )
    first = (
        f"Reviewers decided as the model did in {rate}, and otherwise in {fmt.pct(whole.override_rate)}. "
        f"Cohen's kappa: {_kappa(whole.kappa)}. The cases are those that reviewers chose to look at."
    )
    judged = [f"{VERDICT_WORDS[one.verdict or 'not_estimable']}." for one in found.contrasts]
    cautions = found.statements[: len(found.statements) - len(judged)]
    compared = found.statements[len(cautions) :]
    said = [f"{verdict} {statement}" for verdict, statement in zip(judged, compared, strict=True)]
    reasons = [
        f"{reason} ({fmt.count(n)})" for reason, n in sorted(found.reasons.items(), key=lambda one: -one[1])
    ]
    why = (f"Reasons that several cases share: {fmt.listed(reasons)}.",) if reasons else ()
    return (first, *cautions, *said, *why)


def agreement_table(found: Agreement) -> Table:
    """Agreement, overrides and kappa over all reviewed cases and by group."""
    columns = ("Group", "Cases", "Agreed", "Interval", "To favourable", "From it", "Kappa")
    rows = tuple(_row(one) for one in (found.overall, *found.groups))
    caption = (
        "Cases that reviewers looked at, the share they decided as the model did with its 95% interval, and how many "
        "they turned to the favourable decision and away from it."
    )
    return Table(caption, columns, rows, frozenset(columns[1:]))


def _row(one: GroupAgreement) -> tuple[str, ...]:
    return (
        _EVERYBODY if one.attribute is None else f"{one.attribute}: {one.group}",
        fmt.count(one.cases),
        fmt.pct(one.rate) if one.reason is None else f"{fmt.NOT_ESTIMABLE}: {one.reason}",
        fmt.interval(one.low, one.high),
        fmt.count(one.favourable) if one.cases else fmt.NOT_ESTIMABLE,
        fmt.count(one.unfavourable) if one.cases else fmt.NOT_ESTIMABLE,
        _kappa(one.kappa),
    )


def _kappa(found: Kappa) -> str:
    if found.value is None:
        return f"{fmt.NOT_ESTIMABLE}: {found.reason}"
    if found.low is None:
        return f"{fmt.number(found.value, 2)} (no interval: {found.reason})"
    return f"{fmt.number(found.value, 2)} ({fmt.interval(found.low, found.high, 2, 1)})"


def _agreement(found: Agreement | None) -> ReviewPart | None:
    if found is None:
        return None
    return ReviewPart("Do reviewers agree with the model?", agreement_notes(found), agreement_table(found))


def _auditor(review: Review) -> tuple[str, ...]:
    return (f"The audit was run by {review.auditor}, as was stated.",) if review.auditor else ()


def _due(one: Reviewed, review: Review) -> str:
    if one.due is None:
        return "no date"
    return f"{one.due:%Y-%m-%d}{' (overdue)' if one.overdue(review.on) else ''}"


def _day(review: Review) -> str:
    return f"{review.on:%Y-%m-%d}"

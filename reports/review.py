"""What a report shows of a review: sentences and tables, the same for every format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fairwitness.audits.review.agreement import Agreement, GroupAgreement
from fairwitness.audits.review.entries import Decided
from fairwitness.audits.review.state import MUST_DECIDE, Review, Reviewed, Signature
from fairwitness.audits.stats.kappa import Kappa
from fairwitness.audits.wording import ended
from fairwitness.reports import format as fmt
from fairwitness.reports.charts.figure import Table
from fairwitness.reports.language import ENGLISH, Words

TITLE: Final = ENGLISH("section.review")


@dataclass(frozen=True)
class ReviewPart:
    """A part of the review with its heading, sentences and table."""

    key: str
    title: str
    notes: tuple[str, ...] = ()
    table: Table | None = None


def lead(review: Review, words: Words = ENGLISH) -> str:
    """How far the review is, in a sentence or two."""
    state = words(f"review.state_{review.state}")
    said = words("review.lead", record=review.record[:12], state=state, day=words.stamp(review.on))
    if not review.asked.asked:
        return f"{said} {words('review.asks_none')}"
    roles = words.listed([words.inner(words(f"role.{role}")) for role in review.asked.sign_off])
    wanted = words("review.by_roles", roles=roles) if review.asked.sign_off else words("review.one")
    pair = words("review.pair") if review.asked.second_pair_of_eyes else ""
    return f"{said} {words('review.asks', wanted=wanted, pair=pair)}"


def parts(review: Review, words: Words = ENGLISH) -> tuple[ReviewPart, ...]:
    """All that is shown of a review below its lead, in order; parts without content are left out."""
    missing = tuple(map(words.quote, review.missing))
    signed = signatures(review, words)
    found = (
        ReviewPart("missing", words("review.missing"), missing),
        ReviewPart("signatures", words("review.signatures"), _auditor(review, words), signed),
        ReviewPart("findings", words("review.findings"), _quiet(review, words), findings(review, words)),
        _agreement(review.agreement, words),
    )
    return tuple(one for one in found if one is not None and (one.notes or one.table is not None))


def findings(review: Review, words: Words = ENGLISH) -> Table | None:
    """Findings with owner, due date, decision and comments, the most severe first; None where there is none.

    Leads of low severity on which nobody has said anything are left out.
    """
    found = sorted((one for one in review.findings if told(one)), key=_severity)
    if not found:
        return None
    columns = 6 if any(one.comments for one in found) else 5
    rows = tuple(_finding(one, review, words)[:columns] for one in found)
    names = ("finding", "severity", "decision", "owner", "due", "comments")[:columns]
    return Table(words("review.findings_caption"), tuple(words(f"head.{name}") for name in names), rows)


def told(one: Reviewed) -> bool:
    """Whether it must be decided on, or anybody has said something of it."""
    return one.finding.severity in MUST_DECIDE or any(
        (one.decision, one.earlier, one.owner, one.due, one.comments)
    )


def quiet(review: Review) -> tuple[Reviewed, ...]:
    """Leads of low severity on which nobody has said anything."""
    return tuple(one for one in review.findings if not told(one))


def _quiet(review: Review, words: Words) -> tuple[str, ...]:
    left_out = len(quiet(review))
    if not left_out:
        return ()
    return (words("review.left_out", n=left_out),)


def _severity(one: Reviewed) -> int:
    return ("high", "medium", "low").index(one.finding.severity)


def _finding(one: Reviewed, review: Review, words: Words) -> tuple[str, ...]:
    return (
        words.quote(f"{one.id}: {fmt.opening(one.finding.statement, 60)}"),
        words(f"severity.{one.finding.severity}"),
        decision_text(one, words),
        one.owner or words("review.nobody"),
        _due(one, review, words),
        " ".join(f"{comment.by}: {ended(comment.text)}" for comment in one.comments) or words("said.none"),
    )


def decision_text(one: Reviewed, words: Words = ENGLISH) -> str:
    """What was decided on a finding, by whom, when and why; that it is open where nothing holds."""
    if one.decision is not None:
        return _decided(one.decision, words)
    if one.earlier is not None:
        return words("review.lapsed", why=str(one.lapse), earlier=_decided(one.earlier, words))
    return words("review.open")


def _decided(decision: Decided, words: Words) -> str:
    what = words(f"disposition.{decision.disposition}") if decision.disposition else ""
    until = f" {words('review.until', day=words.stamp(decision.until))}" if decision.until else ""
    role = f" ({words(f'role.{decision.role}')})" if decision.role else ""
    why = f": {decision.reason}" if decision.reason else ""
    return f"{what}{until}, {decision.by}{role}, {words.stamp(decision.at)}{why}"


def signatures(review: Review, words: Words = ENGLISH) -> Table | None:
    """Every sign-off, and those asked for that are not there; None where there are neither."""
    given = {one.entry.role for one in review.signatures}
    rows = [
        (
            words(f"role.{one.entry.role}"),
            one.entry.by,
            words.stamp(one.entry.at),
            words("said.yes") if one.lapse is None else f"{words('said.no')}: {one.lapse}",
            one.entry.note or words("said.none"),
        )
        for one in review.signatures
    ]
    rows += [
        (
            words(f"role.{role}"),
            words("review.nobody_yet"),
            words("review.not_signed"),
            words("said.no"),
            words("said.none"),
        )
        for role in review.asked.sign_off
        if role not in given
    ]
    columns = tuple(words(f"head.{name}") for name in ("role", "person", "signed", "counts", "note"))
    return Table(words("review.signatures_caption"), columns, tuple(rows)) if rows else None


def signature_text(one: Signature, words: Words = ENGLISH) -> str:
    """A sign-off in a line."""
    lapsed = "" if one.lapse is None else f"; no longer counts: {one.lapse}"
    return f"{one.title}: signed by {one.entry.by}, {words.stamp(one.entry.at)}{lapsed}"


def agreement_notes(found: Agreement, words: Words = ENGLISH, *, compared: bool = True) -> tuple[str, ...]:
    """What the feedback comes to, in sentences: over all cases, by group, and why reviewers disagreed.

    ``compared`` false leaves the groups out, for where each has a figure with its sentence.
    """
    whole = found.overall
    first = words(
        "review.agreement",
        n=whole.cases,
        rate=words.pct(whole.rate),
        interval=words.interval(whole.low, whole.high),
        overridden=words.pct(whole.override_rate),
        kappa=_kappa(whole.kappa, words),
    )
    judged = [ENGLISH(f"verdict.{one.verdict or 'not_estimable'}.word") + "." for one in found.contrasts]
    cautions = found.statements[: len(found.statements) - len(judged)]
    by_group = found.statements[len(cautions) :] if compared else ()
    said = [f"{verdict} {statement}" for verdict, statement in zip(judged, by_group, strict=compared)]
    reasons = [
        f"{reason} ({words.count(n)})" for reason, n in sorted(found.reasons.items(), key=lambda one: -one[1])
    ]
    why = (words("review.reasons", reasons=words.listed(reasons)),) if reasons else ()
    return (first, *map(words.quote, (*cautions, *said)), *why)


def agreement_table(found: Agreement, words: Words = ENGLISH) -> Table:
    """Agreement, overrides and kappa over all reviewed cases and by group."""
    names = ("group", "cases", "agreed", "interval", "to_favourable", "from_it", "kappa")
    columns = tuple(words(f"head.{name}") for name in names)
    rows = tuple(_row(one, words) for one in (found.overall, *found.groups))
    return Table(words("review.agreement_caption"), columns, rows, frozenset(columns[1:]))


def _row(one: GroupAgreement, words: Words) -> tuple[str, ...]:
    none = words("said.not_estimable")
    return (
        words("review.everybody") if one.attribute is None else f"{one.attribute}: {one.group}",
        words.count(one.cases),
        words.pct(one.rate) if one.reason is None else f"{none}: {one.reason}",
        words.interval(one.low, one.high),
        words.count(one.favourable) if one.cases else none,
        words.count(one.unfavourable) if one.cases else none,
        _kappa(one.kappa, words),
    )


def _kappa(found: Kappa, words: Words) -> str:
    if found.value is None:
        return f"{words('said.not_estimable')}: {found.reason}"
    if found.low is None:
        return words("review.no_interval", value=words.number(found.value, 2), reason=str(found.reason))
    return f"{words.number(found.value, 2)} ({words.interval(found.low, found.high, 2, 1)})"


def _agreement(found: Agreement | None, words: Words) -> ReviewPart | None:
    if found is None:
        return None
    notes, table = agreement_notes(found, words), agreement_table(found, words)
    return ReviewPart("agreement", words("review.agree"), notes, table)


def _auditor(review: Review, words: Words) -> tuple[str, ...]:
    return (words("review.auditor", name=review.auditor),) if review.auditor else ()


def _due(one: Reviewed, review: Review, words: Words) -> str:
    if one.due is None:
        return words("review.no_date")
    late = f" ({words('review.overdue')})" if one.overdue(review.on) else ""
    return f"{words.stamp(one.due)}{late}"

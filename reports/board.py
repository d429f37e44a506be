"""Findings by where they stand in a review, as a board shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal, get_args

from fairwitness.audits.record.schema import Finding
from fairwitness.audits.review.entries import Commented, Decided, Entry, Signed, Withdrawn
from fairwitness.audits.review.state import Review, Reviewed
from fairwitness.reports import format as fmt
from fairwitness.reports.charts.figure import Table
from fairwitness.reports.language import ENGLISH, Words
from fairwitness.reports.review import decision_text, quiet, told

Column = Literal["open", "looked_at", "accepted", "false_alarm", "waived"]
COLUMNS: Final[tuple[Column, ...]] = get_args(Column)
TITLES: Final[Mapping[Column, str]] = {
    "open": "Open",
    "looked_at": "Being looked at",
    "accepted": "Accepted, with reasons",
    "false_alarm": "False alarm",
    "waived": "Waived until a day",
}
_DECIDED: Final[Mapping[str | None, Column]] = {
    "mitigate": "looked_at",
    "accept": "accepted",
    "false_alarm": "false_alarm",
    "waive": "waived",
}
_SEVERITIES: Final = ("high", "medium", "low")


def column_of(one: Reviewed) -> Column:
    """Where a finding stands: being looked at, too, once somebody owns it or has spoken of it."""
    if one.disposition is not None:
        return _DECIDED[one.disposition]
    return "looked_at" if one.owner or one.comments else "open"


def board(review: Review) -> dict[Column, tuple[Reviewed, ...]]:
    """The findings in their columns, the most severe first; columns without one are there too.

    Leads of low severity on which nobody has said anything are left out; `as_table` has them.
    """
    found: dict[Column, list[Reviewed]] = {column: [] for column in COLUMNS}
    for one in by_severity([one for one in review.findings if told(one)]):
        found[column_of(one)].append(one)
    return {column: tuple(ones) for column, ones in found.items()}


def left_out(review: Review, words: Words = ENGLISH) -> str | None:
    """What the board leaves out, in a sentence; None where nothing is."""
    many = len(quiet(review))
    if not many:
        return None
    leads = words.plural(many, "lead of low severity", "leads of low severity")
    return f"Not on the board: {leads} on which nobody has said anything. The list has every finding."


def most_severe_first(findings: Sequence[Finding]) -> list[Finding]:
    """Findings of a record as somebody should read them; equals stay as the record has them."""
    return sorted(findings, key=lambda one: _SEVERITIES.index(one.severity))


def by_severity(findings: Sequence[Reviewed]) -> list[Reviewed]:
    """Findings, the most severe first, else in the record\u2019s order."""
    return sorted(findings, key=lambda one: _SEVERITIES.index(one.finding.severity))


def overdue(review: Review) -> tuple[Reviewed, ...]:
    """Findings that should have been dealt with before today."""
    return tuple(one for one in by_severity(review.findings) if one.overdue(review.on))


def due_text(one: Reviewed, review: Review, words: Words = ENGLISH) -> str:
    """When a finding is due, and whether that is past; empty where no day is set."""
    if one.due is None:
        return ""
    late = (review.on - one.due).days
    return f"Overdue by {words.plural(late, 'day')}" if late > 0 else f"Due {words.day(one.due.isoformat())}"


def overdue_text(review: Review, words: Words = ENGLISH) -> str | None:
    """What is overdue, in a sentence; None where nothing is."""
    late = overdue(review)
    if not late:
        return None
    named = fmt.listed(
        [f"{one.id} ({one.owner or 'no owner'}, {due_text(one, review, words).lower()})" for one in late]
    )
    return f"{words.plural(len(late), 'finding is', 'findings are')} overdue: {named}."


def as_table(review: Review, words: Words = ENGLISH) -> Table:
    """The board as a list, a line for each finding."""
    rows = tuple(
        (
            f"{one.id}: {fmt.opening(one.finding.statement, 90)}",
            one.finding.severity.capitalize(),
            TITLES[column_of(one)],
            decision_text(one, words),
            one.owner or "nobody",
            due_text(one, review, words) or "no date",
            words.count(len(one.comments)),
        )
        for one in by_severity(review.findings)
    )
    columns = ("Finding", "Severity", "Where it stands", "Decision", "Owner", "Due", "Comments")
    return Table("Every finding, the most severe first.", columns, rows, frozenset({"Comments"}))


def history(finding: str, entries: Sequence[Entry], words: Words = ENGLISH) -> tuple[tuple[str, str], ...]:
    """When what was said and decided of a finding, the first first; of all sign-offs where it is empty."""
    kept = [
        one
        for one in entries
        if (isinstance(one, Decided | Commented) and one.finding == finding)
        or (not finding and isinstance(one, Signed | Withdrawn))
    ]
    return tuple((words.moment(one.at), one.words.replace(f" on {finding}:", ":")) for one in kept)

"""How far a review has come: its entries read over a frozen record, as of a day. Nothing here looks at a clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from fairwitness.audits.plan.review import ROLE_TITLES, Role
from fairwitness.audits.plan.review import Review as Asked
from fairwitness.audits.record import Record, sha256
from fairwitness.audits.record.schema import Finding
from fairwitness.audits.review.agreement import Agreement, agreement
from fairwitness.audits.review.asked import ended_waivers, review_asked
from fairwitness.audits.review.cases import as_counts
from fairwitness.audits.review.entries import (
    AuditorNamed,
    CaseJudged,
    Commented,
    Decided,
    Disposition,
    Entry,
    FeedbackCounted,
    Signed,
    Withdrawn,
)
from fairwitness.audits.review.identity import finding_ids, says
from fairwitness.audits.units import day
from fairwitness.audits.wording import ended

State = Literal["open", "in_review", "signed_off"]
MUST_DECIDE = ("high", "medium")
"""Severities of findings that must be decided on before a review can be signed off; the others are leads."""


@dataclass(frozen=True)
class Reviewed:
    """One finding, and what people have said of it.

    Attributes
    ----------
    decision
        What was decided on what the finding says now; None where that is open.
    earlier
        The last decision, where it no longer holds; `lapse` says why.
    """

    id: str
    finding: Finding
    owner: str | None = None
    due: date | None = None
    decision: Decided | None = None
    earlier: Decided | None = None
    lapse: str | None = None
    comments: tuple[Commented, ...] = ()

    @property
    def disposition(self) -> Disposition | None:
        """What was decided; None where that is open."""
        return None if self.decision is None else self.decision.disposition

    @property
    def must_be_decided(self) -> bool:
        """Whether the review waits for a decision on it."""
        return self.decision is None and self.finding.severity in MUST_DECIDE

    def overdue(self, on: date) -> bool:
        """Whether it should have been dealt with before a day."""
        return self.due is not None and on > self.due


@dataclass(frozen=True)
class Signature:
    """A sign-off, and why it counts no more; None where it counts."""

    entry: Signed
    lapse: str | None = None

    @property
    def title(self) -> str:
        """The role in words."""
        return ROLE_TITLES[self.entry.role]


@dataclass(frozen=True)
class Review:
    """All that was said of a record, as of a day. It is an overlay: the record is as it was."""

    record: str
    on: date
    asked: Asked
    findings: tuple[Reviewed, ...]
    signatures: tuple[Signature, ...]
    """The last one of each role, in the order they were given."""
    auditor: str | None
    agreement: Agreement | None
    missing: tuple[str, ...]
    """What keeps it from being signed off, in sentences."""
    begun: bool

    @property
    def state(self) -> State:
        """Open before anybody has done anything; signed off when somebody has signed and nothing is missing."""
        if not self.begun:
            return "open"
        signed = any(one.lapse is None for one in self.signatures)
        return "signed_off" if signed and not self.missing else "in_review"

    @property
    def holds_release(self) -> bool:
        """Whether the plan asks for sign-offs that are not all there."""
        return self.asked.asked and self.state != "signed_off"

    @property
    def undecided(self) -> tuple[Reviewed, ...]:
        """The findings that must be decided on and are not."""
        return tuple(one for one in self.findings if one.must_be_decided)


@dataclass
class _Desk:
    """What has been said so far, while the entries are read in their order."""

    record: Record
    on: date
    findings: dict[str, Reviewed]
    signatures: dict[Role, Signature] = field(default_factory=dict)
    feedback: list[FeedbackCounted] = field(default_factory=list)
    cases: dict[tuple[str, str], CaseJudged] = field(default_factory=dict)
    """By the hash of the case and the folded name of the reviewer: the last word of each."""
    deciders: dict[str, str] = field(default_factory=dict)
    """By the folded name: the name as it was written."""
    auditor: str | None = None
    begun: bool = False

    def take(self, entry: Entry) -> None:
        """Read the next entry. Owners, comments and decisions come over from earlier records of the same thing."""
        here = entry.record == self.record.hash
        self.begun = self.begun or here
        match entry:
            case Decided():
                self._decide(entry)
            case Commented() if entry.finding in self.findings:
                one = self.findings[entry.finding]
                self.findings[entry.finding] = replace(one, comments=(*one.comments, entry))
            case Signed():
                self._sign(entry, here=here)
            case Withdrawn() if here and entry.role in self.signatures:
                self._withdraw(entry)
            case CaseJudged() if here:
                self.cases[entry.case, folded(entry.by)] = entry
            case AuditorNamed() if here:
                self.auditor = entry.auditor
            case FeedbackCounted() if here and entry.file not in {one.file for one in self.feedback}:
                self.feedback.append(entry)

    def _decide(self, entry: Decided) -> None:
        one = self.findings.get(entry.finding)
        if one is None:
            return
        one = replace(one, owner=entry.owner or one.owner, due=entry.due or one.due)
        if entry.disposition is None:
            self.findings[entry.finding] = one
            return
        if entry.says != says(one.finding):
            why = f"The finding says something else than what {entry.by} decided on"
            self.findings[entry.finding] = one if one.decision else replace(one, earlier=entry, lapse=why)
            return
        before = _digest(self.findings.values())
        self.findings[entry.finding] = replace(one, decision=entry, earlier=None, lapse=None)
        self.deciders[folded(entry.by)] = entry.by
        if _digest(self.findings.values()) != before:
            self._lapse(f"{entry.by} changed the decision on {entry.finding} on {day(entry.at)}")

    def _sign(self, entry: Signed, *, here: bool) -> None:
        standing = self.signatures.get(entry.role)
        if not here and standing is not None and standing.entry.record == self.record.hash:
            return
        lapse = None
        if not here:
            lapse = f"it is of another record, {entry.record[:12]}"
        elif entry.dispositions != _digest(self.findings.values()):
            lapse = "it is of other decisions than those that stand"
        self.signatures.pop(entry.role, None)
        self.signatures[entry.role] = Signature(entry, lapse)

    def _withdraw(self, entry: Withdrawn) -> None:
        standing = self.signatures[entry.role]
        if standing.lapse is None and folded(standing.entry.by) == folded(entry.by):
            why = f"{entry.by} withdrew it on {day(entry.at)}: {entry.reason}"
            self.signatures[entry.role] = Signature(standing.entry, why)

    def counted(self) -> list[FeedbackCounted]:
        """The feedback of files, and that on single cases."""
        single = as_counts(tuple(self.cases.values()))
        return self.feedback if single is None else [*self.feedback, single]

    def _lapse(self, why: str) -> None:
        self.signatures = {
            role: one if one.lapse else Signature(one.entry, why) for role, one in self.signatures.items()
        }

    def end_waivers(self) -> None:
        """A waiver past its last day leaves its finding open."""
        for name, one in self.findings.items():
            until = one.decision.until if one.decision else None
            if until is not None and self.on > until:
                why = f"The waiver ended on {day(until)}"
                self.findings[name] = replace(one, decision=None, earlier=one.decision, lapse=why)


def review_of(record: Record, entries: Sequence[Entry], on: date) -> Review:
    """Read the entries of a review over a record.

    Parameters
    ----------
    entries
        In the order in which they were added; those of other records too.
    on
        The day as of which waivers and due dates are read.
    """
    desk = _Desk(record, on, {name: Reviewed(name, finding) for name, finding in finding_ids(record).items()})
    for entry in entries:
        desk.take(entry)
    desk.end_waivers()
    asked = review_asked(record)
    return Review(
        record.hash,
        on,
        asked,
        tuple(desk.findings.values()),
        tuple(desk.signatures.values()),
        desk.auditor,
        agreement(record, desk.counted()),
        tuple(_missing(desk, asked)),
        desk.begun,
    )


def dispositions_of(review: Review) -> str:
    """The hash of all decisions as they stand, which a sign-off names."""
    return _digest(review.findings)


def folded(name: str) -> str:
    """A person's name for comparing: capitals and spaces make nobody another person."""
    return " ".join(name.casefold().split())


def _digest(findings: Iterable[Reviewed]) -> str:
    decided = [(one.id, one.decision) for one in findings if one.decision is not None]
    return sha256(
        sorted(
            [name, str(entry.disposition), str(entry.until), entry.reason or "", entry.says]
            for name, entry in decided
        )
    )


def _missing(desk: _Desk, asked: Asked) -> Iterator[str]:
    for one in desk.findings.values():
        if one.must_be_decided:
            why = f" {one.lapse}." if one.lapse else ""
            opening = re.split(r"(?<=[.!?]) +(?=[A-Z])", one.finding.statement)[0]
            yield f"Nobody has decided on {one.id} ({one.finding.severity} severity): {ended(opening)}{why}"
    for role in asked.sign_off:
        found = desk.signatures.get(role)
        if found is None:
            yield f"{ROLE_TITLES[role]} has not signed off."
        elif found.lapse:
            yield (
                f"{ROLE_TITLES[role]} must sign off again. The signature of {found.entry.by} no longer counts: "
                f"{found.lapse}."
            )
    if asked.second_pair_of_eyes:
        yield from _second_pair(desk)
    yield from ended_waivers(desk.record, desk.on)


def _second_pair(desk: _Desk) -> Iterator[str]:
    """The person who ran the audit, or decided on a finding, cannot alone sign it off."""
    if desk.auditor is None:
        yield "It is not stated who ran the audit, so nobody can tell who else has looked."
        return
    involved = {folded(desk.auditor), *desk.deciders}
    if not any(
        one.lapse is None and folded(one.entry.by) not in involved for one in desk.signatures.values()
    ):
        names = ", ".join(dict.fromkeys((desk.auditor, *desk.deciders.values())))
        yield f"Somebody must sign off who neither ran the audit nor decided on a finding, as {names} did."

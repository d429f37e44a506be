"""What a person does in a review: decide, comment, sign, and count decisions of their own. Each act is one entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from fairwitness.audits.keys import id_hash
from fairwitness.audits.plan.review import ROLE_TITLES, ROLES, Role
from fairwitness.audits.record import Record
from fairwitness.audits.review.cases import Case
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
    read_entry,
)
from fairwitness.audits.review.feedback import count_feedback, labels_of
from fairwitness.audits.review.identity import finding_ids, finding_named, says
from fairwitness.audits.review.log import Log
from fairwitness.audits.review.state import Review, dispositions_of, folded, review_of
from fairwitness.errors import ReviewError


@dataclass(frozen=True)
class Decision:
    """What somebody decides on a finding; what is None stays as it was."""

    disposition: Disposition | None = None
    owner: str | None = None
    due: date | None = None
    until: date | None = None
    """The last day of a waiver."""
    reason: str | None = None


@dataclass(frozen=True)
class Reviewer:
    """A person at work on the review of a record.

    Attributes
    ----------
    log
        Where the entries go, and come from.
    by, role
        Who it is, as they say; nothing here proves it.
    at
        The time of the act.
    """

    record: Record
    log: Log
    by: str
    role: Role | None
    at: datetime

    def review(self) -> Review:
        """The review as it stands on this day."""
        return review_of(self.record, self.log.entries(), self.at.date())

    def decide(self, finding: str, decision: Decision) -> str:
        """Give a finding an owner, a due date or a disposition; returns its full name.

        A waiver must have a reason, a last day that is not past, and an owner; what is to be mitigated an owner;
        what is accepted, or a false alarm, a reason.

        Raises
        ------
        ReviewError
            There is no such finding, or the decision lacks something.
        """
        name = finding_named(self.record, finding)
        stated = next(one for one in self.review().findings if one.id == name)
        if decision.until is not None and decision.until < self.at.date():
            raise ReviewError(f"The last day of a waiver must not be past. Got {decision.until:%Y-%m-%d}.")
        if decision.disposition in ("waive", "mitigate") and not (decision.owner or stated.owner):
            raise ReviewError(
                f"A finding to {decision.disposition} must have an owner, who answers for it. {name} has none."
            )
        self._add(
            Decided,
            finding=name,
            says=says(finding_ids(self.record)[name]),
            disposition=decision.disposition,
            owner=decision.owner,
            due=decision.due,
            until=decision.until,
            reason=decision.reason,
        )
        return name

    def comment(self, finding: str, text: str) -> str:
        """Say something about a finding; returns its full name."""
        name = finding_named(self.record, finding)
        self._add(Commented, finding=name, text=text)
        return name

    def sign(self, note: str | None = None) -> Review:
        """Sign the record off with the decisions as they stand; returns the review after it.

        Raises
        ------
        ReviewError
            The role is not stated, or a finding of high or medium severity is not decided on.
        """
        if self.role is None:
            raise ReviewError(
                f"A sign-off must say in which role. Got none; the roles are {', '.join(ROLES)}."
            )
        review = self.review()
        if review.undecided:
            names = ", ".join(one.id for one in review.undecided)
            raise ReviewError(
                f"Every finding of high or medium severity must be decided on before a sign-off. Open: {names}."
            )
        self._add(Signed, dispositions=dispositions_of(review), note=note)
        return self.review()

    def withdraw(self, reason: str) -> Review:
        """Take one's own sign-off back; returns the review after it.

        Raises
        ------
        ReviewError
            Nobody has signed in that role, the signature counts no more, or somebody else gave it.
        """
        if self.role is None:
            raise ReviewError("A withdrawal must say of which role the sign-off was. Got none.")
        title = ROLE_TITLES[self.role]
        standing = next((one for one in self.review().signatures if one.entry.role == self.role), None)
        if standing is None or standing.lapse is not None:
            raise ReviewError(f"A sign-off must stand to be withdrawn. {title} has none that counts.")
        if folded(standing.entry.by) != folded(self.by):
            raise ReviewError(
                f"A sign-off is withdrawn by whoever gave it. {title} was signed by {standing.entry.by}, not by "
                f"{self.by}."
            )
        self._add(Withdrawn, reason=reason)
        return self.review()

    def judge(self, case: Case, decision: str, reason: str | None = None) -> None:
        """Say what one would have decided in a single case. Its id is kept as a keyed hash, beside its groups.

        Raises
        ------
        DataError
            The record is of a number.
        ReviewError
            The decision is none of the labels, or differs from the model's and no reason is given.
        """
        self._add(
            CaseJudged,
            case=id_hash(case.id),
            labels=labels_of(self.record),
            favourable=self.record.subject.favourable,
            model=case.model,
            reviewer=decision,
            groups=dict(case.groups),
            reason=reason,
        )

    def name_auditor(self, auditor: str) -> None:
        """Say who ran the audit."""
        self._add(AuditorNamed, auditor=auditor)

    def give_feedback(self, file: Path) -> int:
        """Count decisions on single cases from a file; returns how many there are. No row of it is kept.

        Raises
        ------
        DataError
            The file cannot be read, or a cell in it cannot be.
        ReviewError
            The same cases and decisions are counted already.
        """
        found = count_feedback(self.record, file)
        for entry in self.log.entries():
            same = isinstance(entry, FeedbackCounted) and entry.file == found.file
            if same and entry.record == self.record.hash:
                raise ReviewError(
                    f"Feedback must be counted once. The cases and decisions of '{file.name}' were counted on "
                    f"{entry.at:%Y-%m-%d}, by {entry.by}."
                )
        self._add(
            FeedbackCounted,
            file=found.file,
            labels=found.labels,
            favourable=found.favourable,
            groups=found.groups,
            reasons=found.reasons,
        )
        return found.cases

    def _add(self, kind: type[Entry], **content: object) -> None:
        who = {"record": self.record.hash, "by": self.by, "role": self.role, "at": self.at}
        given = {name: value for name, value in {**who, **content}.items() if value is not None}
        self.log.append(read_entry({"kind": kind.model_fields["kind"].default, **given}))

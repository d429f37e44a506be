"""What people say of a record that is kept here: read from the log in the audit's folder, and added to it.

The log is ``trail.jsonl`` beside the record, which `fairwitness review` reads and writes too, and which a bundle
packs. Each entry is noted in the trail of the project as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

from fairwitness.app import store
from fairwitness.app.access import changes
from fairwitness.app.people import Person
from fairwitness.audits.lock import lock_file, locked
from fairwitness.audits.plan.review import Role
from fairwitness.audits.review.acts import Decision, Reviewer
from fairwitness.audits.review.cases import Case
from fairwitness.audits.review.entries import MOST_CHARACTERS, Entry
from fairwitness.audits.review.state import Review, review_of
from fairwitness.errors import EvidenceError, MovedOnError, ReviewError
from fairwitness.reports.evidence.trail import add, check_trail, load_trail
from fairwitness.reports.review_log import FILE, TrailLog

R = TypeVar("R")
_LOCK: Final = ".review.lock"
_MOST_SAID: Final = 5
_SHORT: Final = 160


@dataclass(frozen=True)
class Board:
    """A review as it stands, and all that led to it."""

    review: Review
    entries: tuple[Entry, ...]
    """The first first; those of earlier records of the same audit too."""

    @property
    def count(self) -> int:
        """How many entries there are: what a page remembers, to tell later what is new."""
        return len(self.entries)

    def since(self, seen: int) -> tuple[str, ...]:
        """What was added after so many entries, a line each."""
        return _lines(self.entries[seen:])


@dataclass(frozen=True)
class Hand:
    """Whose hand an entry is in.

    Attributes
    ----------
    by
        The name that was given, where nobody logs in; somebody who has logged in writes under their own.
    role
        In which role, where that was said.
    seen
        How many entries there were when the page was drawn; None where what others did makes no difference.
    """

    by: str = ""
    role: Role | None = None
    seen: int | None = None


def now() -> datetime:
    """The time by this machine's clock: the only look at it here."""
    return datetime.now(UTC)


def board(audit: str) -> Board:
    """The review of an audit as of today.

    Raises
    ------
    AlteredError, EvidenceError, ReviewError
        The log cannot be read, or was changed by hand.
    """
    entries = _log(audit).entries()
    return Board(review_of(store.record(audit), entries, now().date()), entries)


def review(audit: str) -> Review | None:
    """The review for a report to show; None where nobody has said anything."""
    found = board(audit)
    return found.review if found.entries else None


def log_file(audit: str) -> Path:
    """The log of an audit; it need not be there."""
    return store.folder(audit) / FILE


def written_by(person: Person, by: str = "") -> str:
    """The name under which somebody writes: their own with their address where they logged in, else the one given."""
    return person.signed if person.email else by.strip() or person.name


@changes("review", noted=False)
def decide(person: Person, audit: str, hand: Hand, finding: str, decision: Decision) -> None:
    """Give a finding an owner, a due date or a disposition; raises as `Reviewer.decide` does."""
    _act(person, audit, hand, lambda reviewer: reviewer.decide(finding, decision))


@changes("review", noted=False)
def comment(person: Person, audit: str, hand: Hand, finding: str, text: str) -> None:
    """Say something about a finding. What others added meanwhile does not hinder it.

    Raises
    ------
    ReviewError
        The text is empty or too long.
    """
    if len(text) > MOST_CHARACTERS:
        raise ReviewError(f"A comment must have at most {MOST_CHARACTERS:,} characters. Got {len(text):,}.")
    _act(person, audit, hand, lambda reviewer: reviewer.comment(finding, text))


@changes("review", noted=False)
def sign(person: Person, audit: str, hand: Hand, note: str | None = None) -> None:
    """Sign the record off with the decisions as they stand; raises as `Reviewer.sign` does."""
    _act(person, audit, hand, lambda reviewer: reviewer.sign(note))


@changes("review", noted=False)
def withdraw(person: Person, audit: str, hand: Hand, reason: str) -> None:
    """Take one's own sign-off back; raises as `Reviewer.withdraw` does."""
    _act(person, audit, hand, lambda reviewer: reviewer.withdraw(reason))


@changes("review", noted=False)
def name_auditor(person: Person, audit: str, hand: Hand, auditor: str) -> None:
    """Say who ran the audit."""
    _act(person, audit, hand, lambda reviewer: reviewer.name_auditor(auditor))


@changes("review", noted=False)
def judge(person: Person, audit: str, hand: Hand, case: Case, answer: tuple[str, str | None]) -> None:
    """Say what one would have decided in a single case, and why; raises as `Reviewer.judge` does."""
    decision, reason = answer
    _act(person, audit, hand, lambda reviewer: reviewer.judge(case, decision, reason))


@changes("review", noted=False)
def give_feedback(person: Person, audit: str, hand: Hand, file: Path) -> int:
    """Count decisions on single cases from a file, and return how many; raises as `Reviewer.give_feedback` does."""
    return _act(person, audit, hand, lambda reviewer: reviewer.give_feedback(file))


def _act(person: Person, audit: str, hand: Hand, act: Callable[[Reviewer], R]) -> R:
    """Do one thing in a review, alone: what others have added since the page was drawn is told before.

    Raises
    ------
    MovedOnError
        Others have added something; nothing was written.
    AlteredError, EvidenceError
        A log cannot be added to; nothing was written.
    """
    log, record, trail = _log(audit), store.record(audit), store.trail(store.entry(audit).project)
    with _alone(audit):
        check_trail(trail)
        before = log.entries()
        if hand.seen is not None and len(before) > hand.seen:
            raise MovedOnError(moved_on(_lines(before[hand.seen :])))
        done = act(Reviewer(record, log, written_by(person, hand.by), hand.role, now()))
        _note(trail, log.entries()[max(len(before) - 1, 0) :])
    return done


def moved_on(lines: Sequence[str]) -> str:
    """What was added, by others or in another tab, in a sentence; and what to do."""
    return (
        f"This review has moved on since the page was drawn: {' / '.join(lines)} Nothing of yours was written or lost; "
        "look at what was added, and press again if it still holds."
    )


def _note(file: Path, entries: Sequence[Entry]) -> None:
    """Add entries to the project's trail, and among them the one before, if a crash kept it from there."""
    known = (
        {event.model_dump_json() for _, event in load_trail(file).events if event} if file.exists() else ()
    )
    new = [one for one in entries if one.model_dump_json() not in known]
    if new:
        add(file, *new, at=new[-1].at)


def _lines(entries: Sequence[Entry]) -> tuple[str, ...]:
    said = [_short(one.words) for one in entries[-_MOST_SAID:]]
    more = len(entries) - len(said)
    return (*([f"{more} more before."] if more else []), *said)


def _short(words: str) -> str:
    flat = " ".join(words.split())
    return f"{flat[:_SHORT]}…" if len(flat) > _SHORT else f"{flat.rstrip('.')}."


def _log(audit: str) -> TrailLog:
    return TrailLog(log_file(audit))


@contextmanager
def _alone(audit: str) -> Iterator[None]:
    """Let nobody else write in the review of an audit meanwhile, in this process or another."""
    path = store.folder(audit) / _LOCK
    try:
        stream = lock_file(path)
    except OSError as error:
        raise EvidenceError(
            f"A review must be kept in a folder that can be written. '{path.parent.name}' cannot: "
            f"{error.strerror or error}."
        ) from error
    with stream, locked(stream, FILE):
        yield

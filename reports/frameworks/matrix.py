"""The matrix of a framework for people: each requirement with its days, what a record shows, and who stated the rest.

A record is sealed before people state most things; what they stated stands beside it and is set in here. A statement
never becomes evidence that was measured: it is shown with its name and day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import AppliesFrom, Control, FrameworkFacts
from fairwitness.audits.statements import Statement, feeding, fields
from fairwitness.reports.format import listed
from fairwitness.reports.language import ENGLISH, Words
from fairwitness.reports.tokens import STATUSES, Status

MEMORY: Final = "From memory, to be confirmed."
STATED_MEANS: Final = ENGLISH("stated.means")


@dataclass(frozen=True)
class Said:
    """One statement, as a matrix or a list shows it."""

    title: str
    """What was stated, such as "Intended purpose"."""
    by: str
    """Name, and role if one was given."""
    day: str
    text: str
    about_other: bool
    """Whether it speaks of another record, and so does not count here."""
    words: Words = ENGLISH

    @property
    def source(self) -> str:
        """By whom and when it was stated."""
        return self.words(f"stated.{'elsewhere' if self.about_other else 'source'}", by=self.by, day=self.day)


@dataclass(frozen=True)
class Row:
    """One requirement."""

    control: Control
    status: Status
    when: str
    """Days from which it applies, with whom they are for."""
    usual: bool
    """Whether these are the days of most rows of the framework."""
    first: str
    """The first of the days, short."""
    said: tuple[Said, ...]
    left: str
    """What a named person must still state; empty where nothing is left."""
    words: Words = ENGLISH

    @property
    def stated(self) -> tuple[str, ...]:
        """What was stated, by whom and when, without the texts: a line for each person and day."""
        found: dict[str, list[str]] = {}
        for one in self.said:
            found.setdefault(one.source, []).append(one.title[0].lower() + one.title[1:])
        return tuple(f"{source}: {self.words.listed(titles)}." for source, titles in found.items())

    @property
    def asks(self) -> str:
        """The requirement, and how sure its wording is."""
        one = self.control
        memory = f" {MEMORY}" if one.confidence == "memory" else ""
        return f"{one.requirement}{memory}"

    @property
    def clause(self) -> str:
        """Where it stands in the text; its id where an older record does not say."""
        return self.control.clause or self.control.id

    @property
    def owed_by(self) -> str:
        """Who owes it; empty where the framework tells no roles apart."""
        return f"For: {listed(self.control.roles)}." if self.control.roles else ""


@dataclass(frozen=True)
class Matrix:
    """All requirements of one framework."""

    facts: FrameworkFacts
    rows: tuple[Row, ...]
    usual: str
    """Days from which most of the rows apply; empty where none are given."""
    words: Words = ENGLISH

    @property
    def tally(self) -> str:
        """How many requirements are how far, in words."""
        counts = Counter(row.status for row in self.rows)
        words = self.words
        return words.listed(
            [words(f"status.{one}.counted", n=counts[one]) for one in STATUSES if counts[one]]
        )


def matrices(record: Record, words: Words = ENGLISH) -> tuple[Matrix, ...]:
    """The matrix of each framework of a record, with what is stated beside the record."""
    found = []
    for facts in record.frameworks:
        controls = [one for one in record.controls if one.framework == facts.id]
        days = Counter(_when(one.applies_from, words) for one in controls)
        usual = max(days, key=lambda text: days[text], default="")
        rows = tuple(_row(one, record, usual, words) for one in controls)
        found.append(Matrix(facts, rows, usual, words))
    return tuple(found)


def stated(record: Record, words: Words = ENGLISH) -> tuple[Said, ...]:
    """Everything that is stated beside a record, in the order of the forms."""
    return tuple(_said(key, one, record, words) for key, one in record.statements.statements.items())


def _row(control: Control, record: Record, usual: str, words: Words) -> Row:
    when = _when(control.applies_from, words)
    first = words.day(control.applies_from[0].date, short=True) if control.applies_from else ""
    missing = [one.key for one in control.evidence if not one.held]
    keys = dict.fromkeys(field.key for key in missing for field in feeding().get(key, ()))
    said = tuple(
        _said(key, one, record, words) for key in keys if (one := record.statements.get(key)) is not None
    )
    status, left = _settled(control, record, missing, said)
    return Row(control, status, when, when == usual, first, said, left, words)


def _settled(
    control: Control, record: Record, missing: list[str], said: tuple[Said, ...]
) -> tuple[Status, str]:
    """The status with the statements, and what is still left to state."""
    if control.status not in ("person", "partly") or not any(not one.about_other for one in said):
        return control.status, control.person
    titles = {one.key: one.title for one in control.evidence}
    open_ = [_open(key, titles[key], record) for key in missing]
    if not any(open_):
        return "stated", ""
    return "partly", f"Still open: {listed([one for one in open_ if one])}."


def _open(key: str, title: str, record: Record) -> str:
    """What is not stated of one kind of evidence; empty if everything is."""
    feeders = feeding().get(key, ())
    lacking = [field.title for field in feeders if not _counts(field.key, record)]
    if len(lacking) == len(feeders):
        return title[0].lower() + title[1:]
    return listed([one[0].lower() + one[1:] for one in lacking]) if lacking else ""


def _counts(key: str, record: Record) -> bool:
    one = record.statements.get(key)
    return one is not None and one.is_about(record.hash)


def _said(key: str, one: Statement, record: Record, words: Words) -> Said:
    day, other = words.day(one.day.isoformat()), not one.is_about(record.hash)
    by = f"{one.by}, {one.role}" if one.role else one.by
    return Said(fields()[key].title, by, day, one.text, other, words)


def _when(days: Iterable[AppliesFrom] | None, words: Words = ENGLISH) -> str:
    """The days of a control, in words."""
    return "; ".join(_one_day(one, words) for one in days or ())


def _one_day(one: AppliesFrom, words: Words) -> str:
    unsure = f" ({words('annex.day_from_memory')})" if one.confidence == "memory" else ""
    to = f", {one.to}" if one.to else ""
    return f"{words.day(one.date)}{to}{unsure}"

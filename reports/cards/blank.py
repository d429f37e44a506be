"""The parts of cards: facts that a record holds, and blanks that only a person can fill."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from fairwitness.audits.record import Record
from fairwitness.reports.charts.figure import Table
from fairwitness.reports.format import count
from fairwitness.reports.markdown import escape, table

PERSON: Final = "**A named person must state this.**"
MOST_ROWS: Final = 200
"""Rows of a table on a card."""


def section(title: str, *parts: str) -> str:
    """A heading and what stands below it; parts without text are left out."""
    return "\n\n".join([f"## {title}", *(part for part in parts if part)])


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """A list of facts, by name; names are ours, values from anywhere."""
    return "\n".join(f"- **{name}:** {escape(value)}" for name, value in pairs if value)


def blanks(*questions: str) -> str:
    """A list of what a person must state; empty without questions."""
    return "\n".join(f"- {question} {PERSON}" for question in questions)


def sentences(texts: Iterable[str]) -> str:
    """A list of sentences from anywhere."""
    return "\n".join(f"- {escape(text)}" for text in texts)


def shown(
    caption: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]], right: Sequence[str] = ()
) -> str:
    """A table of as many rows as a card has room for, and a sentence on the rest; nothing without rows."""
    if not rows:
        return ""
    found = Table(caption, tuple(columns), tuple(rows[:MOST_ROWS]), frozenset(right))
    rest = len(rows) - MOST_ROWS
    left_out = (
        f"The first {MOST_ROWS} of {count(len(rows))} rows. All are in `record.json`, and as a workbook by "
    )
    more = [f"{left_out}`fairwitness report record.json --format xlsx`."] if rest > 0 else []
    return "\n\n".join([escape(found.caption), table(found), *more])


def people(record: Record) -> str:
    """The groups that were told apart, with their rows."""
    rows = [
        (one.name, group.name, count(group.rows), "not known" if group.unknown else "")
        for one in record.subject.attributes
        for group in one.groups
    ]
    return shown("People by sensitive attribute.", ("Attribute", "Group", "Rows", "Note"), rows, ("Rows",))

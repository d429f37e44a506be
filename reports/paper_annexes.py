"""The annexes on paper: a matrix for each framework, and what was stated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fairwitness.audits.record import Record
from fairwitness.reports import format as fmt
from fairwitness.reports import view
from fairwitness.reports.charts import Table
from fairwitness.reports.frameworks.matrix import STATED_MEANS, Matrix, Row, matrices, stated
from fairwitness.reports.paper_blocks import Block, heading, prose, table

_LONGEST: Final = 700
_LINES: Final = 5
"""Characters of a text, and statements, in a cell: a row is never cut at the foot of a page, so it may not fill one."""


def annexes(record: Record) -> Iterator[Block]:
    """The record beside the clauses of each framework."""
    if not record.frameworks:
        return
    yield prose(
        "An annex sets the figures of this report beside the clauses of a text. The evidence supports "
        "an assessment; that a system "
        "meets a law no software can state. Where a named person must speak, the row says about what.",
        "Laws change: each annex says which text was read, each row from when it applies.",
    )
    for found in matrices(record):
        yield from _annex(found)
        figures = view.published(record, found.facts.id)
        if figures is not None:
            yield table(figures, (24, 0, 18, 15, 11, 13, 26))


def statements(record: Record) -> Iterator[Block]:
    """What people stated, each with name and day."""
    found = stated(record)
    if not found:
        return
    yield prose(
        f"These statements stand beside the record and are not part of it. {STATED_MEANS}",
        "The file of the statements is attached.",
    )
    rows = tuple((one.title, one.text, one.source) for one in found)
    yield table(
        Table("What was stated, by whom and when.", ("About", "Statement", "By whom and when"), rows),
        (34, 0, 40),
        longest=2000,
    )


def _annex(found: Matrix) -> Iterator[Block]:
    facts = found.facts
    yield heading(facts.title)
    yield prose(
        f"{facts.version}; {facts.jurisdiction}. {fmt.sentence(facts.status.rstrip('.'))}. "
        f"{facts.confidence_note or ''}".strip(),
        facts.not_shown and f"No evidence here shows: {facts.not_shown}",
    )
    if found.usual:
        yield prose(f"Unless a row says otherwise, it applies from: {found.usual}.")
    columns = ("Clause", "Requirement", "Evidence in the record, and what it does not show", "A named person")
    rows = tuple((row.clause, "", "", "") for row in found.rows)
    cells: dict[tuple[int, int], Block] = {}
    for i, row in enumerate(found.rows):
        cells |= {(i, j): cell for j, cell in enumerate(_cells(row))}
    title = f"{facts.title}: {found.tally}."
    yield table(Table(title, columns, rows), (24, 46, 0, 38), cells, longest=_LONGEST)
    if facts.sources:
        yield {"kind": "small", "text": "Read from: " + "; ".join(facts.sources)}


def _cells(row: Row) -> tuple[Block, ...]:
    one = row.control
    when = "" if not row.when else f"from {row.first}" if row.usual else f"from {row.when}"
    small = ". ".join(fmt.sentence(part) for part in (one.id if one.clause else "", when) if part)
    return (
        {"strong": row.clause, "small": fmt.opening(small, 240)},
        {"strong": one.title, "plain": row.asks, "small": fmt.opening(row.owed_by, 240)},
        {
            "status": row.status,
            "text": one.supports,
            "small": f"Not shown: {one.not_shown}" if one.not_shown else "",
        },
        {"said": _told(row), "left": row.left or ("" if row.said else "nothing further")},
    )


def _told(row: Row) -> list[str]:
    """Who stated what; the table of statements has them all."""
    lines = [fmt.opening(line, 180) for line in row.stated[:_LINES]]
    more = len(row.stated) - _LINES
    return [*lines, f"And {more} more."] if more > 0 else lines

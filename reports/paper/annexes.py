"""The annexes on paper: a matrix for each framework, and what was stated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fairwitness.audits.record import Record
from fairwitness.reports import format as fmt
from fairwitness.reports import view
from fairwitness.reports.charts import Table
from fairwitness.reports.frameworks.matrix import Matrix, Row, matrices, stated
from fairwitness.reports.language import ENGLISH, Words
from fairwitness.reports.paper.blocks import Block, heading, prose, shown, small, table

_LONGEST: Final = 700
_LINES: Final = 5
"""Characters of a text, and statements, in a cell: a row is never cut at the foot of a page, so it may not fill one."""


def annexes(record: Record, words: Words = ENGLISH) -> Iterator[Block]:
    """The record beside the clauses of each framework."""
    if not record.frameworks:
        return
    yield prose(words("annex.lead"), words("annex.note"))
    for found in matrices(record, words):
        yield from _annex(found, words)
        figures = view.published(record, found.facts.id, words)
        if figures is not None:
            yield table(figures, (24, 0, 18, 15, 11, 13, 26))


def statements(record: Record, words: Words = ENGLISH) -> Iterator[Block]:
    """What people stated, each with name and day."""
    found = stated(record, words)
    if not found:
        return
    yield prose((words("stated.lead"), words("stated.means")), words("stated.attached"))
    rows = tuple((words.quote(one.title), one.text, one.source) for one in found)
    head = tuple(words(f"head.{name}") for name in ("about", "statement", "by_whom"))
    yield table(
        Table(words("stated.caption"), head, rows),
        (34, 0, 40),
        longest=2000,
    )


def _annex(found: Matrix, words: Words) -> Iterator[Block]:
    facts = found.facts
    yield heading(words.quote(facts.title))
    read = (
        f"{facts.version}; {facts.jurisdiction}. {fmt.sentence(facts.status.rstrip('.'))}. "
        f"{facts.confidence_note or ''}".strip()
    )
    note = (words("annex.no_evidence"), words.quote(facts.not_shown)) if facts.not_shown else ""
    yield prose(words.quote(read), note)
    if found.usual:
        yield prose(words("annex.applies", days=found.usual))
    columns = tuple(words(f"head.{name}") for name in ("clause", "requirement", "evidence", "a_person"))
    rows = tuple((row.clause, "", "", "") for row in found.rows)
    cells: dict[tuple[int, int], Block] = {}
    for i, row in enumerate(found.rows):
        cells |= {(i, j): cell for j, cell in enumerate(_cells(row, words))}
    title = f"{facts.title}: {found.tally}."
    yield table(Table(title, columns, rows), (24, 46, 0, 38), cells, longest=_LONGEST)
    if facts.sources:
        yield small((words("annex.sources"), words.quote("; ".join(facts.sources))))


def _cells(row: Row, words: Words) -> tuple[Block, ...]:
    one = row.control
    when = words("annex.from", day=row.first if row.usual else row.when) if row.when else ""
    note = ". ".join(fmt.sentence(part) for part in (one.id if one.clause else "", when) if part)
    return (
        {"strong": row.clause, "small": fmt.opening(note, 240)},
        {
            "strong": shown(words.quote(one.title)),
            "plain": shown(words.quote(row.asks)),
            "small": shown(words.quote(fmt.opening(row.owed_by, 240))),
        },
        {
            "status": row.status,
            "text": shown(words.quote(one.supports)),
            "small": shown((words("annex.not_shown"), words.quote(one.not_shown))) if one.not_shown else "",
        },
        {"said": _told(row, words), "left": shown(_left(row, words))},
    )


def _left(row: Row, words: Words) -> str:
    if row.left:
        return words.quote(row.left)
    return "" if row.said else words("said.nothing_further")


def _told(row: Row, words: Words) -> list[str]:
    """Who stated what; the table of statements has them all."""
    lines = [fmt.opening(line, 180) for line in row.stated[:_LINES]]
    more = len(row.stated) - _LINES
    return [*lines, words("annex.more", n=str(more))] if more > 0 else lines

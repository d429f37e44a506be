"""A summary in Markdown, for a CI job's page or a pull request. Text from data never becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from fairwitness.audits.media.explaining import MediaCase
from fairwitness.audits.record import Record
from fairwitness.audits.review.state import Review
from fairwitness.reports import quality, view
from fairwitness.reports import review as reviewing
from fairwitness.reports.charts.figure import Table
from fairwitness.reports.explained import gap_notes, gap_tables
from fairwitness.reports.format import count, plural
from fairwitness.reports.frameworks.matrix import MEMORY, STATED_MEANS, Matrix, Row, matrices, stated
from fairwitness.reports.gates import GateRow, gate_rows
from fairwitness.reports.look import looks
from fairwitness.reports.media_case import heading, kept_cases, kind, marked, media_figure
from fairwitness.reports.plain import plain
from fairwitness.reports.tokens import STATUS_WORDS, VERDICT_WORDS, VERDICTS

_MARKUP = re.compile(r"([\\`*_\[\]<>&|~$#])")
_LINE_START = re.compile(r"^([-+=])|^(\d+)([.)])(?=\s|$)")
# A joiner that nobody sees keeps hosts from turning names into mentions, issue links and addresses.
_LINKED = re.compile(r"(@|(?<=\w)\.(?=\w)(?<=www\.)|(?<=\w):(?=//)|#)")
_JOINER = "\u2060"
_PARTS = 15
"""Parts of a text or picture that its table has."""


class MarkdownReport:
    """Title, lead, one row per gate, what was not tested, hash."""

    name: ClassVar[str] = "markdown"
    suffix: ClassVar[str] = ".md"
    title: ClassVar[str] = "Markdown summary"

    def render(self, record: Record) -> bytes:
        """The summary as UTF-8."""
        return document(blocks(record))

    def render_reviewed(self, record: Record, review: Review) -> bytes:
        """The summary with the review."""
        *found, last = blocks(record)
        return document([*found, _review(review), last])


def blocks(record: Record) -> list[str]:
    """The parts of the summary, each a heading, a paragraph, a list or a table, in their order."""
    found = [
        f"# {escape(record.title)}",
        escape(record.summary.lead),
        tally(record),
        gate_table(gate_rows(record)),
        escape(record.summary.method),
        todo(record),
        _found(record),
        _looks(record),
        _why(record),
        _media(record),
        _quality(record),
        untested(record),
        bullets("What reading the data brought up", [escape(one) for one in record.subject.notes]),
        *map(_framework, matrices(record)),
        _stated(record),
        signed_off(record),
    ]
    return [block for block in found if block]


def document(found: Iterable[str]) -> bytes:
    """Parts as one file, as UTF-8."""
    return ("\n\n".join(block for block in found if block) + "\n").encode()


def tally(record: Record) -> str:
    """How many limits came out which way, and over how many rows."""
    counted = (f"{count(record.summary.tally.get(one, 0))} {VERDICT_WORDS[one].lower()}" for one in VERDICTS)
    return f"{', '.join(counted)}. {plural(record.subject.rows, 'row')}."


def todo(record: Record) -> str:
    """What to do next, as a list."""
    return bullets(
        "What to do next", [f"**{escape(what)}** {escape(why)}" for what, why in record.summary.todo]
    )


def untested(record: Record) -> str:
    """What was not tested, as a list."""
    return bullets("What was not tested", [escape(one) for one in record.summary.untested])


def signed_off(record: Record) -> str:
    """The record that all of it is read from, and whose it is."""
    organisation = record.provenance.organisation
    return f"Record `{record.hash}`" + (f", by {escape(organisation)}" if organisation else "")


def escape(text: str) -> str:
    """Text as Markdown that shows exactly that text, on one line."""
    text = _MARKUP.sub(r"\\\1", plain(text))
    text = _LINKED.sub(rf"\1{_JOINER}", text)
    return _LINE_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", text)


def gate_table(rows: tuple[GateRow, ...]) -> str:
    """One line for each limit."""
    if not rows:
        return "No limit was declared, so nothing was judged."
    head = ["| Verdict | What was found | Measure | Gap | Interval | Limit |", "|---|---|---|--:|--:|--:|"]
    body = [
        f"| **{row.word}** | {escape(row.gate.reason)} | {escape(row.name)} "
        f"| {row.gap} | {row.interval} | {row.limit} |"
        for row in rows
    ]
    return "\n".join([*head, *body])


def _found(record: Record) -> str:
    """The groups found by search, in the figures of the half that checked them."""
    note = view.found_groups_note(record)
    if not note:
        return ""
    blocks = ["## Groups found by search", *map(escape, note[:2])]
    found = view.found_groups(record)
    if found is not None:
        blocks.append(table(found))
    return "\n\n".join(blocks)


def _review(review: Review) -> str:
    """What people said of the record."""
    found = [f"## {reviewing.TITLE}", escape(reviewing.lead(review))]
    for part in reviewing.parts(review):
        found.append(f"### {escape(part.title)}")
        found.append("\n".join(f"- {escape(note)}" for note in part.notes))
        if part.table is not None:
            found += [escape(part.table.caption), table(part.table)]
    return "\n\n".join(block for block in found if block)


def _looks(record: Record) -> str:
    blocks = []
    for look in looks(record):
        blocks += [f"## {look.title}", *map(escape, look.notes)]
        for one in look.tables:
            blocks += [escape(one.caption), table(one)]
    return "\n\n".join(blocks)


def _why(record: Record) -> str:
    """What makes the gaps, if the model was asked."""
    found = gap_tables(record)
    blocks = ["## Why the gap?", *map(escape, gap_notes(record))] if found else []
    for statement, one in found:
        blocks += [escape(statement), escape(one.caption), table(one)]
    return "\n\n".join(blocks)


def _media(record: Record) -> str:
    """Texts with their strongest words marked, and the parts of pictures, each as a table too."""
    cases = kept_cases(record)
    blocks = [f"## Explained {kind(cases[0]).lower()}s"] if cases else []
    for case in cases:
        figure = media_figure(case)
        blocks += [f"### {escape(heading(case))}", escape(f"{figure.title} {figure.subtitle}"), _marked(case)]
        strongest = replace(figure.table, rows=figure.table.rows[:_PARTS])
        blocks += [table(strongest), escape(figure.source)]
    return "\n\n".join(block for block in blocks if block)


def _marked(case: MediaCase) -> str:
    """A text with its strongest words in bold, and after each what it adds."""
    pieces = [
        f" **{escape(text)}** ({escape(value)}) " if value else escape(text) for text, value in marked(case)
    ]
    said = " ".join(" ".join(pieces).split())
    return f"Text: {said}" if pieces else "The picture with its marks is in the HTML page and in the PDF."


def _quality(record: Record) -> str:
    """How good the explanations are, if they were put to the test."""
    said = quality.statement(record)
    blocks = [] if said is None else ["## How good are the explanations?", escape(said)]
    for one in quality.tables(record):
        blocks += [escape(one.caption), table(one)]
    return "\n\n".join(blocks)


def _framework(found: Matrix) -> str:
    """The matrix of a framework, folded where a host can fold: it is long."""
    facts = found.facts
    columns = (
        "Clause",
        "Requirement",
        "Applies from",
        "Status",
        "Evidence in the record",
        "Not shown",
        "A named person",
    )
    rows = tuple(_row(row) for row in found.rows)
    return "\n\n".join(
        [
            f"## {escape(facts.title)}",
            "Evidence supports a claim; it does not make a system compliant.",
            escape(f"{facts.version}. {facts.jurisdiction}. {facts.status}"),
            *([escape(f"No evidence here shows: {facts.not_shown}")] if facts.not_shown else []),
            *(
                [escape(f"Unless a row says otherwise, it applies from: {found.usual}.")]
                if found.usual
                else []
            ),
            "<details>",
            f"<summary>{len(found.rows)} requirements: {found.tally}</summary>",
            table(Table("", columns, rows)),
            "</details>",
        ]
    )


def _row(row: Row) -> tuple[str, ...]:
    one = row.control
    memory = f". {MEMORY}" if one.confidence == "memory" else ""
    person = " ".join([*row.stated, row.left])
    when = row.first if row.usual else row.when
    return (
        row.clause,
        one.title + memory,
        when,
        STATUS_WORDS[row.status],
        one.supports,
        one.not_shown,
        person,
    )


def _stated(record: Record) -> str:
    said = [f"**{escape(one.title)}.** {escape(one.source)}: {escape(one.text)}" for one in stated(record)]
    return f"{bullets('Statements', said)}\n\n{STATED_MEANS}" if said else ""


def table(found: Table) -> str:
    """A table, with figures to the right."""
    marks = ("--:" if column in found.right else "---" for column in found.columns)
    lines = [
        tuple(map(escape, found.columns)),
        tuple(marks),
        *(tuple(map(escape, row)) for row in found.rows),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def bullets(title: str, items: list[str]) -> str:
    """A heading and a list; nothing without items."""
    return "\n".join([f"## {title}", "", *(f"- {item}" for item in items)]) if items else ""

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
from fairwitness.reports.frameworks.matrix import Matrix, Row, matrices, stated
from fairwitness.reports.gates import GateRow, gate_rows
from fairwitness.reports.language import ENGLISH, Words, spoken
from fairwitness.reports.look import looks
from fairwitness.reports.media.case import heading, kept_cases, marked, media_figure
from fairwitness.reports.plain import plain
from fairwitness.reports.tokens import VERDICTS

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
        return document(blocks(record, spoken(record)))

    def render_reviewed(self, record: Record, review: Review) -> bytes:
        """The summary with the review."""
        words = spoken(record)
        *found, last = blocks(record, words)
        return document([*found, _review(review, words), last])


def blocks(record: Record, words: Words = ENGLISH) -> list[str]:
    """The parts of the summary, each a heading, a paragraph, a list or a table, in their order."""
    found = [
        f"# {escape(record.title)}",
        escape(record.summary.lead),
        "" if words.language == "en" else words("paper.quoted_how"),
        tally(record, words),
        gate_table(gate_rows(record, words), words),
        escape(record.summary.method),
        todo(record, words),
        _found(record, words),
        _looks(record, words),
        _why(record, words),
        _media(record, words),
        _quality(record, words),
        untested(record, words),
        bullets(words("data.notes"), [escape(one) for one in record.subject.notes]),
        *(_framework(one, words) for one in matrices(record, words)),
        _stated(record, words),
        signed_off(record, words),
    ]
    return [block for block in found if block]


def document(found: Iterable[str]) -> bytes:
    """Parts as one file, as UTF-8."""
    return ("\n\n".join(block for block in found if block) + "\n").encode()


def tally(record: Record, words: Words = ENGLISH) -> str:
    """How many limits came out which way, and over how many rows."""
    counted = (
        f"{words.count(record.summary.tally.get(one, 0))} {words.inner(words(f'verdict.{one}.word'))}"
        for one in VERDICTS
    )
    return f"{', '.join(counted)}. {words('count.rows', n=record.subject.rows)}."


def todo(record: Record, words: Words = ENGLISH) -> str:
    """What to do next, as a list."""
    return bullets(
        words("page.todo"), [f"**{escape(what)}** {escape(why)}" for what, why in record.summary.todo]
    )


def untested(record: Record, words: Words = ENGLISH) -> str:
    """What was not tested, as a list."""
    return bullets(words("checks.untested"), [escape(one) for one in record.summary.untested])


def signed_off(record: Record, words: Words = ENGLISH) -> str:
    """The record that all of it is read from, and whose it is."""
    said = words("paper.header_record", hash=f"`{record.hash}`")
    organisation = record.provenance.organisation
    return said + (f", {words('page.by', organisation=escape(organisation))}" if organisation else "")


def escape(text: str) -> str:
    """Text as Markdown that shows exactly that text, on one line."""
    text = _MARKUP.sub(r"\\\1", plain(text))
    text = _LINKED.sub(rf"\1{_JOINER}", text)
    return _LINE_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", text)


def gate_table(rows: tuple[GateRow, ...], words: Words = ENGLISH) -> str:
    """One line for each limit."""
    if not rows:
        return words("page.no_limit")
    names = ("verdict", "found", "measure", "difference", "interval", "limit")
    head = [f"| {' | '.join(words(f'head.{name}') for name in names)} |", "|---|---|---|--:|--:|--:|"]
    body = [
        f"| **{row.word}** | {escape(row.gate.reason)} | {escape(row.name)} "
        f"| {row.gap} | {row.interval} | {row.limit} |"
        for row in rows
    ]
    return "\n".join([*head, *body])


def _found(record: Record, words: Words) -> str:
    """The groups found by search, in the figures of the half that checked them."""
    note = view.found_groups_note(record, words)
    if not note:
        return ""
    blocks = [f"## {words('fairness.found')}", *map(escape, note[:2])]
    found = view.found_groups(record, words)
    if found is not None:
        blocks.append(table(found))
    return "\n\n".join(blocks)


def _review(review: Review, words: Words) -> str:
    """What people said of the record."""
    found = [f"## {words('section.review')}", escape(reviewing.lead(review, words))]
    for part in reviewing.parts(review, words):
        found.append(f"### {escape(part.title)}")
        found.append("\n".join(f"- {escape(note)}" for note in part.notes))
        if part.table is not None:
            found += [escape(part.table.caption), table(part.table)]
    return "\n\n".join(block for block in found if block)


def _looks(record: Record, words: Words) -> str:
    blocks = []
    for look in looks(record, words):
        blocks += [f"## {look.title}", *map(escape, look.notes)]
        for one in look.tables:
            blocks += [escape(one.caption), table(one)]
    return "\n\n".join(blocks)


def _why(record: Record, words: Words) -> str:
    """What makes the gaps, if the model was asked."""
    found = gap_tables(record, words)
    blocks = [f"## {words('explained.gaps')}", *map(escape, gap_notes(record))] if found else []
    for statement, one in found:
        blocks += [escape(statement), escape(one.caption), table(one)]
    return "\n\n".join(blocks)


def _media(record: Record, words: Words) -> str:
    """Texts with their strongest words marked, and the parts of pictures, each as a table too."""
    cases = kept_cases(record)
    blocks = []
    if cases:
        which = "texts" if isinstance(cases[0].item, str) else "pictures"
        blocks = [f"## {words(f'media.explained_{which}')}"]
    for case in cases:
        figure, title = media_figure(case, words=words), escape(heading(case, words))
        blocks += [f"### {title}", escape(f"{figure.title} {figure.subtitle}"), _marked(case, words)]
        strongest = replace(figure.table, rows=figure.table.rows[:_PARTS])
        blocks += [table(strongest), escape(figure.source)]
    return "\n\n".join(block for block in blocks if block)


def _marked(case: MediaCase, words: Words) -> str:
    """A text with its strongest words in bold, and after each what it adds."""
    pieces = [
        f" **{escape(text)}** ({escape(value)}) " if value else escape(text)
        for text, value in marked(case, words)
    ]
    said = " ".join(" ".join(pieces).split())
    return f"{words('media.text')}: {said}" if pieces else words("media.elsewhere")


def _quality(record: Record, words: Words) -> str:
    """How good the explanations are, if they were put to the test."""
    said = quality.statement(record, words)
    blocks = [] if said is None else [f"## {words('quality.heading')}", escape(said)]
    for one in quality.tables(record, words):
        blocks += [escape(one.caption), table(one)]
    return "\n\n".join(blocks)


def _framework(found: Matrix, words: Words) -> str:
    """The matrix of a framework, folded where a host can fold: it is long."""
    facts = found.facts
    names = ("clause", "requirement", "applies_from", "status", "evidence_short", "lacking", "a_person")
    columns = tuple(words(f"head.{name}") for name in names)
    rows = tuple(_row(row, words) for row in found.rows)
    lacking = f"{words('annex.no_evidence')} {facts.not_shown}"
    return "\n\n".join(
        [
            f"## {escape(facts.title)}",
            words("page.supports"),
            escape(f"{facts.version}. {facts.jurisdiction}. {facts.status}"),
            *([escape(lacking)] if facts.not_shown else []),
            *([escape(words("annex.applies", days=found.usual))] if found.usual else []),
            "<details>",
            f"<summary>{words('page.requirements', n=str(len(found.rows)), tally=found.tally)}</summary>",
            table(Table("", columns, rows)),
            "</details>",
        ]
    )


def _row(row: Row, words: Words) -> tuple[str, ...]:
    one = row.control
    memory = f". {words('page.from_memory')}" if one.confidence == "memory" else ""
    person = " ".join([*row.stated, row.left])
    when = row.first if row.usual else row.when
    return (
        row.clause,
        one.title + memory,
        when,
        words(f"status.{row.status}.word"),
        one.supports,
        one.not_shown,
        person,
    )


def _stated(record: Record, words: Words) -> str:
    said = [
        f"**{escape(one.title)}.** {escape(one.source)}: {escape(one.text)}" for one in stated(record, words)
    ]
    return f"{bullets(words('page.stated'), said)}\n\n{words('stated.means')}" if said else ""


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

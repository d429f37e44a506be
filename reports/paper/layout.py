"""What stands on paper, in which order: a record as plain blocks of text, tables and figures, ready to be set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from fairwitness.audits.record import Record
from fairwitness.audits.review.state import Review
from fairwitness.reports import format as fmt
from fairwitness.reports.charts import Figure
from fairwitness.reports.gates import GateRow, gate_rows
from fairwitness.reports.language import Quoted, Words, spoken
from fairwitness.reports.paper import annexes, sections
from fairwitness.reports.paper.blocks import Block, shown
from fairwitness.reports.paper.fairness import fairness
from fairwitness.reports.paper.glossary import glossary
from fairwitness.reports.paper.review import paper_review
from fairwitness.reports.tokens import LIGHT, STATUSES, VERDICTS

LENGTHS: Final = ((7, 230), (10, 190), (10**9, 130))
"""Up to how many limits the first page spends how many characters on each, so that it stays one page for longer."""


@dataclass(frozen=True)
class Paper:
    """All that the template sets: plain content, and the figures it names."""

    content: Mapping[str, object]
    figures: tuple[Figure, ...]
    drawings: Mapping[str, str]
    """What is drawn already: SVG by file."""


def lay_out(record: Record, review: Review | None = None) -> Paper:
    """Order a record, and what was said of it, for paper, in the language that it asks for.

    Sections without content say so, or are left out. Raises as `language.spoken` does.
    """
    words = spoken(record)
    figures: list[Figure] = []
    drawings: dict[str, str] = {}
    built = [
        _section(words("section.data"), sections.data(record, words), new_page=True),
        _section(words("section.fairness"), fairness(record, figures, words), new_page=True),
        _section(words("section.performance"), sections.performance(record, figures, words)),
        _section(words("section.explanations"), sections.explanations(record, figures, drawings, words)),
        _section(words("section.findings"), sections.findings(record, words)),
        _section(words("section.review"), paper_review(review, words)),
        _section(words("section.energy"), sections.energy(record, figures, words)),
        _section(words("section.stated"), annexes.statements(record, words)),
        _section(words("section.annexes"), annexes.annexes(record, words), new_page=True),
        _section(words("section.checks"), sections.checks(record, words)),
        _section(words("section.methods"), sections.methods(record, words), new_page=True),
        _section(words("section.glossary"), _glossary(record, words), new_page=True),
    ]
    content = {
        **_cover(record, words),
        **_language(words),
        "sections": [one for one in built if one["blocks"]],
    }
    return Paper(content, tuple(figures), drawings)


def _section(title: str, blocks: Iterator[Block], *, new_page: bool = False) -> Block:
    """A section; a paragraph stays with the figure or table it introduces."""
    found = list(blocks)
    for block, following in pairwise(found):
        if block["kind"] == "prose" and following["kind"] in ("figure", "table"):
            block["sticky"] = True
    return {"title": title, "new_page": new_page, "blocks": found}


def _glossary(record: Record, words: Words) -> Iterator[Block]:
    yield {"kind": "glossary", "entries": glossary(record, words)}


def _language(words: Words) -> Block:
    """The texts of the template itself, and which words of cells are set grey, as they stand for nothing."""
    quiet = ("none", "no_figure", "nothing_further", "not_estimable")
    return {
        "language": words.language,
        "region": words.region,
        "words": words.part("paper"),
        "more_in": {"todo": words("section.findings"), "untested": words("section.checks")},
        "quiet": [words(f"said.{name}") for name in quiet],
        "states": _states(words),
    }


def _states(words: Words) -> dict[str, str]:
    """The word beside each sign."""
    found: dict[str, str] = {verdict: words(f"verdict.{verdict}.word") for verdict in VERDICTS}
    found.update((status, words(f"status.{status}.word")) for status in STATUSES)
    return found


def _cover(record: Record, words: Words) -> Block:
    least = sections.setting(record, "checks", "min_group")
    longest = next(length for most, length in LENGTHS if len(record.gates) <= most)
    colours: dict[str, str] = {v: LIGHT.verdict(v) for v in VERDICTS}
    colours.update((s, LIGHT.status(s)) for s in STATUSES)
    return {
        "title": record.title,
        "subtitle": _subtitle(record, words),
        "lead": record.summary.lead,
        "date": words.date(record.provenance.created),
        "organisation": record.provenance.organisation or "",
        "logo": record.provenance.logo is not None,
        "hash": record.hash,
        "method": record.summary.method,
        "min_group": words.count(least) if isinstance(least, int) else "",
        "tally": [{"verdict": v, "count": words.count(record.summary.tally.get(v, 0))} for v in VERDICTS],
        "gates": [_gate(row, longest) for row in gate_rows(record, words)],
        "many": longest < LENGTHS[0][1],
        "todo": [[fmt.opening(point, 110), fmt.opening(why, 190)] for point, why in record.summary.todo],
        "untested": [shown(_short(text)) for text in sections.untested(record, words)],
        "stated": bool(record.statements),
        "synthetic": record.subject.synthetic,
        "theme": colours,
        "ink": LIGHT.ink,
        "muted": LIGHT.muted,
        "rule": LIGHT.rule,
        "panel": LIGHT.panel,
    }


def _short(text: str) -> str:
    opening = fmt.opening(text, 110)
    return Quoted(opening) if isinstance(text, Quoted) else opening


def _subtitle(record: Record, words: Words) -> str:
    subject = record.subject
    what = f"{subject.model.type}, " if subject.model else ""
    return what + words("front.subtitle", n=subject.rows, source=subject.source)


def _gate(row: GateRow, longest: int) -> Block:
    low = row.gate.low if row.comparison is None else row.comparison.low
    return {
        "verdict": row.gate.verdict,
        "statement": fmt.opening(row.gate.reason, longest),
        "muted": row.gate.outcome == "muted",
        "gap": row.gap,
        "limit": row.short_limit,
        "interval": "" if low is None else row.interval,
    }

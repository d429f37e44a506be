"""What stands on paper, in which order: a record as plain blocks of text, tables and figures, ready to be set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from fairwitness.audits.record import Record
from fairwitness.audits.review.state import Review
from fairwitness.reports import format as fmt
from fairwitness.reports import paper_annexes
from fairwitness.reports import paper_sections as sections
from fairwitness.reports.charts import Figure
from fairwitness.reports.gates import GateRow, gate_rows
from fairwitness.reports.paper_blocks import Block
from fairwitness.reports.paper_fairness import fairness
from fairwitness.reports.paper_review import paper_review
from fairwitness.reports.paper_text import glossary
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
    """Order a record, and what was said of it, for paper. Sections without content say so, or are left out."""
    figures: list[Figure] = []
    drawings: dict[str, str] = {}
    built = [
        _section("The data and the model", sections.data(record), new_page=True),
        _section("Fairness", fairness(record, figures), new_page=True),
        _section("Performance", sections.performance(record, figures)),
        _section("Explanations", sections.explanations(record, figures, drawings)),
        _section("What to do, and findings", sections.findings(record)),
        _section("Review", paper_review(review)),
        _section("Energy", sections.energy(record, figures)),
        _section("What was stated", paper_annexes.statements(record)),
        _section("Annexes: what the evidence supports", paper_annexes.annexes(record), new_page=True),
        _section("Checks", sections.checks(record)),
        _section("Methods", sections.methods(record), new_page=True),
        _section("Glossary", iter([{"kind": "glossary", "entries": glossary(record)}]), new_page=True),
    ]
    content = {**_cover(record), "sections": [one for one in built if one["blocks"]]}
    return Paper(content, tuple(figures), drawings)


def _section(title: str, blocks: Iterator[Block], *, new_page: bool = False) -> Block:
    """A section; a paragraph stays with the figure or table it introduces."""
    found = list(blocks)
    for block, following in pairwise(found):
        if block["kind"] == "prose" and following["kind"] in ("figure", "table"):
            block["sticky"] = True
    return {"title": title, "new_page": new_page, "blocks": found}


def _cover(record: Record) -> Block:
    least = sections.setting(record, "checks", "min_group")
    longest = next(length for most, length in LENGTHS if len(record.gates) <= most)
    colours: dict[str, str] = {v: LIGHT.verdict(v) for v in VERDICTS}
    colours.update((s, LIGHT.status(s)) for s in STATUSES)
    return {
        "title": record.title,
        "subtitle": _subtitle(record),
        "lead": record.summary.lead,
        "date": fmt.date(record.provenance.created),
        "organisation": record.provenance.organisation or "",
        "logo": record.provenance.logo is not None,
        "hash": record.hash,
        "method": record.summary.method,
        "min_group": fmt.count(least) if isinstance(least, int) else "",
        "tally": [{"verdict": v, "count": fmt.count(record.summary.tally.get(v, 0))} for v in VERDICTS],
        "gates": [_gate(row, longest) for row in gate_rows(record)],
        "many": longest < LENGTHS[0][1],
        "todo": [[fmt.opening(point, 110), fmt.opening(why, 190)] for point, why in record.summary.todo],
        "untested": [fmt.opening(text, 110) for text in record.summary.untested],
        "stated": bool(record.statements),
        "synthetic": record.subject.synthetic,
        "theme": colours,
        "ink": LIGHT.ink,
        "muted": LIGHT.muted,
        "rule": LIGHT.rule,
        "panel": LIGHT.panel,
    }


def _subtitle(record: Record) -> str:
    subject = record.subject
    what = f"{subject.model.type}, " if subject.model else ""
    return f"{what}{fmt.plural(subject.rows, 'row')} of {subject.source}"


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

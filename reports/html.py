"""One HTML file that holds everything it shows: no script, and no request leaves it.

Jinja escapes everything. What is set unescaped is ours alone: the style sheet, the marks, and drawings that
were taken apart and put together again from a list of known elements.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from fairwitness.audits.media.explaining import MediaCase
from fairwitness.audits.plan.model import INTERSECTION
from fairwitness.audits.record import Record
from fairwitness.audits.record.schema import Comparison, Verdict
from fairwitness.audits.review.state import Review
from fairwitness.reports import certified, charts, explained, quality, view
from fairwitness.reports import review as reviewing
from fairwitness.reports.charts import Canvas, Figure, Table
from fairwitness.reports.drawing import NARROW, WIDE, Drawn, draw, draw_media
from fairwitness.reports.frameworks.matrix import Matrix, matrices, stated
from fairwitness.reports.gates import GateRow, gate_rows
from fairwitness.reports.language import Quoted, Words, spoken
from fairwitness.reports.look import looks
from fairwitness.reports.media.case import heading, kept_cases, two_widths
from fairwitness.reports.page import read, sprite, style_sheet
from fairwitness.reports.paper.sections import untested
from fairwitness.reports.plain import plain
from fairwitness.reports.room import MOST_BYTES, MOST_FIGURES, ROOMS, Room
from fairwitness.reports.strip import scale_end, strip
from fairwitness.reports.tokens import VERDICTS


class HtmlReport:
    """The report as one page, light and dark, for a screen of any width and for paper."""

    name: ClassVar[str] = "html"
    suffix: ClassVar[str] = ".html"
    title: ClassVar[str] = "HTML page"

    def render(self, record: Record) -> bytes:
        """The page as UTF-8, under 5 MB: of a record that is larger, as much as fits, and what was left out."""
        return _written(_context(record))

    def render_reviewed(self, record: Record, review: Review) -> bytes:
        """The page with the review."""
        words = spoken(record)
        said = (reviewing.lead(review, words), reviewing.parts(review, words))
        return _written({**_context(record), "review": said})


def _written(shown: Mapping[str, object]) -> bytes:
    pages = (_page(shown, room) for room in ROOMS)
    return next((page for page in pages if len(page) < MOST_BYTES), None) or _page(shown, ROOMS[-1])


def _page(shown: Mapping[str, object], room: Room) -> bytes:
    text = _environment(room).get_template("report.html.j2").render(shown, room=room)
    return text.encode("utf-8", "replace")


@dataclass(frozen=True)
class _Row:
    """A gate as the page shows it."""

    row: GateRow
    strip: Markup

    @property
    def excluded(self) -> str:
        return view.not_judged(self.row, self.row.words)


@dataclass(frozen=True)
class _Framework:
    matrix: Matrix
    published: Table | None


@functools.cache
def _environment(room: Room) -> Environment:
    return Environment(
        loader=FunctionLoader(read),
        autoescape=True,
        finalize=functools.partial(_visible, room),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _visible(room: Room, value: object) -> object:
    """Text without what nobody sees, such as marks that turn the direction of what follows, and no longer than fits."""
    if isinstance(value, Quoted):
        return Markup('<span lang="en">{}</span>').format(room.cut(plain(value)))
    return room.cut(plain(value)) if type(value) is str else value


def _policy(css: str, *, pictures: bool) -> str:
    """Nothing may load or run; the one style sheet is known by its hash, and pictures are inside."""
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    images = "img-src data:; " if pictures else ""
    return f"default-src 'none'; style-src 'sha256-{digest}'; {images}base-uri 'none'; form-action 'none'"


def _has_pictures(record: Record) -> bool:
    return record.provenance.logo is not None or any(one.picture for one in record.explanations.items)


def _context(record: Record) -> dict[str, object]:
    words = spoken(record)
    gates = gate_rows(record, words)
    end = scale_end(gates)
    css = style_sheet()
    figures, counted = _figures(record, words)
    return {
        **_explained(record, words),
        "r": record,
        "say": words,
        "quote": words.quote,
        "css": Markup(css),
        "policy": Markup(_policy(css, pictures=_has_pictures(record))),
        "sprite": sprite(),
        "day": words.date(record.provenance.created),
        "logo": None if record.provenance.logo is None else base64.b64encode(record.provenance.logo).decode(),
        "review": None,
        "sections": _sections(record, words),
        "tally": [_tally(record, one, words) for one in VERDICTS],
        "untested": untested(record, words),
        "rows": [_Row(row, strip(row, end)) for row in gates],
        "facts": view.facts(record, words),
        "leads": view.leads(record, words),
        "found": view.found_groups(record, words),
        "looks": looks(record, words),
        "found_note": view.found_groups_note(record, words),
        "confusion": view.confusion(record, words),
        "checks": view.checks(record, words),
        "methods": view.methods(record, words),
        "frameworks": [
            _Framework(one, view.published(record, one.facts.id, words)) for one in matrices(record, words)
        ],
        "stated": stated(record, words),
        "figures": figures,
        "counted": counted,
        **figures,
    }


def _explained(record: Record, words: Words) -> dict[str, object]:
    cases = kept_cases(record)
    return {
        "engine": certified.engine(record, words),
        "media": _media(cases[:MOST_FIGURES], words),
        "media_count": len(cases),
        "gap_notes": list(map(words.quote, explained.gap_notes(record))),
        "quality": quality.tables(record, words),
        "quality_statement": quality.statement(record, words),
    }


def _sections(record: Record, words: Words) -> list[tuple[str, str]]:
    named = {
        "limits": words("page.limits"),
        "findings": words("page.findings") if record.findings else "",
        "fairness": words("section.fairness"),
        "performance": words("section.performance"),
        "explanations": words("section.explanations"),
        "energy": words("section.energy"),
        "compliance": words("page.compliance") if record.frameworks else "",
        "stated": words("page.stated") if record.statements else "",
        "checks": words("section.checks"),
        "methods": words("section.methods"),
    }
    return [(id_, name) for id_, name in named.items() if name]


def _tally(record: Record, verdict: Verdict, words: Words) -> tuple[str, str, str, str]:
    return (
        verdict,
        words(f"verdict.{verdict}.word"),
        words.count(record.summary.tally.get(verdict, 0)),
        words(f"verdict.{verdict}.means"),
    )


def _figures(record: Record, words: Words) -> tuple[dict[str, list[Drawn]], dict[str, int]]:
    """The figures of each section, drawn all at once and numbered through the page, and how many there would be."""
    wide, narrow = (_planned(record, replace(canvas, words=words)) for canvas in (WIDE, NARROW))
    pairs = {name: list(zip(wide[name], narrow[name], strict=True)) for name in wide}
    drawn = {name: found[:MOST_FIGURES] for name, found in pairs.items()}
    drawings = iter(draw([pair for found in drawn.values() for pair in found]))
    figures = {name: [next(drawings) for _ in found] for name, found in drawn.items()}
    return figures, {name: len(found) for name, found in pairs.items()}


def _media(cases: Sequence[MediaCase], words: Words) -> list[tuple[str, Drawn]]:
    """Single texts and pictures, each with what it is called."""
    drawn = draw_media([two_widths(case, words=words) for case in cases])
    return list(zip([heading(case, words) for case in cases], drawn, strict=True))


def _planned(record: Record, canvas: Canvas) -> dict[str, list[Figure]]:
    found = {
        "fairness": _fairness(record, canvas),
        "performance": [charts.performance(record.performance, canvas)],
        "explanations": _explanations(record, canvas),
        "energy": [charts.energy(record.energy, canvas)],
        **{look.key: look.figures(canvas) for look in looks(record, canvas.words)},
    }
    return {name: [one for one in figures if one is not None] for name, figures in found.items()}


def _fairness(record: Record, canvas: Canvas) -> Iterable[Figure | None]:
    """Each declared metric and attribute, then each crossing; selection rates if nothing is declared."""
    wanted: dict[tuple[str, str], Comparison | None] = {}
    for row in gate_rows(record):
        wanted.setdefault((row.gate.metric, row.gate.attribute), row.comparison)
    crossed = [one.name for one in record.subject.attributes if INTERSECTION in one.name]
    metrics = list(dict.fromkeys(metric for metric, _ in wanted)) or ["selection_rate"]
    for attribute in (*(() if wanted else (a.name for a in record.subject.attributes)), *crossed):
        for metric in metrics:
            wanted.setdefault((metric, attribute), None)
    unknown = {one.name: [g.name for g in one.groups if g.unknown] for one in record.subject.attributes}
    for (metric, attribute), comparison in wanted.items():
        rates = [one for one in record.estimates if (one.metric, one.attribute) == (metric, attribute)]
        figure = None
        if attribute in crossed and comparison is None:
            figure = charts.cross(rates, canvas, record.subject.attributes)
        yield figure or charts.groups(rates, canvas, comparison, unknown.get(attribute, ()))


def _explanations(record: Record, canvas: Canvas) -> Iterable[Figure | None]:
    found = record.explanations
    if found.importance is not None:
        yield charts.importance(found.importance, canvas)
    yield from (drawing(canvas) for drawing in (*explained.spread(record), *explained.gaps(record)))
    for case in found.cases:
        if case.method == "lime":
            yield charts.lime(case, canvas)
        else:
            yield charts.waterfall(case, canvas, found.importance.scale if found.importance else "")

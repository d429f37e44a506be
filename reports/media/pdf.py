"""Explained texts and pictures as a tagged PDF, with the same figures and tables as the page."""

from __future__ import annotations

from typing import Final

from fairwitness.audits.media.cases import MediaExplanations
from fairwitness.reports.media import MediaFigure
from fairwitness.reports.media.case import kind, paper_figure
from fairwitness.reports.media.page import facts, headline
from fairwitness.reports.pdf import set_pages, sources, template
from fairwitness.reports.tokens import LIGHT

_ROWS: Final = 15
"""Parts that a table on paper has; the page has all of them."""
_TEXT_WIDTH, _PICTURE_WIDTH = 162, 100  # millimetres


def media_pdf(explained: MediaExplanations) -> bytes:
    """The file. The same explanations give the same bytes.

    Raises
    ------
    ReportError
        The pages cannot be set.
    """
    figures = [paper_figure(case) for case in explained.cases]
    title, lead = headline(explained)
    content = {
        "title": title,
        "lead": lead,
        "facts": [list(pair) for pair in facts(explained)],
        "ink": LIGHT.ink,
        "muted": LIGHT.muted,
        "rule": LIGHT.rule,
        "cases": [_case(explained, place, figures[place]) for place in range(len(figures))],
    }
    given = {
        **sources(template("media.typ"), "media.json", content),
        **{f"{place}.svg": figure.svg.encode() for place, figure in enumerate(figures)},
    }
    return set_pages(given, 0, "The PDF of the explanations")


def _case(explained: MediaExplanations, place: int, figure: MediaFigure) -> dict[str, object]:
    case = explained.cases[place]
    text = isinstance(case.item, str)
    spare = len(figure.table.rows) - _ROWS
    return {
        "first": place == 0 or explained.cases[place - 1].name != case.name,
        "name": f"{kind(case)} {case.name}",
        "title": figure.title,
        "subtitle": figure.subtitle,
        "alt": figure.alt,
        "file": f"{place}.svg",
        "width": _TEXT_WIDTH if text else _PICTURE_WIDTH,
        "trust": figure.source,
        "columns": list(figure.table.columns),
        "rows": [list(row) for row in figure.table.rows[:_ROWS]],
        "more": f"{spare:,} more, with smaller contributions, are on the page." if spare > 0 else "",
    }

"""An explained case of an audit or of a record as a figure, and in words: how far it can be trusted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fairwitness.audits.media.explaining import MediaCase
from fairwitness.audits.media.kept import shown
from fairwitness.audits.record import Record
from fairwitness.reports.language import ENGLISH, Words
from fairwitness.reports.media.figure import (
    MOST_LINES,
    NARROW,
    NUMBERED,
    PAPER_LINES,
    WIDTH,
    MediaFigure,
    image_figure,
    text_figure,
)
from fairwitness.reports.paper.printable import printable
from fairwitness.reports.tokens import LIGHT, Theme

ID_SHOWN = 12


def media_figure(
    case: MediaCase,
    theme: Theme = LIGHT,
    *,
    across: int = WIDTH,
    lines: int = MOST_LINES,
    words: Words = ENGLISH,
) -> MediaFigure:
    """The figure of an explained text or picture, with how far it can be trusted."""
    label = case.label or ""
    figure = (
        text_figure(case.found, case.item, theme, label=label, across=across, lines=lines, words=words)
        if isinstance(case.item, str)
        else image_figure(case.found, case.item, theme, label=label, across=across, words=words)
    )
    return replace(figure, source=trust(case, words))


def two_widths(
    case: MediaCase, theme: Theme = LIGHT, words: Words = ENGLISH
) -> tuple[MediaFigure, MediaFigure]:
    """The figure for a desk and for a phone."""
    return media_figure(case, theme, words=words), media_figure(case, theme, across=NARROW, words=words)


def paper_figure(case: MediaCase, words: Words = ENGLISH) -> MediaFigure:
    """The figure on paper: in letters that its faces have, and no longer than a page."""
    return media_figure(on_paper(case), lines=PAPER_LINES, words=words)


def kept_cases(record: Record) -> tuple[MediaCase, ...]:
    """The texts and pictures that a record keeps, one for each method."""
    return tuple(case for item in record.explanations.items for case in shown(item))


def heading(case: MediaCase, words: Words = ENGLISH) -> str:
    """What a kept case is called."""
    return f"{kind(case, words)} {case.name[:ID_SHOWN]}, {case.found.method.upper()}"


def kind(case: MediaCase, words: Words = ENGLISH) -> str:
    """Text or Picture."""
    return words("media.text") if isinstance(case.item, str) else words("media.picture")


def trust(case: MediaCase, words: Words = ENGLISH) -> str:
    """How far an explanation can be trusted, in a sentence or two."""
    found = case.found
    if found.method == "shap":
        left = abs(found.base + float(np.sum(found.values)) - found.answer)
        return words("media.owen", base=words.number(found.base, 2), left=words.short(left, 1))
    fit = words("media.no_fit") if found.fidelity is None else words.number(found.fidelity, 2)
    steady = (
        ""
        if found.stability is None
        else f" {words('media.stability', value=words.number(found.stability, 2))}"
    )
    questions = words.figure(f"{found.meta['questions']:,}")
    return f"R² {fit}.{steady} {words('media.questions', n=questions)}"


def marked(case: MediaCase, words: Words = ENGLISH) -> list[tuple[str, str]]:
    """A text in pieces, the strongest words with their signed values and the rest with none; empty of a picture."""
    if not isinstance(case.item, str) or case.found.spans is None:
        return []
    clear = case.found.clear()
    strong = {place: clear[place] for place in case.found.strongest(NUMBERED)}
    pieces, at = [], 0
    for place, (start, end) in sorted(enumerate(case.found.spans.tolist()), key=lambda one: one[1]):
        if strong.get(place):
            pieces += [(case.item[at:start], ""), (case.item[start:end], words.signed(strong[place], 2))]
            at = end
    return [*pieces, (case.item[at:], "")]


def on_paper(case: MediaCase) -> MediaCase:
    """The case with its text as the faces of paper can show it: what they lack is named, as in "[cjk 597d]"."""
    found, label = case.found, None if case.label is None else printable(case.label)
    if not isinstance(case.item, str) or found.spans is None:
        return replace(case, label=label)
    text, at, spans = "", 0, np.zeros_like(found.spans)
    for place, (start, end) in sorted(enumerate(found.spans.tolist()), key=lambda one: one[1]):
        text += printable(case.item[at:start])
        spans[place, 0] = len(text)
        text += printable(case.item[start:end]) or "\ufffd"
        spans[place, 1], at = len(text), end
    parts = tuple(text[start:end] for start, end in spans.tolist())
    return replace(
        case,
        item=text + printable(case.item[at:]),
        label=label,
        found=replace(found, parts=parts, spans=spans),
    )

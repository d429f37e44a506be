"""Explained texts and pictures as inline SVG that can be read without colour, with words and a table beside.

A word that raises the answer stands on a bar below it with a plus, one that lowers it under a bar above it with a
minus; the longer the bar's height, the more. A region is outlined, hatched one way or the other, and numbered by rank.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from math import floor, log10

import numpy as np
import numpy.typing as npt

from fairwitness.errors import ReportError
from fairwitness.explainers.media import ItemExplanation
from fairwitness.reports.charts.figure import Table
from fairwitness.reports.language import ENGLISH, Words
from fairwitness.reports.lettering import drawable
from fairwitness.reports.media.marks import marked_picture, marked_text
from fairwitness.reports.plain import plain
from fairwitness.reports.tokens import LIGHT, Theme

WIDTH, NARROW = 640, 340
"""For a desk, and for a phone."""
NUMBERED = 5
MOST_LINES, PAPER_LINES = 100, 18
"""Of a text that is drawn: on a screen, and on a sheet of paper."""
FACE = "Source Sans 3, Source Sans Pro, system-ui, DejaVu Sans, sans-serif"
_NOTHING = 1e-6
"""What moves an answer by less of its size does not move it: an answer of 1 that stays 1 whatever is hidden."""
_DOWN, _ALONG = ("top", "middle", "bottom"), ("left", "centre", "right")
"""Where a region lies, as keys of texts have it."""


@dataclass(frozen=True)
class MediaFigure:
    """A picture of an explanation, the same in words, and the same as a table."""

    svg: str
    title: str
    subtitle: str
    alt: str
    table: Table
    source: str = ""
    """How far it can be trusted."""


def text_figure(  # noqa: PLR0913 - what is drawn, and how
    found: ItemExplanation,
    text: str,
    theme: Theme = LIGHT,
    *,
    label: str | None = None,
    across: int = WIDTH,
    lines: int = MOST_LINES,
    words: Words = ENGLISH,
) -> MediaFigure:
    """A text with its words marked.

    Parameters
    ----------
    label
        What the explained class is called; its place where left out; nothing where "", of a number.
    across
        Width in pixels.
    lines
        At most so many; the subtitle says so where the text goes on.

    Raises
    ------
    ReportError
        The explanation is not of a text.
    """
    if found.spans is None:
        raise ReportError("The explanation must be of a text. Got one of a picture; use image_figure.")
    body, height, goes_on = marked_text(found, text, theme, across, lines)
    figure = _figure(found, body, (across, height), label, words)
    if not goes_on:
        return figure
    return replace(figure, subtitle=f"{figure.subtitle} {words('media.goes_on')}")


def image_figure(
    found: ItemExplanation,
    picture: npt.NDArray[np.generic],
    theme: Theme = LIGHT,
    *,
    label: str | None = None,
    across: int = WIDTH,
    words: Words = ENGLISH,
) -> MediaFigure:
    """A picture with its regions marked.

    Parameters
    ----------
    picture
        As it was explained: shape (height, width) or (height, width, channels). Of more channels than a screen has,
        their mean is shown.
    label
        What the explained class is called; its place where left out; nothing where "", of a number.
    across
        Width in pixels.

    Raises
    ------
    ReportError
        The explanation is not of a picture, or of one of another size.
    """
    if found.regions is None or found.regions.shape != picture.shape[:2]:
        raise ReportError(
            f"The picture must be the one explained. Got shape {picture.shape} for regions of shape "
            f"{None if found.regions is None else found.regions.shape}."
        )
    body, height = marked_picture(found, picture, theme, across, found.strongest(NUMBERED))
    return _figure(found, body, (across, height), label, words)


def named_parts(found: ItemExplanation, words: Words = ENGLISH) -> list[str]:
    """What each part is called: a word as it stands; a region by its number, and where in the picture it lies."""
    names = [plain(drawable(part)) for part in found.parts]
    if found.regions is None:
        return names
    if words.language != ENGLISH.language:
        names = [words("media.region", n=str(place)) for place in range(1, len(names) + 1)]
    high, wide = found.regions.shape
    for place in range(len(names)):
        y, x = np.nonzero(found.regions == place)
        if len(y):
            down, along = _DOWN[int(3 * y.mean() / high)], _ALONG[int(3 * x.mean() / wide)]
            names[place] += f", {words(f'media.{down}_{along}')}"
    return names


def _digits(found: ItemExplanation) -> int:
    """Decimals that show the strongest part with two digits or more: three, unless all of them are tiny."""
    largest = float(np.abs(found.values).max(initial=0.0))
    least = _NOTHING * max(abs(found.answer), abs(found.base))
    return 3 if largest <= least else max(3, 1 - floor(log10(largest)))


def _figure(
    found: ItemExplanation, body: str, size: tuple[float, float], label: str | None, words: Words
) -> MediaFigure:
    parts, digits = named_parts(found, words), _digits(found)
    clear, least = found.clear(), _NOTHING * max(abs(found.answer), abs(found.base))
    best = [place for place in found.strongest(3) if abs(clear[place]) > least]
    named = words.listed(
        [
            words("media.part", part=parts[place], value=words.signed(found.values[place], digits - 1))
            for place in best
        ]
    )
    title = words("media.title", n=len(best), parts=named) if best else words("media.nothing")
    alt = f"{words('media.answer', answer=words.number(found.answer, 2))} " + (
        "; ".join(
            f"{parts[place]} {words.signed(found.values[place], digits)}" for place in found.strongest(12)
        )
        + "."
    )
    across, down = size
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across:g} {down:g}" role="img" width="{across:g}" '
        f'height="{down:g}" font-family="{FACE}"><title>{escape(title)}</title>'
        f"<desc>{escape(alt)}</desc>{body}</svg>"
    )
    return MediaFigure(
        svg, title, _subtitle(found, label, words), alt, _table(found, title, parts, digits, words)
    )


def _table(found: ItemExplanation, title: str, parts: list[str], digits: int, words: Words) -> Table:
    """Every part with its contribution, strongest first."""
    rows = tuple(
        (
            str(rank),
            parts[place],
            words.signed(found.values[place], digits),
            words("said.none")
            if found.standard_errors is None
            else words.number(float(found.standard_errors[place]), digits),
        )
        for rank, place in enumerate(found.strongest(len(found.parts)), 1)
    )
    names = ("rank", _kind(found), "contribution", "standard_error")
    columns = tuple(words(f"head.{name}") for name in names)
    return Table(title, columns, rows, frozenset(columns[2:]))


def _kind(found: ItemExplanation) -> str:
    return "word" if found.regions is None else "region"


def _subtitle(found: ItemExplanation, label: str | None, words: Words) -> str:
    kind = _kind(found)
    called = ""
    if label is None:
        called = f", {words('media.class', label=str(found.output))}"
    elif label:
        called = f", {words('media.class_named', label=plain(drawable(label)))}"
    answer = words.number(found.answer, 2)
    said = [
        words("media.of", method=f"{found.method.upper()}{called}", answer=answer),
        words(f"media.marks_{kind}"),
    ]
    if kind == "word" and found.standard_errors is not None:
        said.append(words("media.no_bar"))
    if found.method == "lime":
        said.append(
            words("media.never_changed")
            if found.fidelity is None
            else words("media.fit", share=words.pct(found.fidelity, 0))
        )
        if found.stability is not None:
            said.append(words(f"media.steady_{kind}", share=words.pct(found.stability, 0)))
    elif found.meta.get("note"):
        said.append(str(found.meta["note"]))
    return " ".join(said)

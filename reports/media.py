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
from fairwitness.reports import format as fmt
from fairwitness.reports.charts.figure import Table
from fairwitness.reports.lettering import drawable
from fairwitness.reports.media_marks import marked_picture, marked_text
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


def text_figure(
    found: ItemExplanation,
    text: str,
    theme: Theme = LIGHT,
    *,
    label: str | None = None,
    across: int = WIDTH,
    lines: int = MOST_LINES,
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
    figure = _figure(found, body, (across, height), "word", label)
    if not goes_on:
        return figure
    return replace(figure, subtitle=f"{figure.subtitle} The text goes on; the table has its words.")


def image_figure(
    found: ItemExplanation,
    picture: npt.NDArray[np.generic],
    theme: Theme = LIGHT,
    *,
    label: str | None = None,
    across: int = WIDTH,
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
    return _figure(found, body, (across, height), "region", label)


def named_parts(found: ItemExplanation) -> list[str]:
    """What each part is called: a word as it stands; a region by its number, and where in the picture it lies."""
    names = [plain(drawable(part)) for part in found.parts]
    if found.regions is None:
        return names
    high, wide = found.regions.shape
    for place in range(len(names)):
        y, x = np.nonzero(found.regions == place)
        if len(y):
            down, along = _DOWN[int(3 * y.mean() / high)], _ALONG[int(3 * x.mean() / wide)]
            names[place] += f", {'centre' if (down, along) == ('middle', 'centre') else f'{down} {along}'}"
    return names


def _digits(found: ItemExplanation) -> int:
    """Decimals that show the strongest part with two digits or more: three, unless all of them are tiny."""
    largest = float(np.abs(found.values).max(initial=0.0))
    least = _NOTHING * max(abs(found.answer), abs(found.base))
    return 3 if largest <= least else max(3, 1 - floor(log10(largest)))


def _figure(
    found: ItemExplanation, body: str, size: tuple[float, float], kind: str, label: str | None
) -> MediaFigure:
    parts, digits = named_parts(found), _digits(found)
    clear, least = found.clear(), _NOTHING * max(abs(found.answer), abs(found.base))
    best = [place for place in found.strongest(3) if abs(clear[place]) > least]
    named = fmt.listed(
        [f"'{parts[place]}' ({fmt.signed(found.values[place], digits - 1)})" for place in best]
    )
    title = (
        f"{named} {'moves' if len(best) == 1 else 'move'} the answer most."
        if best
        else "Nothing moves the answer."
    )
    alt = f"The answer is {fmt.number(found.answer, 2)}. " + (
        "; ".join(
            f"{parts[place]} {fmt.signed(found.values[place], digits)}" for place in found.strongest(12)
        )
        + "."
    )
    across, down = size
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across:g} {down:g}" role="img" width="{across:g}" '
        f'height="{down:g}" font-family="{FACE}"><title>{escape(title)}</title>'
        f"<desc>{escape(alt)}</desc>{body}</svg>"
    )
    rows = tuple(
        (
            str(rank),
            parts[place],
            fmt.signed(found.values[place], digits),
            "none"
            if found.standard_errors is None
            else fmt.number(float(found.standard_errors[place]), digits),
        )
        for rank, place in enumerate(found.strongest(len(found.parts)), 1)
    )
    columns = ("Rank", kind.capitalize(), "Contribution", "Standard error")
    return MediaFigure(
        svg, title, _subtitle(found, kind, label), alt, Table(title, columns, rows, frozenset(columns[2:]))
    )


def _subtitle(found: ItemExplanation, kind: str, label: str | None) -> str:
    called = f", class {found.output}" if label is None else f", class '{plain(drawable(label))}'"
    said = [f"{found.method.upper()}{called if label != '' else ''}: answer {fmt.number(found.answer, 2)}."]
    if kind == "word":
        said.append("A bar below a word and a plus: it raises the answer; above and a minus: it lowers it.")
        if found.standard_errors is not None:
            said.append("No bar: less than two standard errors from no effect.")
    else:
        said.append(
            "Numbered by rank; lines rising to the right: it raises the answer; falling: it lowers it."
        )
    if found.method == "lime":
        said.append(
            "The answer never changed."
            if found.fidelity is None
            else f"R² {fmt.pct(found.fidelity, 0)}: how much of the model's behaviour nearby this follows."
        )
        if found.stability is not None:
            said.append(
                f"{fmt.pct(found.stability, 0)} of the strongest {kind}s are the same in each half of the sample."
            )
    elif found.meta.get("note"):
        said.append(str(found.meta["note"]))
    return " ".join(said)

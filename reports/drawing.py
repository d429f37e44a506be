"""Charts as inline SVG that follows the page: its colours, its fonts, light and dark.

A drawing is taken apart and put together again from a list of known elements and attributes, so that whatever
a label held, nothing in it can run or load.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, fromstring, tostring

from markupsafe import Markup

from fairwitness.reports.charts import Canvas, Figure
from fairwitness.reports.charts.static import svgs
from fairwitness.reports.format import opening
from fairwitness.reports.media import MediaFigure
from fairwitness.reports.page import NAMES, variable
from fairwitness.reports.plain import plain
from fairwitness.reports.tokens import LIGHT

WIDE = Canvas(LIGHT, width=900, text=13)
NARROW = Canvas(LIGHT, width=352, text=12)
"""Two widths, so that a phone shows whole charts with text of the same size; the style sheet picks one."""
COLOURS: dict[str, str] = {getattr(LIGHT, name).upper(): f"var({variable(name)})" for name in NAMES}
"""What each colour of a drawing is called in the page's style sheet."""

MOST_WORDS = 4_000
"""Characters that a drawing is told in; the table beside it has the rest."""
_ELEMENTS = {
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "line",
    "text",
    "tspan",
    "defs",
    "clipPath",
    "pattern",
    "image",
}
_ATTRIBUTES = {
    "viewBox", "width", "height", "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "dx",
    "dy", "transform", "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-dasharray",
    "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity",
    "opacity", "text-anchor", "font-size", "font-weight", "font-style", "clip-path", "clip-rule", "id",
    "textLength", "lengthAdjust", "patternUnits", "patternTransform", "preserveAspectRatio", "image-rendering", "href",
}  # fmt: skip
_PICTURE = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=]+")
"""All that may stand in a drawing beside marks: a picture that the page holds itself."""
_REFERENCE = re.compile(r"url\(#([\w-]+)\)")


@dataclass(frozen=True)
class Drawn:
    """A figure with its drawings, and a name for links that is unique on the page."""

    id: str
    figure: Figure | MediaFigure
    wide: Markup
    narrow: Markup

    @property
    def light(self) -> bool:
        """Whether it keeps a light ground in dark: a heat map, whose words say that darker is higher."""
        return isinstance(self.figure, Figure) and self.figure.key.startswith("cross")


def draw(figures: Sequence[tuple[Figure, Figure]]) -> list[Drawn]:
    """Draw the figures of a page, each for `WIDE` and for `NARROW`, named by their alternative text."""
    sources = iter(svgs([figure.vega for pair in figures for figure in pair]))
    return [
        Drawn(
            f"figure-{number}",
            wide,
            inline(next(sources), wide.alt, f"figure-{number}-wide"),
            inline(next(sources), narrow.alt, f"figure-{number}-narrow"),
        )
        for number, (wide, narrow) in enumerate(figures, 1)
    ]


def draw_media(figures: Sequence[tuple[MediaFigure, MediaFigure]]) -> list[Drawn]:
    """Set explained texts and pictures on a page, each for a desk and for a phone."""
    return [
        Drawn(
            f"media-{number}",
            wide,
            inline(wide.svg, wide.alt, f"media-{number}-wide"),
            inline(narrow.svg, narrow.alt, f"media-{number}-narrow"),
        )
        for number, (wide, narrow) in enumerate(figures, 1)
    ]


def inline(source: str, alt: str, name: str) -> Markup:
    """SVG for a page, from SVG of our own drawing.

    Parameters
    ----------
    source
        A whole SVG document.
    alt
        What the drawing shows, in words.
    name
        Goes before every id, so that two drawings on a page do not mix; its last word is the class.
    """
    root = fromstring(source)
    _clean(root, name)
    named = {"role": "img", "aria-label": opening(plain(alt), MOST_WORDS), "focusable": "false"}
    root.attrib |= {**named, "class": name.rpartition("-")[2]}
    return Markup(tostring(root, encoding="unicode"))


def _clean(element: Element, name: str) -> None:
    element.tag = element.tag.rpartition("}")[2]
    element.attrib = {
        key: _value(key, value, name)
        for key, value in element.attrib.items()
        if key in _ATTRIBUTES and (key != "href" or _PICTURE.fullmatch(value))
    }
    for child in list(element):
        if child.tag.rpartition("}")[2] in _ELEMENTS:
            _clean(child, name)
        else:
            element.remove(child)


def _value(key: str, value: str, name: str) -> str:
    if key == "id":
        return f"{name}-{value}"
    if key in ("fill", "stroke") and not value.startswith("url("):
        return COLOURS.get(_hex(value), value)
    return _REFERENCE.sub(rf"url(#{name}-\1)", value)


def _hex(colour: str) -> str:
    """A colour as ``#RRGGBB``, whichever way it is written."""
    if found := re.fullmatch(r"rgb\((\d+),\s*(\d+),\s*(\d+)\)", colour):
        return "#" + "".join(f"{int(part):02X}" for part in found.groups())
    return colour.upper()

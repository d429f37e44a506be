"""The parts charts are made of: rows with a label at the left, a plot in the middle, columns of text at the right.

Specifications are plain Vega-Lite. Geometry is explicit (`autosize` none, paddings given), so that it depends on no
measuring of text, and rows have numbers instead of names on their scale, so that two names cut alike stay two rows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fairwitness.reports.charts.figure import Canvas, Json, text_width
from fairwitness.reports.format import MINUS

FONT: Final = "Source Sans Pro, Source Sans, DejaVu Sans, Noto Sans CJK SC, sans-serif"
Z95: Final = 1.959964
"""Standard errors from a figure to either end of its 95% interval."""
_MOST_GROUPS: Final = 9
"""Of digits, after the first: d3 begins anew where its list ends."""
SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
SIGNS: Final[dict[str, str]] = {
    "disparity": "M0,-1L1,0L0,1L-1,0Z",
    "within": ("M0,-1A1,1,0,1,1,0,1A1,1,0,1,1,0,-1ZM-.57,.14L-.12,.58L.59,-.24L.37,-.43L-.14,.15L-.36,-.07Z"),
    "inconclusive": "M0,-1A1,1,0,1,1,0,1A1,1,0,1,1,0,-1ZM0,-.72A.72,.72,0,0,0,0,.72Z",
    "not_estimable": (
        "M-.9,-.9H-.3V-.62H-.62V-.3H-.9ZM.9,-.9V-.3H.62V-.62H.3V-.9ZM.9,.9H.3V.62H.62V.3H.9Z"
        "M-.9,.9V.3H-.62V.62H-.3V.9ZM-.42,-.14H.42V.14H-.42Z"
    ),
}
"""The verdict signs as Vega symbols, on a square from -1 to 1; holes run against the outline."""


@dataclass(frozen=True)
class Scale:
    """The horizontal axis: its ends, its ticks, and how ticks are written."""

    low: float
    high: float
    ticks: tuple[float, ...]
    digits: int
    factor: float = 1
    title: str = ""

    def clip(self, value: float) -> float:
        """The nearest value that can be drawn."""
        return min(max(value, self.low), self.high)


def scale(
    values: Sequence[float], *, factor: float = 1, title: str = "", within: tuple[float, float] | None = None
) -> Scale:
    """An axis that holds all values, with three to six round ticks; ``within`` bounds it where the unit has bounds."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if high - low < 1e-12:
        low, high = low - 0.5 * (abs(low) or 1), high + 0.5 * (abs(high) or 1)
    pad = 0.03 * (high - low)
    low, high = low - (pad if low else 0), high + (pad if high else 0)
    if within is not None:
        low, high = max(low, within[0]), min(high, within[1])
    raw = (high - low) * factor / 4.5
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999)
    first, last = math.ceil(low * factor / step - 1e-9), math.floor(high * factor / step + 1e-9)
    digits = next((d for d in range(10) if abs(round(step, d) - step) < step * 1e-6), 9)
    return Scale(low, high, tuple(i * step / factor for i in range(first, last + 1)), digits, factor, title)


def plot(layers: list[Json], values: list[Json], canvas: Canvas, frame: Frame) -> Json:
    """A whole specification from layers over one list of rows."""
    theme, size = canvas.theme, canvas.text
    return {
        "$schema": SCHEMA,
        "autosize": "none",
        "background": "transparent",
        "padding": {"left": frame.left, "right": frame.right, "top": frame.top, "bottom": frame.bottom},
        "width": frame.width,
        "height": frame.height,
        **({"data": {"values": values}} if any(map(_draws_from_above, layers)) else {}),
        "layer": layers,
        "config": {
            "font": FONT,
            **_locale(canvas),
            "view": {"stroke": None},
            "mark": {"aria": False, "invalid": "filter"},
            "text": {"fontSize": size, "baseline": "middle", "align": "left"},
            "axis": {
                "aria": False,
                "labelColor": theme.muted,
                "titleColor": theme.muted,
                "labelFontSize": size,
                "titleFontSize": size,
                "titleFontWeight": "normal",
                "gridColor": theme.rule,
                "gridWidth": 0.6,
                "domain": False,
                "ticks": False,
                "labelFlush": False,
                "labelOverlap": False,
                "labelLimit": 0,
                "titleLimit": 0,
                "labelPadding": size / 2,
                "titlePadding": size / 2,
                "titleAnchor": "start",
                "titleAlign": "left",
            },
        },
    }


def _draws_from_above(layer: Json) -> bool:
    """Whether a layer has no rows of its own.

    Rows that no layer draws from are not given: Vega leaves them out, and Streamlit, which looks for them in the drawn
    chart, would break off.
    """
    inner = layer.get("layer")
    return "data" not in layer and (not isinstance(inner, list) or any(map(_draws_from_above, inner)))


def _locale(canvas: Canvas) -> Json:
    """How axes write numbers, where that is not as Vega does."""
    words = canvas.words
    decimal, thousands = words("figure.decimal"), words("figure.thousands")
    first, others = words.grouping
    if (decimal, thousands, others) == (".", ",", 3):
        return {}
    grouping = [first] if first == others else [first, *[others] * _MOST_GROUPS]
    number = {"decimal": decimal, "thousands": thousands, "grouping": grouping, "currency": ["", ""]}
    return {"locale": {"number": number}}


@dataclass(frozen=True)
class Frame:
    """The plot within the canvas, in pixels."""

    left: float
    right: float
    top: float
    bottom: float
    width: float
    height: float


def frame(
    canvas: Canvas, labels: Sequence[str], columns: Sequence[Sequence[str]], *, head: bool, axis: bool
) -> Frame:
    """Room for the widest label (a third at most), the columns at the right, and the rest for the plot."""
    size = canvas.text
    left = (
        min(label_limit(canvas), max((text_width(label, size) for label in labels), default=0)) + canvas.gap
    )
    right = sum(column_width(column, size) + canvas.gap for column in columns) + canvas.gap / 2
    right += canvas.gap / 2 if columns else 0  # a mark at the plot's edge is half outside
    height = canvas.row(len(labels)) * max(len(labels), 1)
    rest = canvas.width - left - right
    return Frame(
        left, right, 1.9 * size if head else size / 2, 3.6 * size if axis else size / 2, rest, height
    )


def label_limit(canvas: Canvas) -> float:
    """Width of the column of row names."""
    return 0.29 * canvas.width


def kept(canvas: Canvas, heads: Mapping[str, str]) -> dict[str, str]:
    """The columns of text there is room for, with their heads."""
    return {field: head for field, head in heads.items() if not (canvas.narrow and field == "interval")}


def column_width(texts: Sequence[str], size: float) -> float:
    """Width of a column of text."""
    return max((text_width(text, size) for text in texts), default=0)


def y() -> Json:
    """Rows in the order of their numbers, one band each; sorted, as layers over part of the rows see fewer."""
    return {"field": "i", "type": "ordinal", "axis": None, "sort": "ascending", "scale": {"padding": 0}}


def x(field: str, axis: Scale) -> Json:
    """A value on the horizontal axis."""
    digits = max(axis.digits, 0)
    number = f"replace(format(datum.value * {axis.factor!r}, ',.{digits}f'), '-', '{MINUS}')"
    return {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": [axis.low, axis.high], "nice": False, "zero": False},
        "axis": {
            "values": list(axis.ticks),
            "labelExpr": number,
            "title": axis.title or None,
            "grid": True,
            "zindex": 0,
        },
    }


def own(field: str) -> Json:
    """A colour or a shape that the row itself gives."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def mark(kind: str, properties: Json, /, **encoding: Json) -> Json:
    """A layer of one kind of mark, in the bands of the rows."""
    return across(kind, properties, y=y(), **encoding)


def across(kind: str, properties: Json, /, **encoding: Json) -> Json:
    """A layer of one kind of mark, across all rows."""
    return {"mark": {"type": kind, **properties}, "encoding": encoding}


def text(field: str, at: object, *, align: str = "left", colour: str | Json, weight: int = 400) -> Json:
    """A column of text at a fixed place: a number of pixels, or an expression of the plot's width."""
    place: Json = {"expr": at} if isinstance(at, str) else {"value": at}
    mark: Json = {
        "type": "text",
        "align": align,
        "fontWeight": weight,
        "limit": 0,
        "x": place if "expr" in place else at,
    }
    encoding: Json = {"y": y(), "text": {"field": field, "type": "nominal"}}
    if isinstance(colour, str):
        mark["color"] = colour
    else:
        encoding["color"] = colour
    return {"mark": mark, "encoding": encoding}


def label(canvas: Canvas, fr: Frame) -> Json:
    """The row names, flush left on the edge of the text block; grey where the row says so (`off`)."""
    tone: Json = {"condition": {"test": "datum.off", "value": canvas.theme.muted}, "value": canvas.theme.ink}
    return text("label", -fr.left, colour=tone)


def heading(words: str, at: object, canvas: Canvas, *, align: str = "left") -> Json:
    """A word above a column."""
    mark: Json = {
        "type": "text",
        "text": words,
        "align": align,
        "color": canvas.theme.muted,
        "fontSize": 0.95 * canvas.text,
        "limit": 0,
        "y": -0.9 * canvas.text,
        "x": {"expr": at} if isinstance(at, str) else at,
    }
    return {"data": {"values": [{}]}, "mark": mark}


def columns(canvas: Canvas, given: Sequence[tuple[str, str, Sequence[str], bool]]) -> list[Json]:
    """Columns of text to the right of the plot: field, head, texts, strong; all flush right."""
    at, layers = canvas.gap / 2, []
    for field, head, texts, strong in given:
        at += canvas.gap + column_width(texts, canvas.text)
        colour = canvas.theme.ink if strong else canvas.theme.muted
        layers.append(
            text(field, f"width + {at:.1f}", align="right", colour=colour, weight=600 if strong else 400)
        )
        if head:
            layers.append(heading(head, f"width + {at:.1f}", canvas, align="right"))
    return layers

"""Rows of bars, or of dots, with their figure written beside them: what the explanation and energy charts share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fairwitness.reports.charts import draw
from fairwitness.reports.charts.figure import Canvas, Json, short


@dataclass(frozen=True)
class Bar:
    """One row: from ``start`` to ``end``, an interval if there is one, and the figure as text."""

    label: str
    start: float
    end: float | None
    shown: str
    colour: str
    low: float | None = None
    high: float | None = None
    outline: bool = False
    """Dashed and empty instead of solid."""
    tick: bool = False
    """A sum: an upright mark at ``end`` instead of a bar."""


def bars(rows: Sequence[Bar], canvas: Canvas, axis: draw.Scale) -> Json:
    """The specification: labels at the left, bars on a common scale, figures at the right."""
    theme = canvas.theme
    values = [_row(i, bar, canvas) for i, bar in enumerate(rows)]
    labels, shown = [str(v["label"]) for v in values], [bar.shown for bar in rows]
    fr = draw.frame(canvas, labels, [shown], head=False, axis=True)
    layers = [*_kinds(axis, canvas, canvas.row(len(rows)) * 0.52), draw.label(canvas, fr)]
    layers += draw.columns(canvas, [("shown", "", shown, True)])
    if axis.low < 0 < axis.high:
        zero: Json = {
            "mark": {"type": "rule", "color": theme.axis, "strokeWidth": 1},
            "encoding": {"x": draw.x("zero", axis)},
        }
        layers.insert(0, {"data": {"values": [{"zero": 0}]}, **zero})
    return draw.plot(layers, values, canvas, fr)


def _kinds(axis: draw.Scale, canvas: Canvas, height: float) -> list[Json]:
    """Solid bars, dashed ones, upright marks, and the intervals of those that have one."""
    size, colour = canvas.text, draw.own("colour")
    span: dict[str, Json] = {"x": draw.x("start", axis), "x2": {"field": "end"}}
    outline: Json = {"fillOpacity": 0, "strokeWidth": size / 8, "strokeDash": [size / 3, size / 4]}
    tick: Json = {"thickness": size / 3.5, "size": 1.3 * height, "opacity": 1, "orient": "vertical"}
    kinds = {
        "bar": draw.mark("bar", {"height": height, "fillOpacity": 0.7}, **span, color=colour),
        "outline": draw.mark("bar", {"height": height, **outline}, **span, stroke=colour),
        "tick": draw.mark("tick", tick, x=draw.x("end", axis), color=colour),
    }
    ends: dict[str, Json] = {"x": draw.x("low", axis), "x2": {"field": "high"}}
    interval = draw.mark("rule", {"color": canvas.theme.ink, "strokeWidth": size / 8}, **ends)
    chosen = [
        {"transform": [{"filter": f"datum.kind == '{kind}'"}], **layer} for kind, layer in kinds.items()
    ]
    return [*chosen, interval]


def _row(i: int, bar: Bar, canvas: Canvas) -> Json:
    kind = "none" if bar.end is None else "tick" if bar.tick else "outline" if bar.outline else "bar"
    return {
        "i": i,
        "label": short(bar.label, draw.label_limit(canvas), canvas.text),
        "off": bar.end is None,
        "start": bar.start,
        "end": bar.end,
        "low": bar.low,
        "high": bar.high,
        "kind": kind,
        "shown": bar.shown,
        "colour": bar.colour,
    }

"""Marks at places that are given in pixels, for charts that Vega-Lite's own axes and facets cannot lay out."""

from __future__ import annotations

from fairwitness.reports.charts.figure import Canvas, Json


def line(start: tuple[float, float], end: tuple[float, float]) -> Json:
    """A straight line as a row of data."""
    return {"x": start[0], "y": start[1], "x2": end[0], "y2": end[1]}


def rules(values: list[Json], mark: Json) -> Json:
    """A layer of straight lines."""
    ends: dict[str, Json] = {"x": pixel("x"), "x2": {"field": "x2"}, "y": pixel("y"), "y2": {"field": "y2"}}
    return {"data": {"values": values}, "mark": {"type": "rule", **mark}, "encoding": ends}


def path(points: list[tuple[float, float]], mark: Json) -> Json:
    """A layer of one line through points."""
    values = [{"x": x, "y": y} for x, y in points]
    return {
        "data": {"values": values},
        "mark": {"type": "line", **mark},
        "encoding": {"x": pixel("x"), "y": pixel("y")},
    }


def band(points: list[tuple[float, float, float]], mark: Json) -> Json:
    """A layer of an area between two lines: x, lower edge, upper edge of each point."""
    values = [{"x": x, "y": low, "y2": high} for x, low, high in points]
    return {
        "data": {"values": values},
        "mark": {"type": "area", **mark},
        "encoding": {"x": pixel("x"), "y": pixel("y"), "y2": {"field": "y2"}},
    }


def texts(values: list[Json], mark: Json) -> Json:
    """A layer of texts, the field `t` of each row."""
    encoding: Json = {"x": pixel("x"), "y": pixel("y"), "text": {"field": "t", "type": "nominal"}}
    return {"data": {"values": values}, "mark": {"type": "text", "limit": 0, **mark}, "encoding": encoding}


def note(words: str, x: float, y: float, canvas: Canvas) -> Json:
    """A word beside an axis."""
    mark: Json = {"align": "left", "color": canvas.theme.muted, "fontSize": 0.95 * canvas.text}
    return texts([{"x": x, "y": y, "t": words}], mark)


def pixel(field: str) -> Json:
    """A place that is in pixels already."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}

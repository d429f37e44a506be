"""Lines over a plane, drawn in pixels: each with its band and its name at its end, and upright rules with theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from fairwitness.reports.charts import draw, pixels
from fairwitness.reports.charts.figure import Canvas, Json, short, text_width
from fairwitness.reports.language import Words

DASHES: Final = ([7, 3], [2, 2], [9, 3, 2, 3], [1, 4])
"""Lines are told apart by these and by their names, not by colour."""
_LINE: Final = 1.25
"""Height of a line of text."""
_SAMPLE: Final = 1.6
"""Length of the piece of a line before its name."""
_BOLD: Final = 1.15
"""How much wider strong text is than `text_width` says."""


@dataclass(frozen=True)
class At:
    """A point of a line; without a value the line is broken there."""

    x: float
    y: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Line:
    """One line; the first of a chart is drawn strong."""

    name: str
    points: tuple[At, ...]


@dataclass(frozen=True)
class Rule:
    """An upright line at a place, with a word above it."""

    x: float
    words: str


@dataclass(frozen=True)
class Plane:
    """Both axes, what they are called, and a level line if there is a limit."""

    x: draw.Scale
    y: draw.Scale
    square: bool = False
    limit: tuple[float, str] | None = None
    diagonal: bool = False


@dataclass(frozen=True)
class _Place:
    """From values to pixels."""

    plane: Plane
    width: float
    height: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        across = (self.plane.x.clip(x) - self.plane.x.low) / (self.plane.x.high - self.plane.x.low)
        up = (self.plane.y.clip(y) - self.plane.y.low) / (self.plane.y.high - self.plane.y.low)
        return across * self.width, (1 - up) * self.height


def lines(given: Sequence[Line], plane: Plane, canvas: Canvas, rules: Sequence[Rule] = ()) -> Json:
    """The specification; every rule has its word on a line of its own, so that no two can touch."""
    size = canvas.text
    ticks = [_tick(value, plane.y, canvas.words) for value in plane.y.ticks]
    names = [short(line.name, 0.32 * canvas.width, size) for line in given]
    named = names if len(given) > 1 else []
    named = [*named, plane.limit[1]] if plane.limit else named
    left = max((text_width(tick, size) for tick in ticks), default=0) + canvas.gap
    right = _BOLD * max((text_width(name, size) for name in named), default=0) + 1.5 * canvas.gap
    right += 1.2 * _SAMPLE * size if len(given) > 1 else 0
    width = canvas.width - left - right
    width = min(width, 24 * size) if plane.square else width
    height = width if plane.square else 13 * size
    top = (1.9 + _LINE * len(rules)) * size
    frame = draw.Frame(left, canvas.width - left - width, top, 3.4 * size, width, height)
    place = _Place(plane, width, height)
    layers = [
        *_grid(place, ticks, canvas),
        *_level(place, canvas),
        *_upright(rules, place, canvas),
        *_drawn(given, place, canvas),
        *_names(given, names, place, canvas),
        pixels.note(plane.y.title, -left, -top + 0.6 * size, canvas),
        pixels.note(plane.x.title, 0, height + 2.7 * size, canvas),
    ]
    return draw.plot(layers, [{}], canvas, frame)


def _tick(value: float, scale: draw.Scale, words: Words) -> str:
    return words.number(scale.factor * value, max(scale.digits, 0))


def _grid(place: _Place, ticks: Sequence[str], canvas: Canvas) -> list[Json]:
    """Level lines with their figures, and the figures below."""
    plane, muted, words = place.plane, canvas.theme.muted, canvas.words
    heights = [place.at(plane.x.low, value)[1] for value in plane.y.ticks]
    widest = max(text_width(_tick(value, plane.x, words), canvas.text) for value in plane.x.ticks)
    every = -(-len(plane.x.ticks) // max(2, int(place.width // (widest + canvas.gap))))
    below: list[Json] = [
        {
            "x": place.at(value, plane.y.low)[0],
            "y": place.height + canvas.text,
            "t": _tick(value, plane.x, words),
        }
        for value in plane.x.ticks[::every]
    ]
    beside: list[Json] = [
        {"x": -canvas.text / 2, "y": y, "t": tick} for y, tick in zip(heights, ticks, strict=True)
    ]
    return [
        pixels.rules(
            [pixels.line((0, y), (place.width, y)) for y in heights],
            {"color": canvas.theme.rule, "strokeWidth": 0.8},
        ),
        pixels.texts(beside, {"align": "right", "color": muted}),
        pixels.texts(below, {"align": "center", "color": muted}),
    ]


def _level(place: _Place, canvas: Canvas) -> list[Json]:
    """The limit, and the diagonal where chance alone would lie."""
    plane, layers = place.plane, []
    if plane.limit:
        ends = [place.at(x, plane.limit[0]) for x in (plane.x.low, plane.x.high)]
        mark: Json = {"color": canvas.theme.ink, "strokeWidth": canvas.text / 7}
        layers.append(pixels.rules([pixels.line(ends[0], ends[1])], mark))
    if plane.diagonal:
        ends = [place.at(plane.x.low, plane.y.low), place.at(plane.x.high, plane.y.high)]
        dashed: Json = {"color": canvas.theme.axis, "strokeWidth": canvas.text / 9, "strokeDash": [4, 3]}
        layers.append(pixels.rules([pixels.line(ends[0], ends[1])], dashed))
    return layers


def _upright(rules: Sequence[Rule], place: _Place, canvas: Canvas) -> list[Json]:
    """The last rule is drawn strong. Words stand over their rules, moved inwards at the ends of the plot."""
    layers, size = [], canvas.text
    for row, rule in enumerate(rules):
        x = place.at(rule.x, place.plane.y.low)[0]
        strong = row == len(rules) - 1
        colour = canvas.theme.ink if strong else canvas.theme.muted
        mark: Json = {"color": colour, "strokeWidth": size / 8, "strokeDash": [1, 0] if strong else [3, 3]}
        half = _BOLD * text_width(rule.words, size) / 2
        middle = min(max(x, half), max(place.width - half, half))
        y = (-0.7 - _LINE * (len(rules) - 1 - row)) * size
        label: Json = {"align": "center", "color": colour, "fontWeight": 600 if strong else 400}
        layers.append(pixels.rules([pixels.line((x, 0), (x, place.height))], mark))
        layers.append(pixels.texts([{"x": middle, "y": y, "t": rule.words}], label))
    return layers


def _drawn(given: Sequence[Line], place: _Place, canvas: Canvas) -> list[Json]:
    """Bands below, lines above; a part of one point is a dot."""
    layers: list[Json] = []
    theme = canvas.theme
    for line in given:
        for part in _parts(line):
            band = [
                (place.at(p.x, p.low)[0], place.at(p.x, p.low)[1], place.at(p.x, p.high)[1])
                for p in part
                if p.low is not None and p.high is not None
            ]
            if len(band) > 1:
                layers.append(pixels.band(band, {"color": theme.accent, "opacity": 0.18}))
    for number, line in enumerate(given):
        mark = _mark(number, canvas)
        for part in _parts(line):
            points = [place.at(p.x, p.y) for p in part if p.y is not None]
            layers.append(_dot(points[0], canvas) if len(points) == 1 else _path(points, mark))
    return layers


def _mark(number: int, canvas: Canvas) -> Json:
    """How a line is drawn: the first strong, the others each with dashes of its own."""
    if not number:
        return {"color": canvas.theme.accent, "strokeWidth": canvas.text / 5}
    dash = DASHES[(number - 1) % len(DASHES)]
    return {"color": canvas.theme.ink, "strokeWidth": canvas.text / 8, "strokeDash": dash}


def _path(points: list[tuple[float, float]], mark: Json) -> Json:
    """A line in the order of its points: Vega-Lite would sort them along x."""
    encoding: Json = {"x": pixels.pixel("x"), "y": pixels.pixel("y"), "order": None}
    values = [{"x": x, "y": y} for x, y in points]
    return {"data": {"values": values}, "mark": {"type": "line", **mark}, "encoding": encoding}


def _dot(point: tuple[float, float], canvas: Canvas) -> Json:
    return {
        "data": {"values": [{"x": point[0], "y": point[1]}]},
        "mark": {"type": "point", "filled": True, "opacity": 1, "color": canvas.theme.accent},
        "encoding": {"x": pixels.pixel("x"), "y": pixels.pixel("y")},
    }


def _parts(line: Line) -> Iterator[list[At]]:
    """The unbroken parts of a line."""
    part: list[At] = []
    for point in line.points:
        if point.y is None:
            if part:
                yield part
            part = []
        else:
            part.append(point)
    if part:
        yield part


def _names(given: Sequence[Line], names: Sequence[str], place: _Place, canvas: Canvas) -> list[Json]:
    """Names at the right with a piece of their line, at the heights of the ends, moved apart where they would touch."""
    wanted: list[tuple[float, str, int | None]] = []
    for number, (line, name) in enumerate(zip(given, names, strict=True)):
        last = next((p for p in reversed(line.points) if p.y is not None), None)
        if last is not None and last.y is not None and len(given) > 1:
            wanted.append((place.at(last.x, last.y)[1], name, number))
    if place.plane.limit:
        wanted.append((place.at(place.plane.x.low, place.plane.limit[0])[1], place.plane.limit[1], None))
    step, least = _LINE * canvas.text, -1e9
    moved = []
    for y, name, which in sorted(wanted, key=lambda one: one[0]):
        least = max(y, least + step)
        moved.append((least, name, which))
    over = max(0.0, moved[-1][0] - place.height) if moved else 0.0
    return [layer for y, name, which in moved for layer in _name(name, which, place.width, y - over, canvas)]


def _name(name: str, number: int | None, width: float, y: float, canvas: Canvas) -> list[Json]:
    start = width + canvas.gap / 2
    sample = 0.0 if number is None else _SAMPLE * canvas.text
    strong = number == 0
    style: Json = {
        "align": "left",
        "color": canvas.theme.accent if strong else canvas.theme.ink,
        "fontWeight": 600 if strong else 400,
    }
    text = pixels.texts([{"x": start + 1.2 * sample, "y": y, "t": name}], style)
    if number is None:
        return [text]
    return [pixels.rules([pixels.line((start, y), (start + sample, y))], _mark(number, canvas)), text]

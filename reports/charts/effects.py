"""How the model's output goes along one column: a line with its band, a line for each group, and where the rows are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fairwitness.audits.record.schema import ColumnEffect, EffectCurve
from fairwitness.reports import format as fmt
from fairwitness.reports.charts import draw, pixels
from fairwitness.reports.charts.bars import Bar, bars
from fairwitness.reports.charts.explanation import scale_name
from fairwitness.reports.charts.figure import Canvas, Figure, Json, Table, short, slug, text_width
from fairwitness.reports.language import Words

DASHES: Final = ([7, 3], [2, 2], [9, 3, 2, 3], [1, 4])
"""Lines of groups are told apart by these and by their names at the right, not by colour."""
Point = tuple[float, float, float]


@dataclass(frozen=True)
class _Plot:
    """From values to pixels."""

    x: draw.Scale
    y: draw.Scale
    width: float
    height: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A point in pixels from the corner of the plot."""
        across = (x - self.x.low) / (self.x.high - self.x.low)
        up = (y - self.y.low) / (self.y.high - self.y.low)
        return across * self.width, (1 - up) * self.height


@dataclass(frozen=True)
class _Kind:
    """What a kind of curve is called, and how its numbers are written."""

    name: str
    words: Words

    def figure(self, value: float, digits: int) -> str:
        signed = self.name == "accumulated"
        return self.words.signed(value, digits) if signed else self.words.number(value, digits)

    def axis(self, found: ColumnEffect) -> str:
        return self.words(f"effect.axis_{self.name}", scale=scale_name(found.scale, self.words))


def _kind(found: ColumnEffect, canvas: Canvas) -> _Kind:
    """Of a kind that this version does not know, what records have always held."""
    name = "partial" if found.kind == "partial_dependence" else "accumulated"
    return _Kind(name, canvas.words)


def effect(found: ColumnEffect, canvas: Canvas) -> Figure | None:
    """One column; for a column of names or of two values, a bar for each."""
    words, kind = canvas.words, _kind(found, canvas)
    whole = found.curves[0]
    known = _known(found, whole)
    if len(known) < 2:
        return None
    digits = _digits([value for _, value, _ in known])
    low, high = (pick(known, key=lambda point: point[1]) for pick in (min, max))
    apart = bool(found.names) or len(found.points) == 2  # nothing lies between two values
    return Figure(
        key=slug("effect", found.column),
        title=words(
            "effect.title",
            column=found.label,
            low=kind.figure(low[1], digits),
            low_at=_named(found, low[0], words),
            high=kind.figure(high[1], digits),
            high_at=_named(found, high[0], words),
        ),
        subtitle=_subtitle(found, kind, apart=apart),
        alt="; ".join(
            f"{_named(found, x, words)}: {kind.figure(value, digits)}"
            + (f" ± {words.number(draw.Z95 * error, digits)}" if error else "")
            for x, value, error in known
        )
        + ".",
        vega=_values(found, known, canvas, digits) if apart else _curves(found, canvas),
        table=_table(found, digits, canvas),
        source=" ".join(_source(found, kind)),
    )


def _subtitle(found: ColumnEffect, kind: _Kind, *, apart: bool) -> str:
    words = kind.words
    scale, rows = scale_name(found.scale, words), found.curves[0].rows
    said = [
        words(f"effect.what_{kind.name}", n=rows, scale=scale)
        + words("effect.lines" if apart else "effect.band")
    ]
    if found.attribute and not apart:
        said.append(words("effect.broken", attribute=found.attribute))
    if found.lines and not apart:
        said.append(words("effect.thin", n=len(found.lines)))
    return " ".join(said)


def _source(found: ColumnEffect, kind: _Kind) -> list[str]:
    words = kind.words
    missing = [words("effect.missing", n=found.missing)] if found.missing else []
    return [words(f"effect.source_{kind.name}"), *missing, words("explained.not_causes")]


def _named(found: ColumnEffect, x: float, words: Words) -> str:
    return found.names[round(x)] if found.names else words.figure(f"{x:,.4g}".replace("-", fmt.MINUS))


def _known(found: ColumnEffect, curve: EffectCurve) -> list[Point]:
    """The points that a curve has a value at: where, value, standard error."""
    return [
        (x, value, error or 0.0)
        for x, value, error in zip(found.points, curve.values, curve.errors, strict=True)
        if value is not None
    ]


def _digits(values: Sequence[float]) -> int:
    top = max(map(abs, values), default=0)
    return 2 if top >= 0.1 or top == 0 else 3 if top >= 0.01 else 4


def _values(found: ColumnEffect, known: Sequence[Point], canvas: Canvas, digits: int) -> Json:
    words, kind = canvas.words, _kind(found, canvas)
    drawn = [
        Bar(
            _named(found, x, words) + (f" ({words.count(found.counts[round(x)])})" if found.names else ""),
            0,
            value,
            kind.figure(value, digits),
            canvas.theme.accent if value > 0 else canvas.theme.axis,
            value - draw.Z95 * error,
            value + draw.Z95 * error,
        )
        for x, value, error in known
    ]
    ends = [end for bar in drawn for end in (bar.low, bar.high) if end is not None]
    return bars(drawn, canvas, draw.scale([0.0, *ends], title=kind.axis(found)))


def _curves(found: ColumnEffect, canvas: Canvas) -> Json:
    size, theme = canvas.text, canvas.theme
    curves = [(curve, _known(found, curve)) for curve in found.curves]
    ends = [v + sign * draw.Z95 * e for _, known in curves[:1] for _, v, e in known for sign in (-1, 1)]
    ends += [value for _, known in curves for _, value, _ in known]
    ends += [value for line in found.lines for value in line if value is not None]
    x, y = draw.scale(found.points), draw.scale(ends)
    ticks = [_tick(value, y, canvas.words) for value in y.ticks]
    labels = [
        short(curve.group or canvas.words("said.all"), 0.24 * canvas.width, size)
        for curve, known in curves
        if known
    ]
    left = max(text_width(tick, size) for tick in ticks) + canvas.gap
    right = max(text_width(label, size) for label in labels) + 1.5 * canvas.gap
    height, rug = 14 * size, 2.4 * size
    fr = draw.Frame(left, right, 2 * size, 2.9 * size, canvas.width - left - right, height + rug + size)
    plot = _Plot(x, y, fr.width, height)
    ground = [
        *_grid(plot, ticks, canvas),
        *_rug(found, plot, rug, canvas),
        *_axis(plot, height + rug + 2 * size, canvas),
        draw.heading(_kind(found, canvas).axis(found), -left, canvas),
        pixels.note(found.label, 0, height + rug + 3.3 * size, canvas),
    ]
    band = [
        (plot.at(x_, 0)[0], plot.at(0, v - draw.Z95 * e)[1], plot.at(0, v + draw.Z95 * e)[1])
        for x_, v, e in curves[0][1]
    ]
    lines = [pixels.path(_single(found, line, plot), _thin(canvas)) for line in found.lines]
    lines += [pixels.band(band, {"color": theme.accent, "opacity": 0.18})]
    for place, (_, known) in enumerate(curves):
        mark: Json = {"color": theme.accent, "strokeWidth": size / 5}
        if place:
            dash = DASHES[(place - 1) % len(DASHES)]
            mark = {"color": theme.ink, "strokeWidth": size / 8, "strokeDash": dash}
        lines.append(pixels.path([plot.at(x_, v) for x_, v, _ in known], mark))
    drawn = [known for _, known in curves if known]
    return draw.plot([*ground, *lines, *_labels(drawn, labels, plot, canvas)], [{}], canvas, fr)


def _single(found: ColumnEffect, line: Sequence[float | None], plot: _Plot) -> list[tuple[float, float]]:
    return [plot.at(x, value) for x, value in zip(found.points, line, strict=True) if value is not None]


def _thin(canvas: Canvas) -> Json:
    return {"color": canvas.theme.axis, "strokeWidth": canvas.text / 16, "opacity": 0.6}


def _tick(value: float, scale: draw.Scale, words: Words) -> str:
    return words.number(value, max(scale.digits, 0))


def _grid(plot: _Plot, ticks: Sequence[str], canvas: Canvas) -> list[Json]:
    heights = [plot.at(plot.x.low, value)[1] for value in plot.y.ticks]
    lines = [pixels.line((0, y), (plot.width, y)) for y in heights]
    labels: list[Json] = [
        {"x": -canvas.text / 2, "y": y, "t": tick} for y, tick in zip(heights, ticks, strict=True)
    ]
    return [
        pixels.rules(lines, {"color": canvas.theme.rule, "strokeWidth": 0.8}),
        pixels.texts(labels, {"align": "right", "color": canvas.theme.muted}),
    ]


def _axis(plot: _Plot, y: float, canvas: Canvas) -> list[Json]:
    most = max(2, int(plot.width // (5 * canvas.text)))
    ticks = plot.x.ticks[:: -(-len(plot.x.ticks) // most)]
    labels: list[Json] = [
        {"x": plot.at(value, 0)[0], "y": y - 0.6 * canvas.text, "t": _tick(value, plot.x, canvas.words)}
        for value in ticks
    ]
    return [pixels.texts(labels, {"align": "center", "color": canvas.theme.muted})]


def _rug(found: ColumnEffect, plot: _Plot, height: float, canvas: Canvas) -> list[Json]:
    """How densely the rows lie: for each bin a bar whose area is its rows."""
    spans = [
        (plot.at(low, 0)[0], plot.at(high, 0)[0], n)
        for low, high, n in zip(found.points, found.points[1:], found.counts, strict=False)
    ]
    density = [n / max(end - start, 1) for start, end, n in spans]
    top = max(density, default=1) or 1
    foot = plot.height + 0.6 * canvas.text + height
    values = [
        {"x": start, "x2": max(end - 0.5, start + 0.5), "y": foot - height * dense / top, "y2": foot}
        for (start, end, _), dense in zip(spans, density, strict=True)
    ]
    encoding: Json = {
        "x": pixels.pixel("x"),
        "x2": {"field": "x2"},
        "y": pixels.pixel("y"),
        "y2": {"field": "y2"},
    }
    mark: Json = {"type": "rect", "color": canvas.theme.axis, "opacity": 0.45}
    return [{"data": {"values": values}, "mark": mark, "encoding": encoding}]


def _labels(drawn: Sequence[list[Point]], labels: Sequence[str], plot: _Plot, canvas: Canvas) -> list[Json]:
    """Names at the right ends of the lines, moved apart where they would touch."""
    places = sorted(
        (plot.at(*known[-1][:2])[1], place, label)
        for place, (known, label) in enumerate(zip(drawn, labels, strict=True))
    )
    step, least = 1.15 * canvas.text, -1e9
    moved = []
    for y, place, label in places:
        least = max(y, least + step)
        moved.append((least, place, label))
    over = max(0.0, moved[-1][0] - plot.height) if moved else 0.0
    return [
        pixels.texts(
            [{"x": plot.width + canvas.gap / 2, "y": y - over, "t": label}],
            {
                "align": "left",
                "color": canvas.theme.accent if not place else canvas.theme.ink,
                "fontWeight": 600 if not place else 400,
            },
        )
        for y, place, label in moved
    ]


def _table(found: ColumnEffect, digits: int, canvas: Canvas) -> Table:
    words, kind = canvas.words, _kind(found, canvas)
    head = (
        found.label,
        words("said.all"),
        words("head.interval_95"),
        *(str(curve.group) for curve in found.curves[1:]),
    )
    rows = []
    for place, x in enumerate(found.points):
        values = [curve.values[place] for curve in found.curves]
        if all(value is None for value in values):
            continue
        value, error = values[0], found.curves[0].errors[place]
        interval = (
            words("said.none")
            if value is None or error is None
            else words.interval(value - draw.Z95 * error, value + draw.Z95 * error, digits + 1, 1)
        )
        cells = [
            words("said.not_estimable") if one is None else kind.figure(one, digits + 1) for one in values
        ]
        rows.append((_named(found, x, words), cells[0], interval, *cells[1:]))
    caption = words(
        f"effect.caption_{kind.name}",
        column=found.label,
        scale=scale_name(found.scale, words),
        order=words.of("order", found.order),
    )
    return Table(caption, head, tuple(rows), frozenset(head[1:]))

"""How the model's output goes along one column: a line with its band, a line for each group, and where the rows are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fairwitness.audits.record.schema import ColumnEffect, EffectCurve
from fairwitness.reports import format as fmt
from fairwitness.reports.charts import draw, pixels
from fairwitness.reports.charts.bars import Bar, bars
from fairwitness.reports.charts.figure import Canvas, Figure, Json, Table, short, slug, text_width

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
class _Words:
    """What a kind of curve is called, and how its numbers are written."""

    axis: str
    what: str
    source: str
    signed: bool

    def figure(self, value: float, digits: int) -> str:
        return fmt.signed(value, digits) if self.signed else fmt.number(value, digits)


_KINDS: Final = {
    "accumulated_local_effects": _Words(
        "Effect",
        "Accumulated local effect on the output, {scale} scale, against its mean over {rows}",
        "Accumulated local effects (Apley and Zhu): each row is moved within its own neighbourhood only, so no "
        "unlikely rows are asked about.",
        signed=True,
    ),
    "partial_dependence": _Words(
        "Mean output",
        "Partial dependence: the mean output, {scale} scale, when {rows} have this value in turn",
        "Partial dependence (Friedman) with single rows (Goldstein et al.): where the column goes together with "
        "others, some of these rows cannot exist.",
        signed=False,
    ),
}


def _kind(found: ColumnEffect) -> _Words:
    """Of a kind that this version does not know, what records have always held."""
    return _KINDS.get(found.kind, _KINDS["accumulated_local_effects"])


def effect(found: ColumnEffect, canvas: Canvas) -> Figure | None:
    """One column; for a column of names or of two values, a bar for each."""
    words = _kind(found)
    whole = found.curves[0]
    known = _known(found, whole)
    if len(known) < 2:
        return None
    digits = _digits([value for _, value, _ in known])
    low, high = (pick(known, key=lambda point: point[1]) for pick in (min, max))
    named = [_named(found, point[0]) for point in (low, high)]
    apart = bool(found.names) or len(found.points) == 2  # nothing lies between two values
    by = f" Broken lines: {found.attribute}." if found.attribute and not apart else ""
    single = (
        f" Thin lines: {fmt.plural(len(found.lines), 'single row')}." if found.lines and not apart else ""
    )
    return Figure(
        key=slug("effect", found.column),
        title=f"Along {found.label}, the output goes from {words.figure(low[1], digits)} (at {named[0]}) to "
        f"{words.figure(high[1], digits)} (at {named[1]}).",
        subtitle=f"{words.what.format(scale=found.scale, rows=fmt.plural(whole.rows, 'row'))}; "
        f"{'lines are' if apart else 'the band is a'} 95% interval{'s' if apart else ''} over rows.{by}{single}",
        alt="; ".join(
            f"{_named(found, x)}: {words.figure(value, digits)}"
            + (f" ± {fmt.number(draw.Z95 * error, digits)}" if error else "")
            for x, value, error in known
        )
        + ".",
        vega=_values(found, known, canvas, digits) if apart else _curves(found, canvas),
        table=_table(found, digits),
        source=f"{words.source} {_left_out(found)}What the model uses, not what causes the outcome.",
    )


def _left_out(found: ColumnEffect) -> str:
    return f"{fmt.plural(found.missing, 'row')} without a value left out. " if found.missing else ""


def _named(found: ColumnEffect, x: float) -> str:
    return found.names[round(x)] if found.names else f"{x:,.4g}".replace("-", fmt.MINUS)


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
    drawn = [
        Bar(
            _named(found, x) + (f" ({fmt.count(found.counts[round(x)])})" if found.names else ""),
            0,
            value,
            _kind(found).figure(value, digits),
            canvas.theme.accent if value > 0 else canvas.theme.axis,
            value - draw.Z95 * error,
            value + draw.Z95 * error,
        )
        for x, value, error in known
    ]
    ends = [end for bar in drawn for end in (bar.low, bar.high) if end is not None]
    return bars(drawn, canvas, draw.scale([0.0, *ends], title=f"{_kind(found).axis}, {found.scale} scale"))


def _curves(found: ColumnEffect, canvas: Canvas) -> Json:
    size, theme = canvas.text, canvas.theme
    curves = [(curve, _known(found, curve)) for curve in found.curves]
    ends = [v + sign * draw.Z95 * e for _, known in curves[:1] for _, v, e in known for sign in (-1, 1)]
    ends += [value for _, known in curves for _, value, _ in known]
    ends += [value for line in found.lines for value in line if value is not None]
    x, y = draw.scale(found.points), draw.scale(ends)
    ticks = [_tick(value, y) for value in y.ticks]
    labels = [short(curve.group or "All", 0.24 * canvas.width, size) for curve, known in curves if known]
    left = max(text_width(tick, size) for tick in ticks) + canvas.gap
    right = max(text_width(label, size) for label in labels) + 1.5 * canvas.gap
    height, rug = 14 * size, 2.4 * size
    fr = draw.Frame(left, right, 2 * size, 2.9 * size, canvas.width - left - right, height + rug + size)
    plot = _Plot(x, y, fr.width, height)
    ground = [
        *_grid(plot, ticks, canvas),
        *_rug(found, plot, rug, canvas),
        *_axis(plot, height + rug + 2 * size, canvas),
        draw.heading(f"{_kind(found).axis}, {found.scale} scale", -left, canvas),
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


def _tick(value: float, scale: draw.Scale) -> str:
    return fmt.number(value, max(scale.digits, 0))


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
        {"x": plot.at(value, 0)[0], "y": y - 0.6 * canvas.text, "t": _tick(value, plot.x)} for value in ticks
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


def _table(found: ColumnEffect, digits: int) -> Table:
    head = (found.label, "All", "95% interval", *(str(curve.group) for curve in found.curves[1:]))
    rows = []
    for place, x in enumerate(found.points):
        values = [curve.values[place] for curve in found.curves]
        if all(value is None for value in values):
            continue
        value, error = values[0], found.curves[0].errors[place]
        interval = (
            "none"
            if value is None or error is None
            else fmt.interval(value - draw.Z95 * error, value + draw.Z95 * error, digits + 1, 1)
        )
        words = _kind(found)
        cells = [fmt.NOT_ESTIMABLE if one is None else words.figure(one, digits + 1) for one in values]
        rows.append((_named(found, x), cells[0], interval, *cells[1:]))
    caption = f"{_kind(found).axis} along {found.label}, {found.scale} scale; points: {found.order}."
    return Table(caption, head, tuple(rows), frozenset(head[1:]))

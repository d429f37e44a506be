"""How contributions spread over the rows: binned, so that it stays small and shows no single row."""

from __future__ import annotations

from itertools import accumulate
from typing import Final

from fairwitness.audits.record.schema import Strip, Strips
from fairwitness.reports import format as fmt
from fairwitness.reports.charts import draw, pixels
from fairwitness.reports.charts.explanation import scale_name
from fairwitness.reports.charts.figure import Canvas, Figure, Json, Table, short, text_width
from fairwitness.reports.language import Words

SHAPES: Final = {"high": "triangle-up", "middle": "circle", "low": "triangle-down", "neither": "square"}
"""Told apart without colour, and each in a lane of its own."""
LEVELS: Final = ("low", "middle", "high", "neither")
"""In the order of the record's counts."""
LANES: Final = {"high": 0, "middle": 1, "neither": 1, "low": 2}
_HEAD: Final = ("column", "its_value", "rows", "mean_of_contributions", "middle_80")


def strips(found: Strips, canvas: Canvas) -> Figure | None:
    """A row for each column; across, the contribution; marks by the third that the column's own value is in."""
    if not found.strips:
        return None
    digits = 2 if max(abs(found.low), abs(found.high)) >= 0.1 else 3
    words = canvas.words
    scale, head = scale_name(found.scale, words), tuple(words(f"head.{name}") for name in _HEAD)
    rows = tuple(row for strip in found.strips for row in _rows(strip, found, digits, words))
    return Figure(
        key="contributions",
        title=words("strips.title", column=fmt.sentence(found.strips[0].label)),
        subtitle=words("strips.subtitle", n=found.rows, scale=scale),
        alt="; ".join(
            words("strips.alt", column=column, value=value, rows=n, mean=mean, middle=middle)
            for column, value, n, mean, middle in rows
        )
        + ".",
        vega=_vega(found, canvas),
        table=Table(words("strips.caption", scale=scale), head, rows, frozenset(head[2:])),
        source=words("strips.source"),
    )


def _rows(strip: Strip, found: Strips, digits: int, words: Words) -> list[tuple[str, ...]]:
    shown: list[tuple[str, ...]] = []
    for level, counts in zip(LEVELS, strip.counts, strict=True):
        total = sum(counts)
        if not total:
            continue
        middles = [_middle(found, place, len(counts)) for place in range(len(counts))]
        mean = sum(n * middle for n, middle in zip(counts, middles, strict=True)) / total
        behind = list(accumulate(counts))
        low, high = (
            next(middle for middle, n in zip(middles, behind, strict=True) if n >= share * total)
            for share in (0.1, 0.9)
        )
        shown.append(
            (
                strip.label,
                words(f"strips.{level}"),
                words.count(total),
                words.signed(mean, digits),
                words.between(words.number(low, digits), words.number(high, digits)),
            )
        )
    return shown


def _middle(found: Strips, place: int, bins: int) -> float:
    return found.low + (place + 0.5) * (found.high - found.low) / bins


def _vega(found: Strips, canvas: Canvas) -> Json:
    size = canvas.text
    labels = [short(strip.label, draw.label_limit(canvas), size) for strip in found.strips]
    axis = draw.scale(
        [found.low, found.high, 0.0],
        title=canvas.words("strips.axis", scale=scale_name(found.scale, canvas.words)),
    )
    left = max(text_width(label, size) for label in labels) + canvas.gap
    lane = 0.95 * size
    row = 3 * lane + 0.6 * size
    fr = draw.Frame(left, size, 2.2 * size, 3.6 * size, canvas.width - left - size, row * len(labels))
    middles = [row * place + row / 2 for place in range(len(labels))]
    names = [{"x": -left, "y": y, "t": label} for y, label in zip(middles, labels, strict=True)]
    lines = [pixels.line((0, row * place), (fr.width, row * place)) for place in range(1, len(labels))]
    zero: Json = {
        "data": {"values": [{"zero": 0}]},
        "mark": {"type": "rule", "color": canvas.theme.axis, "strokeWidth": 1},
        "encoding": {"x": draw.x("zero", axis)},
    }
    layers = [
        zero,
        pixels.rules(lines, {"color": canvas.theme.rule, "strokeWidth": 0.6}),
        *_marks(found, canvas, axis, (lane, row)),
        pixels.texts(names, {"align": "left", "color": canvas.theme.ink}),
        *_legend(found, canvas, -left),
    ]
    return draw.plot(layers, [{}], canvas, fr)


def _colours(canvas: Canvas) -> dict[str, str]:
    theme = canvas.theme
    return {"high": theme.accent, "middle": theme.axis, "low": theme.inconclusive, "neither": theme.muted}


def _marks(found: Strips, canvas: Canvas, axis: draw.Scale, heights: tuple[float, float]) -> list[Json]:
    """A layer for each level: one mark a bin, its area by the rows in it."""
    lane, row = heights
    most = max((n for strip in found.strips for counts in strip.counts for n in counts), default=1) or 1
    layers = []
    for level, colour in _colours(canvas).items():
        at = LEVELS.index(level)
        top = row / 2 + (LANES[level] - 1) * lane
        values: list[Json] = [
            {
                "value": _middle(found, place, len(strip.counts[at])),
                "y": row * number + top,
                "area": max(0.1, n / most) * (1.05 * lane) ** 2,
            }
            for number, strip in enumerate(found.strips)
            for place, n in enumerate(strip.counts[at])
            if n
        ]
        mark: Json = {"type": "point", "shape": SHAPES[level], "filled": True, "color": colour, "opacity": 1}
        across = draw.x("value", axis)
        encoding: Json = {
            "x": across,
            "y": pixels.pixel("y"),
            "size": {"field": "area", "type": "quantitative", "scale": None, "legend": None},
        }
        if values:
            layers.append({"data": {"values": values}, "mark": mark, "encoding": encoding})
    return layers


def _legend(found: Strips, canvas: Canvas, left: float) -> list[Json]:
    """The shapes in words, above the chart."""
    size, y = canvas.text, -1.2 * canvas.text
    used = [
        level
        for level in ("high", "middle", "low", "neither")
        if any(any(strip.counts[LEVELS.index(level)]) for strip in found.strips)
    ]
    words = {level: canvas.words(f"strips.legend_{level}") for level in used}
    layers, at, named = [], left, []
    for level in used:
        mark: Json = {
            "type": "point",
            "shape": SHAPES[level],
            "filled": True,
            "opacity": 1,
            "size": 0.6 * size * size,
        }
        layers.append(
            {
                "data": {"values": [{"x": at + size / 2, "y": y}]},
                "mark": {**mark, "color": _colours(canvas)[level]},
                "encoding": {"x": pixels.pixel("x"), "y": pixels.pixel("y")},
            }
        )
        named.append({"x": at + 1.3 * size, "y": y, "t": words[level]})
        at += 2.3 * size + text_width(words[level], size)
    return [*layers, pixels.texts(named, {"align": "left", "color": canvas.theme.muted})]

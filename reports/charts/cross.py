"""A heat map of one rate where attributes cross: rate and n in each cell, and in words where there is no rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fairwitness.audits.record.schema import AttributeFacts, Estimate
from fairwitness.reports.charts import draw
from fairwitness.reports.charts.figure import Canvas, Figure, Json, Table, short, slug, text_width
from fairwitness.reports.language import Words

MAX_COLUMNS: Final = 8
MAX_LINES: Final = 24
JOINER: Final = " & "
Cells = dict[tuple[str, str], Estimate]


def cross(
    estimates: Sequence[Estimate], canvas: Canvas, attributes: Sequence[AttributeFacts] = ()
) -> Figure | None:
    """The rates of one metric by an intersection of attributes.

    ``attributes`` are the record's, which tell where a group's name ends if names hold the joiner themselves. None if
    there are too many cells for one page: draw those with `groups`.
    """
    if not estimates or JOINER not in (estimates[0].attribute or ""):
        return None
    name = estimates[0].attribute or ""
    last = name.rsplit(JOINER, 1)[-1]
    known = [g.name for a in attributes if a.name == last for g in a.groups]
    cells = {_split(str(e.group), known): e for e in estimates if JOINER in str(e.group)}
    if not cells:
        return None
    outside = [str(e.group) for e in estimates if JOINER not in str(e.group)]
    lines, columns = (list(dict.fromkeys(key[i] for key in cells)) for i in (0, 1))
    if len(columns) > len(lines):
        lines, columns, cells = columns, lines, {(b, a): e for (a, b), e in cells.items()}
    if len(columns) > MAX_COLUMNS or len(lines) > MAX_LINES:
        return None
    metric, words = estimates[0].metric, canvas.words
    title = words.metric_title(metric)
    return Figure(
        key=slug("cross", metric, name),
        title=_title(estimates, words),
        subtitle=words("cross.subtitle", measure=title, name=metric, attribute=name)
        + (f" {words('cross.outside', groups=words.listed(outside))}" if outside else ""),
        alt="; ".join(_words(e, words) for e in estimates) + ".",
        vega=_vega(cells, lines, columns, canvas),
        table=_table(estimates, metric, name, words),
        source=words("cross.source", method=estimates[0].method.replace("_", " ")),
    )


def _split(group: str, known: Sequence[str]) -> tuple[str, str]:
    for name in sorted(known, key=len, reverse=True):
        if group.endswith(JOINER + name):
            return group.removesuffix(JOINER + name), name
    head, _, tail = group.rpartition(JOINER)
    return head, tail


def _title(estimates: Sequence[Estimate], words: Words) -> str:
    judged = [(e.value, e) for e in estimates if e.judged and e.value is not None]
    named = {"measure": words.metric_title(estimates[0].metric), "attribute": str(estimates[0].attribute)}
    if not judged:
        return words("cross.title_none", **named)
    first, last = (
        words("groups.rate_of", rate=words.estimate_text(e.value, e.metric), group=str(e.group))
        for e in (min(judged, key=_value)[1], max(judged, key=_value)[1])
    )
    return words("cross.title", first=first, last=last, **named)


def _value(pair: tuple[float, Estimate]) -> float:
    return pair[0]


def _words(e: Estimate, words: Words) -> str:
    if e.value is None:
        return f"{e.group}: {words('said.not_estimable')}, n {e.n}"
    return f"{e.group}: {words.estimate_text(e.value, e.metric)}, n {words.count(e.n)}" + (
        "" if e.judged else f", {words('said.not_judged')}"
    )


def _table(estimates: Sequence[Estimate], metric: str, name: str, words: Words) -> Table:
    body = tuple(
        (
            str(e.group),
            words.count(e.n),
            words.estimate_text(e.value, metric),
            words.estimate_interval(e.low, e.high, metric),
            words("said.yes") if e.judged else e.reason or words("said.no"),
        )
        for e in estimates
    )
    head = tuple(words(f"head.{one}") for one in ("group", "trials", "rate", "interval", "judged"))
    caption = words("groups.caption", measure=words.metric_title(metric), attribute=name)
    return Table(caption, head, body, frozenset(head[1:4]))


def _vega(cells: Cells, lines: Sequence[str], columns: Sequence[str], canvas: Canvas) -> Json:
    size = canvas.text
    left = min(draw.label_limit(canvas), max(text_width(line, size) for line in lines)) + canvas.gap
    wide = min(14 * size, (canvas.width - left) / len(columns))
    fr = draw.Frame(
        left,
        canvas.width - left - wide * len(columns),
        2 * size,
        1,
        wide * len(columns),
        3.6 * size * len(lines),
    )
    judged = [e.value for e in cells.values() if e.judged and e.value is not None]
    low, high = (min(judged), max(judged)) if judged else (0.0, 1.0)
    values = [
        _cell(cells.get((line, column)), i, j, (low, high), canvas)
        for i, line in enumerate(lines)
        for j, column in enumerate(columns)
    ]
    ends = [
        draw.heading(short(column, wide - size / 2, 0.95 * size), wide * (j + 0.5), canvas, align="center")
        for j, column in enumerate(columns)
    ]
    names = [{"i": i, "label": short(line, draw.label_limit(canvas), size)} for i, line in enumerate(lines)]
    beside: Json = {"data": {"values": names}, **draw.text("label", -left, colour=canvas.theme.ink)}
    return draw.plot([*_grid(canvas), beside, *ends], values, canvas, fr)


def _grid(canvas: Canvas) -> list[Json]:
    """The cells, with the rate and n in each."""
    size = canvas.text
    across: Json = {
        "field": "j",
        "type": "ordinal",
        "axis": None,
        "sort": "ascending",
        "scale": {"padding": 0},
    }

    def words(field: str, dy: float, **style: object) -> Json:
        mark = {"align": "center", "limit": 0, "dy": dy, **style}
        text: Json = {"field": field, "type": "nominal"}
        return draw.mark("text", mark, x=across, text=text, color=draw.own("ink"))

    return [
        draw.mark(
            "rect", {"stroke": canvas.theme.bg, "strokeWidth": size / 5}, x=across, color=draw.own("fill")
        ),
        words("big", -0.6 * size, fontWeight=600, fontSize=1.15 * size),
        words("small", 0.7 * size),
    ]


def _cell(e: Estimate | None, i: int, j: int, ends: tuple[float, float], canvas: Canvas) -> Json:
    theme, words = canvas.theme, canvas.words
    grey: Json = {"i": i, "j": j, "fill": theme.void, "ink": theme.muted}
    if e is None or e.value is None:
        return {**grey, "big": words("said.not_estimable"), "small": f"n {words.count(e.n if e else 0)}"}
    rate = words.estimate_text(e.value, e.metric)
    if not e.judged:
        return {**grey, "big": rate, "small": f"{words('said.not_judged')}, n {words.count(e.n)}"}
    steps = len(theme.bins)
    step = min(int(steps * (e.value - ends[0]) / ((ends[1] - ends[0]) or 1)), steps - 1)
    return {
        **grey,
        "fill": theme.bins[step],
        "ink": theme.bin_ink[step],
        "big": rate,
        "small": f"n {words.count(e.n)}",
    }

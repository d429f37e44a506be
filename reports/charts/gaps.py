"""Every declared gap with its interval, against the band inside which a gap is tolerated."""

from __future__ import annotations

from collections.abc import Sequence

from fairwitness.audits.plan.part import Kind
from fairwitness.audits.record.schema import Comparison
from fairwitness.reports import format as fmt
from fairwitness.reports.charts import draw
from fairwitness.reports.charts.figure import MAX_ROWS, Canvas, Figure, Json, Table, short_pair
from fairwitness.reports.language import Words
from fairwitness.reports.tokens import VERDICTS

_ENDS = ("value", "low", "high")


def gaps(comparisons: Sequence[Comparison], canvas: Canvas, kind: Kind = "difference") -> Figure | None:
    """Declared comparisons of one kind, in the record's order; none if there are none.

    Differences of shares are drawn against -limit to limit; ratios (worst to best) from the limit upwards.
    Differences of other figures have no common scale: see `gaps_by_limit`.
    """
    rows = [
        c
        for c in comparisons
        if c.declared and c.kind == kind and (kind == "ratio" or fmt.is_share(c.metric))
    ]
    if not rows:
        return None
    shown = rows[:MAX_ROWS]
    words = canvas.words
    return Figure(
        key="gaps" if kind == "difference" else "ratios",
        title=_title(rows, words),
        subtitle=words(f"gaps.subtitle_{kind}"),
        alt="; ".join(_words(c, words) for c in rows) + ".",
        vega=_vega(shown, canvas, kind),
        table=_table(rows, words, words(f"gaps.caption_{kind}")),
        source=_source(rows, words),
    )


def gaps_by_limit(comparisons: Sequence[Comparison], canvas: Canvas) -> Figure | None:
    """Declared differences of figures that are no shares, each as a multiple of its limit; none if there are none."""
    rows = [
        c
        for c in comparisons
        if c.declared and c.kind == "difference" and not fmt.is_share(c.metric) and c.tolerance > 0
    ]
    if not rows:
        return None
    words = canvas.words
    return Figure(
        key="gaps-by-limit",
        title=_title(rows, words),
        subtitle=words("gaps.subtitle_by_limit"),
        alt="; ".join(_words(c, words) for c in rows) + ".",
        vega=_vega(rows[:MAX_ROWS], canvas, "difference", by_limit=True),
        table=_table(rows, words, words("gaps.caption_own")),
        source=_source(rows, words),
    )


def _source(rows: Sequence[Comparison], words: Words) -> str:
    return words("gaps.source", level=words.pct(rows[0].confidence, 0), method=rows[0].method)


def _title(rows: Sequence[Comparison], words: Words) -> str:
    counts = [(sum(c.verdict == v for c in rows), v) for v in VERDICTS]
    found = [words(f"verdict.{v}.counted", n=n) for n, v in counts if n]
    return words(f"gaps.title_{rows[0].kind}", n=len(rows), found=words.listed(found))


def _name(c: Comparison, words: Words) -> str:
    return f"{words.metric_title(c.metric)}, {c.attribute}"


def _words(c: Comparison, words: Words) -> str:
    name = _name(c, words)
    if c.value is None and c.low is None:
        return f"{name}: {words('said.not_estimable')}, {c.reason or words('said.no_figure')}"
    gap = words.gap(c.value, c.kind, c.metric)
    if c.groups:
        gap = words("gaps.between", gap=gap, first=c.groups[0], second=c.groups[1])
    limit = words.limit(c.tolerance, c.kind, c.metric)
    found = words("gaps.found", gap=gap, interval=_interval(c, words), limit=limit)
    return f"{name}: {words(f'verdict.{c.verdict}.word')}, {found}"


def _interval(c: Comparison, words: Words) -> str:
    return words.gap_interval(c.low, c.high, c.kind, c.metric)


def _table(rows: Sequence[Comparison], words: Words, caption: str) -> Table:
    kind = rows[0].kind
    body = tuple(
        (
            words.metric_title(c.metric),
            c.attribute,
            words("said.pair", first=c.groups[0], second=c.groups[1])
            if c.groups
            else (c.reason or words("said.none")),
            words.gap(c.value, kind, c.metric, unit=False),
            _interval(c, words),
            words.limit(c.tolerance, kind, c.metric, unit=False),
            words(f"verdict.{c.verdict}.word"),
        )
        for c in rows
    )
    head = (
        words("head.measure"),
        words("head.attribute"),
        words("head.groups_compared"),
        words(f"head.{kind}"),
        words("head.interval"),
        words("head.limit"),
        words("head.verdict"),
    )
    return Table(caption, head, body, frozenset(head[3:6]))


def _vega(rows: Sequence[Comparison], canvas: Canvas, kind: Kind, *, by_limit: bool = False) -> Json:
    written, rows = rows, [_in_limits(c) for c in rows] if by_limit else rows
    ends = [v for c in rows for v in (c.low, c.high, c.value) if v is not None]
    bands = [_band(c) for c in rows]
    said = canvas.words
    factor = 100 if kind == "difference" and not by_limit else 1
    title = said("gaps.axis_by_limit") if by_limit else said(f"gaps.axis_{kind}")
    axis = draw.scale([0.0, *ends, *(e for band in bands for e in band)], factor=factor, title=title)
    values = [_row(i, c, written[i], axis, canvas) for i, c in enumerate(rows)]
    heads = draw.kept(canvas, {"gap": said(f"chart.{kind}"), "interval": said("chart.could_be")})
    texts = {field: [str(v[field]) for v in values] + [head] for field, head in heads.items()}
    words = ["oo" + str(v["word"]) for v in values]
    fr = draw.frame(canvas, [str(v["label"]) for v in values], [*texts.values(), words], head=True, axis=True)
    signs = sum(canvas.gap + draw.column_width(column, canvas.text) for column in texts.values()) + canvas.gap
    text = draw.columns(
        canvas, [(field, head, texts[field], field == "gap") for field, head in heads.items()]
    )
    layers = [
        *_limits(axis, rows, values, canvas),
        draw.label(canvas, fr),
        *_marks(axis, canvas, signs),
        *text,
    ]
    return draw.plot(layers, values, canvas, fr)


def _marks(axis: draw.Scale, canvas: Canvas, signs: float) -> list[Json]:
    """Interval and sign on the plot, and the sign again with its word to the right of it."""
    size, colour = canvas.text, draw.own("colour")
    sign: Json = {"filled": True, "opacity": 1, "size": 0.8 * size**2}
    beside: Json = {**sign, "size": 0.62 * size**2, "x": {"expr": f"width + {signs + size / 2:.1f}"}}
    ends: dict[str, Json] = {"x": draw.x("low", axis), "x2": {"field": "high"}}
    return [
        draw.mark("rule", {"strokeWidth": size / 5.5}, **ends, color=colour),
        draw.mark("point", sign, x=draw.x("value", axis), color=colour, shape=draw.own("sign")),
        draw.mark("point", beside, color=colour, shape=draw.own("sign")),
        draw.text("word", f"width + {signs + 1.3 * size:.1f}", colour=colour, weight=600),
    ]


def _in_limits(c: Comparison) -> Comparison:
    """The same comparison with its limit as the unit."""
    ends = {name: None if (end := getattr(c, name)) is None else end / c.tolerance for name in _ENDS}
    return c.model_copy(update={**ends, "tolerance": 1.0})


def _band(c: Comparison) -> tuple[float, float]:
    return (-c.tolerance, c.tolerance) if c.kind == "difference" else (c.tolerance, max(1.0, c.high or 1.0))


def _row(i: int, c: Comparison, written: Comparison, axis: draw.Scale, canvas: Canvas) -> Json:
    """``written`` has the figures as they are printed; ``c`` as they are drawn."""
    none, band, words = c.low is None, _band(c), canvas.words
    return {
        "i": i,
        "label": short_pair(words.metric_title(c.metric), c.attribute, draw.label_limit(canvas), canvas.text),
        "value": c.value,
        "low": c.low,
        "high": axis.high if c.high is None and not none else c.high,
        "from": axis.clip(band[0]),
        "to": axis.clip(band[1]),
        "gap": words("said.no_figure")
        if c.value is None
        else words.gap(written.value, c.kind, c.metric, unit=False),
        "interval": "" if none else _interval(written, words),
        "verdict": c.verdict,
        "word": words(f"verdict.{c.verdict}.word"),
        "sign": draw.SIGNS[c.verdict],
        "colour": canvas.theme.verdict(c.verdict),
    }


def _limits(
    axis: draw.Scale, rows: Sequence[Comparison], values: Sequence[Json], canvas: Canvas
) -> list[Json]:
    theme = canvas.theme
    same = len({c.tolerance for c in rows}) == 1
    layer = draw.across if same else draw.mark
    band = layer("rect", {"color": theme.band}, x=draw.x("from", axis), x2={"field": "to"})
    if same:  # one band instead of one per row, between which hairlines would show
        band = {"data": {"values": [{"from": values[0]["from"], "to": values[0]["to"]}]}, **band}
    edge = {
        "thickness": 1,
        "color": theme.ink,
        "opacity": 1,
        "orient": "vertical",
        "size": {"expr": "bandwidth('y')"},
    }
    first = "to" if rows[0].kind == "difference" else "from"
    layers = [band, draw.mark("tick", edge, x=draw.x(first, axis))]
    if rows[0].kind == "difference":
        layers.append(draw.mark("tick", {**edge, "color": theme.axis}, x=draw.x("from", axis)))
        zero = {
            "data": {"values": [{"zero": 0}]},
            **draw.across("rule", {"color": theme.axis, "strokeWidth": 1}, x=draw.x("zero", axis)),
        }
        layers.append(zero)
    if same:
        shares = rows[0].kind == "ratio" or fmt.is_share(rows[0].metric)
        words = canvas.words
        limit = words.limit(rows[0].tolerance, rows[0].kind, rows[0].metric)
        head = words("chart.limit_of", limit=limit) if shares else words("chart.limit")
        at = (rows[0].tolerance - axis.low) / (axis.high - axis.low)
        layers.append(draw.heading(head, f"width * {at:.5f}", canvas, align="center"))
    return layers

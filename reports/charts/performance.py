"""How often the decisions were right over all rows: one dot and interval per measure."""

from __future__ import annotations

from collections.abc import Sequence

from fairwitness.audits.record.schema import Estimate, Performance
from fairwitness.reports import format as fmt
from fairwitness.reports.charts import draw
from fairwitness.reports.charts.figure import Canvas, Figure, Json, Table, short


def performance(found: Performance, canvas: Canvas) -> Figure | None:
    """The overall measures with their intervals; none if there are none.

    A measure that is no share and goes beyond 1 (such as a squared error) is written, and not drawn on the same axis.
    """
    rows = found.measures
    if not rows:
        return None
    words = canvas.words
    head = tuple(words(f"head.{name}") for name in ("measure", "name", "value", "interval", "trials"))
    body = tuple(
        (
            words.metric_title(e.metric),
            e.metric,
            words.estimate_text(e.value, e.metric),
            words.estimate_interval(e.low, e.high, e.metric),
            words.count(e.n),
        )
        for e in rows
    )
    first = next((e for e in rows if e.value is not None), rows[0])
    return Figure(
        key="performance",
        title=words.quote(found.statement)
        if found.statement
        else words(
            "performance.title",
            measure=words.metric_title(first.metric),
            value=words.estimate_text(first.value, first.metric),
        ),
        subtitle=words("performance.subtitle"),
        alt="; ".join(
            f"{m}: {v}, {i}, n {n}" if v != words("said.not_estimable") else f"{m}: {v}"
            for m, _, v, i, n in body
        )
        + ".",
        vega=_vega(rows, canvas),
        table=Table(words("performance.caption"), head, body, frozenset(head[2:])),
        source=words(
            "performance.source",
            level=words.pct(first.confidence, 0),
            method=first.method.replace("_", " "),
        ),
    )


def _drawn(value: float | None, *, numbers: bool) -> float | None:
    return value if value is not None and (numbers or 0 <= value <= 1) else None


def _vega(rows: Sequence[Estimate], canvas: Canvas) -> Json:
    size, theme, words = canvas.text, canvas.theme, canvas.words
    numbers = all(fmt.unit_of(e.metric) == "number" for e in rows)
    ends = [end for e in rows for end in (e.low, e.high, e.value) if end is not None]
    axis = draw.scale([0.0, *ends], factor=1) if numbers else draw.scale([0.0, 1.0], factor=1, within=(0, 1))
    values: list[Json] = [
        {
            "i": i,
            "label": short(words.metric_title(e.metric), draw.label_limit(canvas), size),
            "off": e.value is None,
            "value": _drawn(e.value, numbers=numbers),
            "low": e.low if _drawn(e.value, numbers=numbers) is not None else None,
            "high": _drawn(e.high if numbers or e.high is None else min(e.high, 1.0), numbers=numbers)
            if _drawn(e.value, numbers=numbers) is not None
            else None,
            "shown": words.estimate_text(e.value, e.metric),
            "interval": ""
            if e.low is None and e.high is None
            else words.estimate_interval(e.low, e.high, e.metric),
            "n": words.count(e.n),
        }
        for i, e in enumerate(rows)
    ]
    heads = draw.kept(canvas, {"shown": words("chart.value"), "interval": words("chart.could_be"), "n": "n"})
    texts = {field: [str(v[field]) for v in values] + [head] for field, head in heads.items()}
    fr = draw.frame(canvas, [str(v["label"]) for v in values], list(texts.values()), head=True, axis=True)
    dot: Json = {"filled": True, "opacity": 1, "size": size * size * 0.6, "color": theme.accent}
    line: Json = {"strokeWidth": size / 5.5, "color": theme.accent}
    layers = [
        draw.label(canvas, fr),
        draw.mark("rule", line, x=draw.x("low", axis), x2={"field": "high"}),
        draw.mark("point", dot, x=draw.x("value", axis)),
        *draw.columns(
            canvas, [(field, head, texts[field], field == "shown") for field, head in heads.items()]
        ),
    ]
    return draw.plot(layers, values, canvas, fr)

"""One rate by group: a dot and its interval, with the band of the limit around the group it is compared with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from fairwitness.audits.record.schema import Comparison, Estimate
from fairwitness.reports import format as fmt
from fairwitness.reports.charts import draw
from fairwitness.reports.charts.figure import MAX_ROWS, Canvas, Figure, Json, Table, short, slug
from fairwitness.reports.language import Words


@dataclass(frozen=True)
class _Reference:
    """The group that others are held against, and where a gap would be inside the limit."""

    group: str
    value: float
    low: float
    high: float
    shaded: str
    """What the band is, in a sentence."""
    head: str
    """The same, above the band."""


def groups(
    estimates: Sequence[Estimate],
    canvas: Canvas,
    comparison: Comparison | None = None,
    unknown: Collection[str] = (),
    was: Mapping[str, float] | None = None,
) -> Figure | None:
    """The rates of one metric by the groups of one attribute; none if there is no group.

    ``comparison`` gives the finding and the limit; ``unknown`` names the groups that stand for missing values;
    ``was`` has the rates at the declared threshold, drawn as open circles. Judged groups come first, from the highest
    rate down; then those that are not judged, then unknown.
    """
    if not estimates:
        return None
    rows = sorted(
        estimates,
        key=lambda e: (e.group in unknown, not e.judged, e.value is None, -(e.value or 0), e.group or ""),
    )
    first = rows[0]
    words = canvas.words
    metric, attribute = first.metric, first.attribute or words("said.all_rows")
    reference = _reference(rows, comparison, words)
    share = "share" if fmt.is_share(metric) else "figure"
    return Figure(
        key=slug("groups", metric, attribute),
        title=words.quote(comparison.statement) if comparison else _title(rows, words),
        subtitle=_subtitle(rows, attribute, reference, words)
        + (f" {words('groups.circles')}" if was else ""),
        alt="; ".join(_words(e, words) for e in rows) + ".",
        vega=_vega(rows[:MAX_ROWS], canvas, reference, was or {}),
        table=_table(rows, metric, attribute, words, was),
        source=words(
            f"groups.source_{share}",
            level=words.pct(first.confidence, 0),
            method=first.method.replace("_", " "),
        ),
    )


def _title(rows: Sequence[Estimate], words: Words) -> str:
    judged = [e for e in rows if e.judged and e.value is not None]
    named = {"measure": words.metric_title(rows[0].metric), "attribute": str(rows[0].attribute)}
    if not judged:
        return words("groups.title_none", **named)
    high, low = judged[0], judged[-1]
    if high is low:
        rate = words.estimate_text(high.value, high.metric)
        return words("groups.title_one", rate=rate, group=str(high.group), **named)
    first, last = (
        words("groups.rate_of", rate=words.estimate_text(e.value, e.metric), group=str(e.group))
        for e in (low, high)
    )
    return words("groups.title", first=first, last=last, **named)


def _subtitle(rows: Sequence[Estimate], attribute: str, reference: _Reference | None, words: Words) -> str:
    metric = rows[0].metric
    parts = [words("groups.subtitle", measure=words.metric_title(metric), name=metric, attribute=attribute)]
    if reference is not None:
        parts.append(reference.shaded)
    if any(not e.judged for e in rows):
        parts.append(words("groups.grey"))
    if len(rows) > MAX_ROWS:
        parts.append(words("groups.first", n=str(MAX_ROWS), of=str(len(rows))))
    return " ".join(parts)


def _words(e: Estimate, words: Words) -> str:
    if e.value is None:
        return f"{e.group}: {words('said.not_estimable')}, {e.reason or f'n {e.n}'}"
    judged = "" if e.judged else f", {words('said.not_judged')}"
    return (
        f"{e.group}: {words.estimate_text(e.value, e.metric)}, "
        f"{words.estimate_interval(e.low, e.high, e.metric)}, n {words.count(e.n)}{judged}"
    )


def _table(
    rows: Sequence[Estimate],
    metric: str,
    attribute: str,
    words: Words,
    was: Mapping[str, float] | None = None,
) -> Table:
    counted = fmt.is_share(metric)
    middle = ("counted", "rate") if counted else ("figure",)
    before = () if was is None else ("as_declared",)
    names = ("group", "people", "trials", *middle, "interval", *before, "judged")
    head = tuple(words(f"head.{name}") for name in names)
    body = tuple(
        (
            str(e.group),
            words.count(e.rows),
            words.count(e.n),
            *((words("said.none") if e.successes is None else words.count(e.successes),) if counted else ()),
            words.estimate_text(e.value, e.metric),
            words.estimate_interval(e.low, e.high, e.metric),
            *(() if was is None else (words.estimate_text(was.get(str(e.group)), e.metric),)),
            words("said.yes") if e.judged else e.reason or words("said.no"),
        )
        for e in rows
    )
    caption = words("groups.caption", measure=words.metric_title(metric), attribute=attribute)
    return Table(caption, head, body, frozenset(head[1:-1]))


def _reference(rows: Sequence[Estimate], comparison: Comparison | None, words: Words) -> _Reference | None:
    pair = comparison.groups if comparison else None
    if comparison is None or pair is None:
        return None
    found = next((e for e in rows if e.group == pair[1] and e.value is not None), None)
    if found is None or found.value is None:
        return None
    value, t = found.value, comparison.tolerance
    limit = words.limit(t, comparison.kind, comparison.metric)
    ends = (
        (value - t, value + t) if comparison.kind == "difference" else (value * t, value / t if t else value)
    )
    shaded = words(f"groups.shaded_{comparison.kind}", limit=limit, group=pair[1])
    return _Reference(pair[1], value, *ends, shaded, words(f"groups.band_{comparison.kind}", limit=limit))


def _vega(
    rows: Sequence[Estimate], canvas: Canvas, reference: _Reference | None, was: Mapping[str, float]
) -> Json:
    words, percent = canvas.words, fmt.is_share(rows[0].metric)
    ends = [v for e in rows for v in (e.low, e.high, e.value) if v is not None]
    ends += [reference.low, reference.high] if reference else []
    ends += [was[str(e.group)] for e in rows if str(e.group) in was]
    axis = draw.scale(
        _from_zero(ends),
        factor=100 if percent else 1,
        within=(0, 1) if fmt.unit_of(rows[0].metric) != "number" else None,
        title=words("chart.per_cent") if percent else "",
    )
    values = [_row(i, e, reference, canvas) for i, e in enumerate(rows)]
    ghosts: list[Json] = [
        {"i": i, "was": was[str(e.group)]} for i, e in enumerate(rows) if str(e.group) in was
    ]
    rate = words("chart.rate") if percent else words("chart.figure")
    heads = draw.kept(canvas, {"rate": rate, "interval": words("chart.could_be"), "n": "n"})
    texts = {field: [str(v[field]) for v in values] + [head] for field, head in heads.items()}
    labels = [str(v["label"]) for v in values]
    fr = draw.frame(canvas, labels, list(texts.values()), head=True, axis=True)
    text = draw.columns(
        canvas, [(field, head, texts[field], field == "rate") for field, head in heads.items()]
    )
    layers = [*_band(reference, axis, canvas), draw.label(canvas, fr)]
    layers += [*_ghosts(ghosts, axis, canvas), *_dots(axis, canvas), *text]
    return draw.plot(layers, values, canvas, fr)


def _dots(axis: draw.Scale, canvas: Canvas) -> list[Json]:
    """Interval and dot of each group; dashed and square where it is not judged."""
    size, colour = canvas.text, draw.own("colour")
    shape: Json = {"condition": {"test": "datum.off", "value": "square"}, "value": "circle"}
    dash: Json = {"condition": {"test": "datum.off", "value": [3, 2]}, "value": [1, 0]}
    dot: Json = {
        "filled": True,
        "opacity": 1,
        "size": size * size * 0.6,
        "stroke": canvas.theme.bg,
        "strokeWidth": size / 10,
    }
    ends: dict[str, Json] = {"x": draw.x("low", axis), "x2": {"field": "high"}}
    return [
        draw.mark("rule", {"strokeWidth": size / 5.5}, **ends, color=colour, strokeDash=dash),
        draw.mark("point", dot, x=draw.x("value", axis), color=colour, shape=shape),
        draw.text("why", size / 2, colour=canvas.theme.muted),
    ]


def _ghosts(ghosts: list[Json], axis: draw.Scale, canvas: Canvas) -> list[Json]:
    """Where the groups were, as open circles behind the dots."""
    if not ghosts:
        return []
    size = canvas.text
    ring: Json = {
        "filled": False,
        "opacity": 1,
        "size": size * size * 0.75,
        "stroke": canvas.theme.axis,
        "strokeWidth": size / 7,
    }
    return [{"data": {"values": ghosts}, **draw.mark("point", ring, x=draw.x("was", axis))}]


def _from_zero(ends: Sequence[float]) -> list[float]:
    """Rates from 0 up unless all are far from it: then the axis starts near the lowest."""
    far = bool(ends) and (min(ends) >= 0.4 * max(ends) > 0 or max(ends) < 0)
    return list(ends) if far else [*ends, 0.0]


def _row(i: int, e: Estimate, reference: _Reference | None, canvas: Canvas) -> Json:
    theme, words = canvas.theme, canvas.words
    compared = reference is not None and e.group == reference.group
    none = e.value is None
    return {
        "i": i,
        "label": short(str(e.group), draw.label_limit(canvas), canvas.text),
        "off": not e.judged,
        "value": e.value,
        "low": None if none else e.low,
        "high": None if none else e.high,
        "rate": "" if none else words.estimate_text(e.value, e.metric),
        "interval": "" if none else words.estimate_interval(e.low, e.high, e.metric),
        "n": words.count(e.n),
        "why": words("said.not_estimable") if none else "",
        "colour": theme.ink if compared else theme.accent if e.judged else theme.not_estimable,
    }


def _band(reference: _Reference | None, axis: draw.Scale, canvas: Canvas) -> list[Json]:
    if reference is None:
        return []
    data: Json = {
        "values": [
            {"from": axis.clip(reference.low), "to": axis.clip(reference.high), "value": reference.value}
        ]
    }
    middle = (reference.value - axis.low) / (axis.high - axis.low)
    align = "left" if middle < 0.3 else "right" if middle > 0.7 else "center"
    at = (
        axis.clip(
            reference.low if align == "left" else reference.high if align == "right" else reference.value
        )
        - axis.low
    ) / (axis.high - axis.low)
    return [
        {
            "data": data,
            "mark": {"type": "rect", "color": canvas.theme.band},
            "encoding": {"x": draw.x("from", axis), "x2": {"field": "to"}},
        },
        {
            "data": data,
            "mark": {"type": "rule", "color": canvas.theme.axis, "strokeWidth": canvas.text / 8},
            "encoding": {"x": draw.x("value", axis)},
        },
        draw.heading(reference.head, f"width * {at:.5f}", canvas, align=align),
    ]

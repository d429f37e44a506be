"""Why the gap: what each column brings to the difference between two groups, down to the difference itself."""

from __future__ import annotations

from typing import Final

from fairwitness.audits.record.schema import GapAttribution, GapColumn
from fairwitness.reports import format as fmt
from fairwitness.reports.charts import draw
from fairwitness.reports.charts.bars import Bar, bars
from fairwitness.reports.charts.figure import Canvas, Figure, Table, short, slug, text_width

MOST: Final = 8
_HEAD: Final = ("Column", "Share of the gap", "95% interval", "Tells the groups apart (AUC)", "Proxy")


def gap_shares(found: GapAttribution, canvas: Canvas) -> Figure | None:
    """Bars with intervals, the largest first; what is left out is one bar, and the sum a mark."""
    if not found.columns:
        return None
    unit = "points" if fmt.is_share(found.metric) else _number(found)
    factor = 100 if fmt.is_share(found.metric) else 1
    digits = _digits(found, factor)
    drawn = _bars(found, canvas, factor, digits)
    axis = draw.scale(
        [0.0, *(end for bar in drawn for end in (bar.end, bar.low, bar.high) if end is not None)],
        factor=factor,
        title=f"Share of the gap, {unit}",
    )
    high, low = found.groups
    name = fmt.metric_title(found.metric).lower()
    return Figure(
        key=slug("gap", found.metric, found.attribute),
        title=found.statement,
        subtitle=f"What each column brings to the difference in {name} between {high} and {low} rows; right widens it, "
        f"left narrows it. Lines are {fmt.pct(found.confidence, 0)} intervals. All columns add up to the gap.",
        alt=_words(found, factor, digits),
        vega=bars(drawn, canvas, axis),
        table=_table(found, factor, digits),
        source=_source(found, factor, digits),
    )


def _bars(found: GapAttribution, canvas: Canvas, factor: int, digits: int) -> list[Bar]:
    theme = canvas.theme
    drawn = [_bar(column, canvas, factor, digits) for column in found.columns[:MOST]]
    rest = found.columns[MOST:]
    if rest:
        value = sum(column.value for column in rest)
        name = f"{len(rest)} other columns" if len(rest) > 1 else "1 other column"
        drawn.append(Bar(name, 0, value, fmt.signed(factor * value, digits), theme.axis, outline=True))
    shown = fmt.signed(factor * found.value, digits)
    return [*drawn, Bar("The gap", 0, found.value, shown, theme.ink, found.low, found.high, tick=True)]


def _bar(column: GapColumn, canvas: Canvas, factor: int, digits: int) -> Bar:
    mark = " (sensitive)" if column.sensitive else " (proxy)" if column.proxy else ""
    room = draw.label_limit(canvas) - text_width(mark, canvas.text)
    return Bar(
        label=short(column.label, room, canvas.text) + mark,
        start=0,
        end=column.value,
        shown=fmt.signed(factor * column.value, digits),
        colour=canvas.theme.accent if column.value > 0 else canvas.theme.axis,
        low=column.low,
        high=column.high,
    )


def _words(found: GapAttribution, factor: int, digits: int) -> str:
    shares = [
        f"{column.label}{' (proxy)' if column.proxy else ''} {fmt.signed(factor * column.value, digits)}"
        for column in found.columns
    ]
    return f"{'; '.join(shares)}; the gap {fmt.signed(factor * found.value, digits)}."


def _number(found: GapAttribution) -> str:
    return "the score" if found.metric == "mean_score" else "the number predicted"


def _digits(found: GapAttribution, factor: int) -> int:
    largest = factor * max(abs(found.value), *(abs(column.value) for column in found.columns))
    return 1 if largest >= 1 else 2 if largest >= 0.1 else 3


def _table(found: GapAttribution, factor: int, digits: int) -> Table:
    rows = [
        (
            column.label + (" (sensitive)" if column.sensitive else ""),
            fmt.signed(factor * column.value, digits),
            fmt.interval(column.low, column.high, digits, factor),
            "not estimable" if column.auc is None else _auc(column),
            "yes" if column.proxy else "no",
        )
        for column in found.columns
    ]
    total = (
        "The gap",
        fmt.signed(factor * found.value, digits),
        fmt.interval(found.low, found.high, digits, factor),
        "none",
        "none",
    )
    unit = "percentage points" if factor == 100 else _number(found)
    caption = f"Shares of the gap between {found.groups[0]} and {found.groups[1]} rows, in {unit}."
    return Table(caption, _HEAD, (*rows, total), frozenset(_HEAD[1:4]))


def _auc(column: GapColumn) -> str:
    return f"{fmt.number(column.auc, 2)} ({fmt.interval(column.auc_low, column.auc_high, 2, 1)})"


def _source(found: GapAttribution, factor: int, digits: int) -> str:
    rows = fmt.listed(
        [f"{fmt.count(n)} of {fmt.count(of)}" for n, of in zip(found.rows, found.of_rows, strict=True)]
    )
    proxy = (
        f" A column is called a proxy where it alone tells the groups apart with an AUC of {found.proxy_limit:g} or "
        f"more, beyond chance, on {fmt.plural(found.proxy_rows, 'held-out row')}."
        if found.proxy_rows
        else ""
    )
    return (
        f"{found.engine}, {rows} rows explained against {fmt.plural(found.background_rows, 'row')}; "
        f"{fmt.count(found.resamples)} resamples. Over all rows the gap is "
        f"{fmt.number(factor * found.whole, digits)}.{proxy}"
    )

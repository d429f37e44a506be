"""Why the gap: what each column brings to the difference between two groups, down to the difference itself."""

from __future__ import annotations

from typing import Final

from fairwitness.audits.record.schema import GapAttribution, GapColumn
from fairwitness.reports import format as fmt
from fairwitness.reports.charts import draw
from fairwitness.reports.charts.bars import Bar, bars
from fairwitness.reports.charts.figure import Canvas, Figure, Table, short, slug, text_width
from fairwitness.reports.language import Words

MOST: Final = 8
_HEAD: Final = ("column", "share_of_gap", "interval_95", "tells_apart", "proxy")


def gap_shares(found: GapAttribution, canvas: Canvas) -> Figure | None:
    """Bars with intervals, the largest first; what is left out is one bar, and the sum a mark."""
    if not found.columns:
        return None
    words = canvas.words
    factor = 100 if fmt.is_share(found.metric) else 1
    digits = _digits(found, factor)
    drawn = _bars(found, canvas, factor, digits)
    axis = draw.scale(
        [0.0, *(end for bar in drawn for end in (bar.end, bar.low, bar.high) if end is not None)],
        factor=factor,
        title=words(f"gap.axis_{_unit(found)}"),
    )
    high, low = found.groups
    measure = words.metric_title(found.metric)
    level = words.pct(found.confidence, 0)
    return Figure(
        key=slug("gap", found.metric, found.attribute),
        title=words.quote(found.statement),
        subtitle=words("gap.subtitle", measure=words.inner(measure), first=high, second=low, level=level),
        alt=_words(found, factor, digits, words),
        vega=bars(drawn, canvas, axis),
        table=_table(found, factor, digits, words),
        source=_source(found, factor, digits, words),
    )


def _bars(found: GapAttribution, canvas: Canvas, factor: int, digits: int) -> list[Bar]:
    theme, words = canvas.theme, canvas.words
    drawn = [_bar(column, canvas, factor, digits) for column in found.columns[:MOST]]
    rest = found.columns[MOST:]
    if rest:
        value = sum(column.value for column in rest)
        drawn.append(
            Bar(
                words("gap.others", n=len(rest)),
                0,
                value,
                words.signed(factor * value, digits),
                theme.axis,
                outline=True,
            )
        )
    shown = words.signed(factor * found.value, digits)
    return [
        *drawn,
        Bar(words("gap.whole"), 0, found.value, shown, theme.ink, found.low, found.high, tick=True),
    ]


def _bar(column: GapColumn, canvas: Canvas, factor: int, digits: int) -> Bar:
    words = canvas.words
    kind = "sensitive" if column.sensitive else "proxy" if column.proxy else None
    mark = "" if kind is None else f" ({words(f'said.{kind}')})"
    room = draw.label_limit(canvas) - text_width(mark, canvas.text)
    return Bar(
        label=short(column.label, room, canvas.text) + mark,
        start=0,
        end=column.value,
        shown=words.signed(factor * column.value, digits),
        colour=canvas.theme.accent if column.value > 0 else canvas.theme.axis,
        low=column.low,
        high=column.high,
    )


def _words(found: GapAttribution, factor: int, digits: int, words: Words) -> str:
    proxy = f" ({words('said.proxy')})"
    shares = [
        f"{column.label}{proxy if column.proxy else ''} {words.signed(factor * column.value, digits)}"
        for column in found.columns
    ]
    return words("gap.alt", shares="; ".join(shares), gap=words.signed(factor * found.value, digits))


def _unit(found: GapAttribution) -> str:
    """What its figures are in, as keys of texts have it."""
    if fmt.is_share(found.metric):
        return "points"
    return "score" if found.metric == "mean_score" else "number"


def _digits(found: GapAttribution, factor: int) -> int:
    largest = factor * max(abs(found.value), *(abs(column.value) for column in found.columns))
    return 1 if largest >= 1 else 2 if largest >= 0.1 else 3


def _table(found: GapAttribution, factor: int, digits: int, words: Words) -> Table:
    none = words("said.none")
    rows = [
        (
            column.label + (f" ({words('said.sensitive')})" if column.sensitive else ""),
            words.signed(factor * column.value, digits),
            words.interval(column.low, column.high, digits, factor),
            words("said.not_estimable") if column.auc is None else _auc(column, words),
            words("said.yes") if column.proxy else words("said.no"),
        )
        for column in found.columns
    ]
    total = (
        words("gap.whole"),
        words.signed(factor * found.value, digits),
        words.interval(found.low, found.high, digits, factor),
        none,
        none,
    )
    head = tuple(words(f"head.{name}") for name in _HEAD)
    caption = words(f"gap.caption_{_unit(found)}", first=found.groups[0], second=found.groups[1])
    return Table(caption, head, (*rows, total), frozenset(head[1:4]))


def _auc(column: GapColumn, words: Words) -> str:
    return f"{words.number(column.auc, 2)} ({words.interval(column.auc_low, column.auc_high, 2, 1)})"


def _source(found: GapAttribution, factor: int, digits: int, words: Words) -> str:
    rows = words.listed(
        [words("said.of", n=n, of=of) for n, of in zip(found.rows, found.of_rows, strict=True)]
    )
    made = words(
        "gap.source",
        n=found.background_rows,
        engine=found.engine,
        rows=rows,
        resamples=found.resamples,
        whole=words.number(factor * found.whole, digits),
    )
    if not found.proxy_rows:
        return made
    return f"{made} {words('gap.proxy', n=found.proxy_rows, limit=words.short(found.proxy_limit))}"

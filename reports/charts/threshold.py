"""How a gap, and what it costs, goes along with the threshold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from fairwitness.audits.plan.model import UNKNOWN
from fairwitness.audits.questions import Question
from fairwitness.audits.record.schema import Comparison, Estimate
from fairwitness.audits.thresholds.curves import Point
from fairwitness.reports import format as fmt
from fairwitness.reports.charts import draw
from fairwitness.reports.charts.figure import Canvas, Figure, Table, slug
from fairwitness.reports.charts.groups import groups
from fairwitness.reports.charts.lines import At, Line, Plane, Rule, lines
from fairwitness.reports.language import Words

_AXIS = "Threshold: a score of this or more is a positive decision"


@dataclass(frozen=True)
class Chosen:
    """The threshold that is looked at, and the declared one if there is one; each also as it is written."""

    now: float
    shown: str
    declared: float | None = None
    declared_shown: str | None = None

    def rules(self) -> list[Rule]:
        """The upright lines of a chart; one where both are the same."""
        if self.declared is None or self.declared_shown is None:
            return [Rule(self.now, f"now {self.shown}")]
        if self.now == self.declared:
            return [Rule(self.now, f"declared {self.shown}")]
        return [
            Rule(self.declared, f"declared {self.declared_shown}"),
            Rule(self.now, f"now {self.shown}"),
        ]


def rates_at(
    now: Sequence[Estimate],
    declared: Sequence[Estimate],
    comparison: Comparison,
    chosen: Chosen,
    canvas: Canvas,
) -> Figure | None:
    """The rates by group at the threshold that is looked at, with open circles where they are as declared."""
    moved = chosen.declared is not None and chosen.now != chosen.declared
    was = {str(one.group): one.value for one in declared if one.value is not None} if moved else None
    found = groups(now, canvas, comparison, {UNKNOWN}, was)
    if found is None:
        return None
    at = (
        f"{fmt.metric_title(comparison.metric)} by {comparison.attribute}, from a score of {chosen.shown} on."
    )
    return replace(found, key=f"threshold-{found.key}", title=at)


def gap_by_threshold(
    question: Question, points: Sequence[Point], chosen: Chosen, canvas: Canvas
) -> Figure | None:
    """The gap that a question asks for, with its band and the limit; none if there is no gap at any threshold."""
    known = [one for one in points if one.value is not None]
    if not known:
        return None
    kind, metric, words = question.kind, question.metric, canvas.words
    what = "Ratio" if kind == "ratio" else "Gap"
    percent = kind == "difference" and fmt.is_share(metric)
    name = f"{fmt.metric_title(metric)} by {question.attribute}"
    values = [end for one in known for end in (one.value, one.high) if end is not None]
    bound = 1.0 if kind == "ratio" or percent else None
    top = max(*(min(one, bound) if bound else one for one in values), question.limit)
    plane = Plane(
        _across(points, chosen),
        draw.scale(
            [0.0, top],
            factor=100 if percent else 1,
            title=f"{what}, points" if percent else what,
            within=None if bound is None else (0, bound),
        ),
        limit=(question.limit, f"limit {words.limit(question.limit, kind, metric, unit=False)}"),
    )
    line = Line(name, tuple(At(one.threshold, one.value, one.low, one.high) for one in points))
    return Figure(
        key=slug("threshold-gap", metric, kind, question.attribute),
        title=f"{what} in “{fmt.metric_title(metric)}” by {question.attribute}, at each threshold.",
        subtitle=f"{name} ({metric}): the {what.lower()} between the groups that are furthest apart, with its "
        f"{words.said('simultaneous 95% interval')} for each threshold by itself. Where everybody or nobody is "
        "selected, gaps close for no merit.",
        alt=_alt(points, lambda value: words.gap(value, kind, metric), words),
        vega=lines([line], plane, canvas, chosen.rules()),
        table=_gap_table(question, points, what, words),
        source="Computed now, from the stored scores; not part of the record.",
    )


def _gap_table(question: Question, points: Sequence[Point], what: str, words: Words) -> Table:
    head = ("Threshold", what, "Could be")
    rows = tuple(
        (
            words.short(one.threshold),
            words.gap(one.value, question.kind, question.metric),
            words.gap_interval(one.low, one.high, question.kind, question.metric)
            if one.value is not None
            else one.reason or "none",
        )
        for one in points
    )
    caption = f"{what} in {fmt.metric_title(question.metric)} by {question.attribute}, by threshold."
    return Table(caption, head, rows, frozenset(head[1:]))


def trade_offs(
    curves: Sequence[tuple[str, Sequence[Point]]], chosen: Chosen, canvas: Canvas
) -> Figure | None:
    """Rates of everybody by threshold, such as how many are selected and how many decisions are right."""
    there = [(metric, points) for metric, points in curves if any(one.value is not None for one in points)]
    if not there:
        return None
    words = canvas.words
    names = [fmt.metric_title(metric) for metric, _ in there]
    plane = Plane(
        _across(there[0][1], chosen),
        draw.scale([0.0, 1.0], factor=100, title="Per cent of all rows", within=(0, 1)),
    )
    drawn = [
        Line(name, tuple(At(one.threshold, one.value, one.low, one.high) for one in points))
        for name, (_, points) in zip(names, there, strict=True)
    ]
    return Figure(
        key="threshold-trade-offs",
        title="What a threshold gives and costs over all rows.",
        subtitle=f"{fmt.sentence(fmt.listed([f'{fmt.metric_title(m)} ({m})' for m, _ in there]))}, each with its "
        f"{words.said('95% interval')}.",
        alt=" ".join(
            f"{name}: {_alt(points, words.pct, words)}"
            for name, (_, points) in zip(names, there, strict=True)
        ),
        vega=lines(drawn, plane, canvas, chosen.rules()),
        table=_rates_table(there, names, words),
        source="Computed now, from the stored scores; not part of the record.",
    )


def _rates_table(curves: Sequence[tuple[str, Sequence[Point]]], names: Sequence[str], words: Words) -> Table:
    head = ("Threshold", *(cell for name in names for cell in (name, f"{name}, could be", f"{name}, n")))
    rows = tuple(
        (
            words.short(each[0].threshold),
            *(
                cell
                for one in each
                for cell in (words.pct(one.value), words.interval(one.low, one.high), words.count(one.n))
            ),
        )
        for each in zip(*(points for _, points in curves), strict=True)
    )
    return Table("Rates of all rows, by threshold.", head, rows, frozenset(head[1:]))


def _alt(points: Sequence[Point], shown: Callable[[float | None], str], words: Words) -> str:
    """The ends, the lowest and the highest in words; the table has the rest."""
    known = [(one.value, one.threshold) for one in points if one.value is not None]
    (low, at_low), (high, at_high) = min(known), max(known)
    first, last = known[0], known[-1]
    at = words.short
    return (
        f"{shown(first[0])} at {at(first[1])}, {shown(last[0])} at {at(last[1])}; "
        f"lowest {shown(low)} at {at(at_low)}, highest {shown(high)} at {at(at_high)}."
    )


def _across(points: Sequence[Point], chosen: Chosen) -> draw.Scale:
    ends = [one.threshold for one in points] + [chosen.now]
    return draw.scale(ends, title=_AXIS, within=(min(ends), max(ends)))

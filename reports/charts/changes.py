"""How much each gap between groups changed from one version to the next, with the limits of the change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fairwitness.audits.plan.part import Kind
from fairwitness.audits.versions.document import GapChange, VersionComparison
from fairwitness.audits.versions.verdicts import Outcome
from fairwitness.reports import format as fmt
from fairwitness.reports.charts import draw
from fairwitness.reports.charts.bars import Bar, bars
from fairwitness.reports.charts.figure import MAX_ROWS, Canvas, Figure, Table, short_pair
from fairwitness.reports.language import Words

OUTCOME_WORDS: Final[dict[Outcome, str]] = {
    "worse": "Worse",
    "better": "Better",
    "not_worse": "Not worse",
    "no_change_shown": "No change shown",
    "not_estimable": "Not estimable",
}
_HEAD: Final = ("Measure", "Attribute", "Gap before", "Gap now", "Change", "Limits", "What that is")


def changes(found: VersionComparison, canvas: Canvas, kind: Kind = "difference") -> Figure | None:
    """The compared gaps of one kind, in the comparison's order; none if there are none."""
    rows = [one for one in found.gates if one.kind == kind]
    if not rows:
        return None
    words = canvas.words
    unit = "percentage points" if kind == "difference" else "the ratio of the worst to the best rate"
    wider = "right: the gap grew" if kind == "difference" else "left: the groups moved apart"
    return Figure(
        key=f"changes-{kind}s",
        title=_title(rows, words),
        subtitle=f"The later {'gap' if kind == 'difference' else 'ratio'} less the earlier, in {unit}; {wider}. "
        "Lines are one-sided limits.",
        alt="; ".join(_words(one, words) for one in rows) + ".",
        vega=_vega(rows[:MAX_ROWS], canvas, kind),
        table=Table(
            f"Change of each gap, in {unit}.",
            _HEAD,
            tuple(_row(one, words) for one in rows),
            frozenset(_HEAD[2:6]),
        ),
        source=f"Limits: one-sided at {words.pct(1 - rows[0].confidence, 0)} ({rows[0].method}). "
        + ("The same rows, decided twice." if found.form == "paired" else "Different rows."),
    )


def _title(rows: Sequence[GapChange], words: Words) -> str:
    counts = [
        (sum(one.outcome == name for one in rows), word.lower()) for name, word in OUTCOME_WORDS.items()
    ]
    what = "gap" if rows[0].kind == "difference" else "ratio"
    said = fmt.listed([f"{word} in {words.count(n)}" for n, word in counts if n])
    return f"Of {words.plural(len(rows), f'compared {what}')}: {said}."


def _vega(rows: Sequence[GapChange], canvas: Canvas, kind: Kind) -> dict[str, object]:
    factor = 100 if kind == "difference" else 1
    title = "Change of the gap, percentage points" if kind == "difference" else "Change of the ratio"
    ends = [end for one in rows for end in (one.change, one.low, one.high) if end is not None]
    axis = draw.scale([0.0, *ends, *([] if ends else [0.01])], factor=factor, title=title)
    return bars([_bar(one, canvas, axis) for one in rows], canvas, axis)


def _bar(one: GapChange, canvas: Canvas, axis: draw.Scale) -> Bar:
    settled = one.outcome in ("worse", "better")
    return Bar(
        label=short_pair(fmt.metric_title(one.metric), one.attribute, draw.label_limit(canvas), canvas.text),
        start=0.0,
        end=one.change,
        shown=_change(one, canvas.words),
        colour=canvas.theme.ink if settled else canvas.theme.axis,
        low=None if one.low is None else axis.clip(one.low),
        high=None if one.high is None else axis.clip(one.high),
        outline=not settled,
    )


def _row(one: GapChange, words: Words) -> tuple[str, ...]:
    return (
        fmt.metric_title(one.metric),
        one.attribute,
        words.gap(one.before, one.kind, one.metric, unit=False),
        words.gap(one.after, one.kind, one.metric, unit=False),
        _change(one, words),
        _limits(one, words),
        OUTCOME_WORDS[one.outcome],
    )


def _words(one: GapChange, words: Words) -> str:
    name = f"{fmt.metric_title(one.metric)}, {one.attribute}: {OUTCOME_WORDS[one.outcome].lower()}"
    return name if one.change is None else f"{name}, {_change(one, words)}, limits {_limits(one, words)}"


def _change(one: GapChange, words: Words) -> str:
    if one.change is None:
        return fmt.NOT_ESTIMABLE
    return words.signed(100 * one.change, 1) if one.kind == "difference" else words.signed(one.change, 2)


def _limits(one: GapChange, words: Words) -> str:
    return words.interval(one.low, one.high, *((1, 100) if one.kind == "difference" else (2, 1)))

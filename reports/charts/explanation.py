"""What the model uses (all rows), and how one case's output is made up (SHAP, LIME)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from fairwitness.audits.record.schema import CaseExplanation, Contribution, GlobalExplanation, Importance
from fairwitness.reports import format as fmt
from fairwitness.reports.charts import draw
from fairwitness.reports.charts.bars import Bar, bars
from fairwitness.reports.charts.figure import Canvas, Figure, Table

MOST: Final = 20
STEPS: Final = 12
_KEYED: Final = re.compile("[0-9a-f]{16,}")


def importance(found: GlobalExplanation, canvas: Canvas) -> Figure | None:
    """Mean absolute contribution of each column, from the largest down; sensitive columns are marked in words."""
    if not found.features:
        return None
    rows = sorted(found.features, key=lambda f: -f.value)
    digits = _digits([f.value for f in rows])
    drawn = [_column(f, digits, canvas) for f in rows[:MOST]]
    axis = draw.scale(
        [0.0, *(end for bar in drawn for end in (bar.end, bar.high) if end is not None)],
        title=f"Mean absolute contribution, {found.scale}",
    )
    sensitive = [f.label for f in rows if f.sensitive]
    marked = (
        f"; {fmt.listed(sensitive)} {'is' if len(sensitive) == 1 else 'are'} sensitive" if sensitive else ""
    )
    rest = f" The first {MOST} of {len(rows)} columns." if len(rows) > MOST else ""
    body = tuple(
        (
            f.label,
            "yes" if f.sensitive else "no",
            fmt.number(f.value, digits + 1),
            "none" if f.standard_error is None else fmt.number(f.standard_error, digits + 2),
        )
        for f in rows
    )
    head = ("Column", "Sensitive", "Mean absolute contribution", "Standard error")
    return Figure(
        key="importance",
        title=f"{fmt.sentence(rows[0].label)} moves the model's output most{marked}.",
        subtitle=f"Mean absolute contribution of each column over {fmt.plural(found.rows, 'row')}, "
        f"{found.scale} scale; lines are 95% intervals of the mean.{rest}",
        alt="; ".join(
            f"{f.label}{' (sensitive)' if f.sensitive else ''} {fmt.number(f.value, digits)}" for f in rows
        )
        + ".",
        vega=bars(drawn, canvas, axis),
        table=Table(f"Mean absolute contribution, {found.scale} scale.", head, body, frozenset(head[2:])),
        source=f"{found.method}, {found.engine}; base value: {found.base_value_definition}. What the "
        f"model uses, not what causes the outcome.",
    )


def _column(f: Importance, digits: int, canvas: Canvas) -> Bar:
    half = None if f.standard_error is None else draw.Z95 * f.standard_error
    return Bar(
        label=f.label + (" (sensitive)" if f.sensitive else ""),
        start=0,
        end=f.value,
        shown=fmt.number(f.value, digits),
        colour=canvas.theme.accent,
        low=None if half is None else max(0.0, f.value - half),
        high=None if half is None else f.value + half,
    )


def waterfall(case: CaseExplanation, canvas: Canvas, scale: str = "") -> Figure | None:
    """How one case's output is made up, from the base value to the output."""
    if not case.contributions:
        return None
    steps = sorted(case.contributions, key=lambda c: -abs(c.value))
    digits = _digits([c.value for c in steps])
    drawn = _steps(case, steps, digits, canvas)
    axis = draw.scale(
        [end for bar in drawn for end in (bar.start, bar.end) if end is not None],
        title=f"Model output{f', {scale}' if scale else ''}",
    )
    return Figure(
        key=f"waterfall-{case.id[:12]}",
        title=f"{fmt.sentence(_most(steps))} from the base value {fmt.number(case.base_value, digits)} "
        f"to {fmt.number(case.output, digits)}.",
        subtitle=f"Contributions to the output of case {case.id[:12]}; blue raises it, grey lowers it.{_beyond(case)}",
        alt=f"From {fmt.number(case.base_value, digits)} to {fmt.number(case.output, digits)}: "
        + "; ".join(f"{c.label} = {c.shown} {fmt.signed(c.value, digits)}" for c in steps)
        + ".",
        vega=bars(drawn, canvas, axis),
        table=_table(steps, "Contribution", digits, f"Contributions to the output of case {case.id[:12]}."),
        source=_source(case),
    )


def _steps(case: CaseExplanation, steps: Sequence[Contribution], digits: int, canvas: Canvas) -> list[Bar]:
    """From the base value, step by step, to the output; what is left out is one step."""
    theme, at = canvas.theme, case.base_value
    drawn = [Bar("Base value", at, at, fmt.number(at, digits), theme.ink, tick=True)]
    for c in steps[:STEPS]:
        drawn.append(
            Bar(
                f"{c.label} = {c.shown}",
                at,
                at + c.value,
                fmt.signed(c.value, digits),
                theme.accent if c.value > 0 else theme.axis,
            )
        )
        at += c.value
    if len(steps) > STEPS:
        rest = case.output - at
        drawn.append(
            Bar(
                f"{len(steps) - STEPS} others together",
                at,
                case.output,
                fmt.signed(rest, digits),
                theme.accent if rest > 0 else theme.axis,
            )
        )
    drawn.append(
        Bar("This case", case.output, case.output, fmt.number(case.output, digits), theme.ink, tick=True)
    )
    return drawn


def lime(case: CaseExplanation, canvas: Canvas) -> Figure | None:
    """The weights of a local linear model around one case, with its conditions."""
    if not case.contributions:
        return None
    steps = sorted(case.contributions, key=lambda c: -abs(c.value))
    digits = _digits([c.value for c in steps])
    drawn = [
        Bar(
            _condition(c),
            0,
            c.value,
            fmt.signed(c.value, digits),
            canvas.theme.accent if c.value > 0 else canvas.theme.axis,
        )
        for c in steps[:MOST]
    ]
    axis = draw.scale([0.0, *(c.value for c in steps[:MOST])], title="Local weight")
    fidelity = (
        f" The local model explains {fmt.pct(case.fidelity, 0)} of the variance around the case."
        if case.fidelity is not None
        else ""
    )
    if case.effective_samples is not None and case.stability is not None:
        fidelity += (
            f" It rests on {fmt.count(round(case.effective_samples))} rows; with another seed "
            f"{fmt.pct(case.stability, 0)} of its strongest columns stay."
        )
    return Figure(
        key=f"lime-{case.id[:12]}",
        title=f"Near case {case.id[:12]}, {_condition(steps[0])} weighs most: {fmt.signed(steps[0].value, digits)}.",
        subtitle=f"Local weights; blue raises the output, grey lowers it.{fidelity}{_beyond(case)}",
        alt="; ".join(f"{_condition(c)} {fmt.signed(c.value, digits)}" for c in steps) + ".",
        vega=bars(drawn, canvas, axis),
        table=_table(steps, "Weight", digits, f"Local weights around case {case.id[:12]}."),
        source=_source(case),
    )


def _source(case: CaseExplanation) -> str:
    """The method; and what the identifier is, where it is not the row's own."""
    return (
        f"{case.method}; the case's identifier is a keyed hash."
        if _KEYED.fullmatch(case.id)
        else f"{case.method}."
    )


def _beyond(case: CaseExplanation) -> str:
    """Which of the case's values the background does not have."""
    names = [one.label for one in case.contributions if one.outside]
    if not names:
        return ""
    return f" Outside what the background has: {fmt.listed(names)}; read these with care."


def _digits(values: Sequence[float]) -> int:
    """Decimals that show two figures of the largest value."""
    top = max((abs(v) for v in values), default=0)
    return 2 if top >= 0.1 or top == 0 else 3 if top >= 0.01 else 4


def _most(steps: Sequence[Contribution]) -> str:
    names = fmt.listed([c.label for c in steps[:2]])
    return f"{names} {'make' if len(steps) > 1 else 'makes'} up most of the way"


def _condition(c: Contribution) -> str:
    return c.condition or f"{c.label} = {c.shown}"


def _table(steps: Sequence[Contribution], what: str, digits: int, caption: str) -> Table:
    body = tuple((c.label, c.shown, c.condition or "none", fmt.signed(c.value, digits)) for c in steps)
    return Table(caption, ("Column", "Value", "Condition", what), body, frozenset({what}))

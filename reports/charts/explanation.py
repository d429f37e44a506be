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
from fairwitness.reports.language import Words

MOST: Final = 20
STEPS: Final = 12
_KEYED: Final = re.compile("[0-9a-f]{16,}")


def importance(found: GlobalExplanation, canvas: Canvas) -> Figure | None:
    """Mean absolute contribution of each column, from the largest down; sensitive columns are marked in words."""
    if not found.features:
        return None
    words = canvas.words
    scale = scale_name(found.scale, words)
    rows = sorted(found.features, key=lambda f: -f.value)
    digits = _digits([f.value for f in rows])
    drawn = [_column(f, digits, canvas) for f in rows[:MOST]]
    axis = draw.scale(
        [0.0, *(end for bar in drawn for end in (bar.end, bar.high) if end is not None)],
        title=words("importance.axis", scale=scale),
    )
    rest = f" {words('importance.first', n=str(MOST), of=str(len(rows)))}" if len(rows) > MOST else ""
    body = tuple(
        (
            f.label,
            words("said.yes") if f.sensitive else words("said.no"),
            words.number(f.value, digits + 1),
            words("said.none") if f.standard_error is None else words.number(f.standard_error, digits + 2),
        )
        for f in rows
    )
    head = tuple(
        words(f"head.{name}") for name in ("column", "sensitive", "mean_contribution", "standard_error")
    )
    source = words(
        "importance.source",
        engine=f"{found.method.upper()}, {found.engine}",
        base=found.base_value_definition,
    )
    return Figure(
        key="importance",
        title=_importance_title(rows, words),
        subtitle=words("importance.subtitle", n=found.rows, scale=scale) + rest,
        alt="; ".join(f"{_marked(f, words)} {words.number(f.value, digits)}" for f in rows) + ".",
        vega=bars(drawn, canvas, axis),
        table=Table(words("importance.caption", scale=scale), head, body, frozenset(head[2:])),
        source=f"{source} {words('explained.not_causes')}",
    )


def scale_name(scale: str, words: Words) -> str:
    """What a scale of outputs is called; one that this language has no name for, what the record calls it."""
    return words.of("scale", scale)


def _importance_title(rows: Sequence[Importance], words: Words) -> str:
    first, sensitive = fmt.sentence(rows[0].label), [f.label for f in rows if f.sensitive]
    if not sensitive:
        return words("importance.title", column=first)
    return words(
        "importance.title_sensitive", n=len(sensitive), column=first, sensitive=words.listed(sensitive)
    )


def _marked(f: Importance, words: Words) -> str:
    return f"{f.label} ({words('said.sensitive')})" if f.sensitive else f.label


def _column(f: Importance, digits: int, canvas: Canvas) -> Bar:
    words = canvas.words
    half = None if f.standard_error is None else draw.Z95 * f.standard_error
    return Bar(
        label=_marked(f, words),
        start=0,
        end=f.value,
        shown=words.number(f.value, digits),
        colour=canvas.theme.accent,
        low=None if half is None else max(0.0, f.value - half),
        high=None if half is None else f.value + half,
    )


def waterfall(case: CaseExplanation, canvas: Canvas, scale: str = "") -> Figure | None:
    """How one case's output is made up, from the base value to the output."""
    if not case.contributions:
        return None
    words = canvas.words
    steps = sorted(case.contributions, key=lambda c: -abs(c.value))
    digits = _digits([c.value for c in steps])
    drawn = _steps(case, steps, digits, canvas)
    axis = draw.scale(
        [end for bar in drawn for end in (bar.start, bar.end) if end is not None],
        title=words("waterfall.axis") + (f", {scale_name(scale, words)}" if scale else ""),
    )
    ends = {"base": words.number(case.base_value, digits), "output": words.number(case.output, digits)}
    names = words.listed([fmt.sentence(steps[0].label), *(c.label for c in steps[1:2])])
    caption = words("waterfall.caption", case=case.id[:12])
    return Figure(
        key=f"waterfall-{case.id[:12]}",
        title=words("waterfall.title", n=min(len(steps), 2), columns=names, **ends),
        subtitle=words("waterfall.subtitle", case=case.id[:12]) + _beyond(case, words),
        alt=words("waterfall.alt", **ends)
        + " "
        + "; ".join(f"{c.label} = {c.shown} {words.signed(c.value, digits)}" for c in steps)
        + ".",
        vega=bars(drawn, canvas, axis),
        table=_table(steps, words("head.contribution"), digits, caption, words),
        source=_source(case, words),
    )


def _steps(case: CaseExplanation, steps: Sequence[Contribution], digits: int, canvas: Canvas) -> list[Bar]:
    """From the base value, step by step, to the output; what is left out is one step."""
    theme, words, at = canvas.theme, canvas.words, case.base_value
    drawn = [Bar(words("waterfall.base"), at, at, words.number(at, digits), theme.ink, tick=True)]
    for c in steps[:STEPS]:
        drawn.append(
            Bar(
                f"{c.label} = {c.shown}",
                at,
                at + c.value,
                words.signed(c.value, digits),
                theme.accent if c.value > 0 else theme.axis,
            )
        )
        at += c.value
    if len(steps) > STEPS:
        rest = case.output - at
        drawn.append(
            Bar(
                words("waterfall.others", n=str(len(steps) - STEPS)),
                at,
                case.output,
                words.signed(rest, digits),
                theme.accent if rest > 0 else theme.axis,
            )
        )
    drawn.append(
        Bar(
            words("waterfall.this"),
            case.output,
            case.output,
            words.number(case.output, digits),
            theme.ink,
            tick=True,
        )
    )
    return drawn


def lime(case: CaseExplanation, canvas: Canvas) -> Figure | None:
    """The weights of a local linear model around one case, with its conditions."""
    if not case.contributions:
        return None
    words = canvas.words
    steps = sorted(case.contributions, key=lambda c: -abs(c.value))
    digits = _digits([c.value for c in steps])
    drawn = [
        Bar(
            _condition(c),
            0,
            c.value,
            words.signed(c.value, digits),
            canvas.theme.accent if c.value > 0 else canvas.theme.axis,
        )
        for c in steps[:MOST]
    ]
    axis = draw.scale([0.0, *(c.value for c in steps[:MOST])], title=words("lime.axis"))
    weight = words.signed(steps[0].value, digits)
    title = words("lime.title", case=case.id[:12], condition=_condition(steps[0]), weight=weight)
    caption = words("lime.caption", case=case.id[:12])
    return Figure(
        key=f"lime-{case.id[:12]}",
        title=title,
        subtitle=words("lime.subtitle") + _fidelity(case, words) + _beyond(case, words),
        alt="; ".join(f"{_condition(c)} {words.signed(c.value, digits)}" for c in steps) + ".",
        vega=bars(drawn, canvas, axis),
        table=_table(steps, words("head.weight"), digits, caption, words),
        source=_source(case, words),
    )


def _source(case: CaseExplanation, words: Words) -> str:
    """The method; and what the identifier is, where it is not the row's own."""
    return (
        words("explained.case", method=case.method.upper())
        if _KEYED.fullmatch(case.id)
        else f"{case.method.upper()}."
    )


def _fidelity(case: CaseExplanation, words: Words) -> str:
    said = "" if case.fidelity is None else f" {words('lime.fidelity', share=words.pct(case.fidelity, 0))}"
    if case.effective_samples is not None and case.stability is not None:
        rows, share = words.count(round(case.effective_samples)), words.pct(case.stability, 0)
        said += f" {words('lime.rests', rows=rows, share=share)}"
    return said


def _beyond(case: CaseExplanation, words: Words) -> str:
    """Which of the case's values the background does not have."""
    names = [one.label for one in case.contributions if one.outside]
    if not names:
        return ""
    return f" {words('explained.beyond', columns=words.listed(names))}"


def _digits(values: Sequence[float]) -> int:
    """Decimals that show two figures of the largest value."""
    top = max((abs(v) for v in values), default=0)
    return 2 if top >= 0.1 or top == 0 else 3 if top >= 0.01 else 4


def _condition(c: Contribution) -> str:
    return c.condition or f"{c.label} = {c.shown}"


def _table(steps: Sequence[Contribution], what: str, digits: int, caption: str, words: Words) -> Table:
    body = tuple(
        (c.label, c.shown, c.condition or words("said.none"), words.signed(c.value, digits)) for c in steps
    )
    head = (words("head.column"), words("head.value"), words("head.condition"), what)
    return Table(caption, head, body, frozenset({what}))

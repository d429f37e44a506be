"""Declared limits, one row each: the verdict, the sentence, and the gap on a scale that the whole page shares."""

from __future__ import annotations

from collections.abc import Sequence

from fairwitness.app.views import parts
from fairwitness.reports.gates import GateRow
from fairwitness.reports.strip import scale_end
from fairwitness.reports.view import not_judged


def limit_rows(rows: Sequence[GateRow]) -> str:
    """Every limit with its verdict; a sentence if there is none."""
    if not rows:
        return "<p>No limit was declared, so nothing was judged.</p>"
    end = scale_end(rows)
    return "".join(limit_row(row, end) for row in rows)


def limit_row(row: GateRow, end: float) -> str:
    """One limit: chip, sentence, metric with interval, strip."""
    detail = f"{row.detail} {not_judged(row)}".strip()
    return (
        f'<div class="vr"><div>{parts.chip(row.gate.verdict, row.word)}</div>'
        f'<div><p class="s">{parts.text(row.gate.reason)}</p>'
        f'<div class="m">{parts.text(detail)}</div></div><div>{strip(row, end)}</div></div>'
    )


def strip(row: GateRow, end: float) -> str:
    """A gap, its interval and its limit on one line; the sentence beside it says the same.

    A difference runs from 0 to ``end`` and is inside up to its limit; a ratio runs from 0 to 1 and is inside from its
    limit on. What lies outside of the scale is clipped; the written figure stays.
    """
    ratio = row.gate.kind == "ratio"
    top = 1.0 if ratio else row.reach or end
    limit = _place(row.gate.limit, top)
    band = (limit, 100 - limit) if ratio else (0.0, limit)
    body = (
        f'<i class="b" style="left:{band[0]:.1f}%;width:{band[1]:.1f}%"></i><i class="a"></i>'
        f'<i class="t0" style="left:{limit:.1f}%"></i>{_marks(row, top)}'
        + ('<i class="z">0</i>' if limit > 14 else "")
        + f'<i class="y" style="left:{min(max(limit, 9), 88):.1f}%">limit {parts.text(row.short_limit)}</i>'
    )
    colour = f"var(--{row.gate.verdict.replace('_', '-')})"
    return (
        f'<div class="g" role="img" aria-label="{parts.text(row.detail)}" style="--c:{colour}">{body}</div>'
    )


def _marks(row: GateRow, top: float) -> str:
    found = row.comparison
    if found is None or found.value is None:
        return f'<i class="k" style="left:0;transform:none;color:var(--muted)">{parts.text(row.gap)}</i>'
    place = _place(found.value, top)
    low, high = _place(found.low or 0, top), _place(top if found.high is None else found.high, top)
    label = row.short_gap
    return (
        f'<i class="l" style="left:{low:.1f}%;width:{high - low:.1f}%"></i><i class="d" style="left:{place:.1f}%"></i>'
        f'<i class="k" style="left:{min(max(place, 11), 88):.1f}%">{parts.text(label)}</i>'
    )


def _place(value: float, top: float) -> float:
    return 100 * min(max(value / top, 0), 1)

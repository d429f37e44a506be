"""Declared limits, one row each: the verdict, the sentence, and the gap on a scale that the whole page shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from fairwitness.app.views import parts
from fairwitness.app.views.wording import explained
from fairwitness.reports.gates import GateRow
from fairwitness.reports.strip import scale_end
from fairwitness.reports.view import not_judged

_MARKED: Final = ("interval", "limit", "not judged", "points")


def limit_rows(
    rows: Sequence[GateRow], meanings: Mapping[str, str] | None = None, *, technical: bool = False
) -> str:
    """Every limit with its verdict; a sentence if there is none.

    Parameters
    ----------
    meanings
        Words that explain themselves where they stand first.
    technical
        Whether names of measures, methods and p-values are written.
    """
    if not rows:
        return "<p>No limit was declared, so nothing was judged.</p>"
    end = scale_end(rows)
    return "".join(
        limit_row(row, end, (meanings or {}) if place == 0 else {}, technical=technical)
        for place, row in enumerate(rows)
    )


def limit_row(row: GateRow, end: float, meanings: Mapping[str, str], *, technical: bool) -> str:
    """One limit: chip, sentence, figures in words, strip."""
    detail = f"{_technical(row) if technical else _plain(row)} {not_judged(row, row.words)}".strip()
    return (
        f'<div class="vr"><div>{parts.chip(row.gate.verdict, row.word)}</div>'
        f'<div><p class="s">{parts.text(row.gate.reason)}</p>'
        f'<div class="m">{explained(detail, meanings, _MARKED)}</div></div><div>{strip(row, end)}</div></div>'
    )


def _plain(row: GateRow) -> str:
    """The gap, its doubt and its limit without names and methods."""
    if row.gap == row.words("said.no_figure"):
        return f"{row.name}. Limit: {row.limit}."
    what = "Ratio" if row.gate.kind == "ratio" else "Gap"
    return f"{row.name}. {what} {row.gap}, interval {row.interval}. Limit: {row.limit}."


def _technical(row: GateRow) -> str:
    """Measure, interval and limit, then how it was found."""
    found = row.comparison
    if found is None:
        return row.detail
    tested = (("p", found.p_value), ("p of being within", found.p_within))
    shown = [f"{name} {row.words.probability(value)}" for name, value in tested if value is not None]
    return " ".join([row.detail, f"{found.method}{''.join(f', {one}' for one in shown)}."])


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

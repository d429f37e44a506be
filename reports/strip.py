"""A gap, its interval and its limit on one line, as inline SVG coloured by the page's style sheet."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from fairwitness.reports.gates import GateRow

WIDTH, HEIGHT, PAD = 240, 54, 8


def scale_end(rows: Iterable[GateRow]) -> float:
    """Where every strip of differences on a page ends: one scale that holds limits and intervals."""
    ends = [0.2]
    for row in rows:
        found = row.comparison
        if row.gate.kind == "difference" and row.reach is None:
            ends.append(1.25 * row.gate.limit)
            if found is not None and found.value is not None:
                ends.append(max(found.value, found.high if found.high is not None else 1.0))
    return min(1.0, max(ends))


def strip(row: GateRow, end: float) -> Markup:
    """The strip of one gate; the sentence beside it says the same.

    A difference runs from 0 to ``end`` and is inside up to its limit; a ratio runs from 0 to 1 and is inside
    from its limit on. What lies outside of the scale is clipped; the written figure stays.
    """
    ratio = row.gate.kind == "ratio"
    top = 1.0 if ratio else row.reach or end
    limit = _place(row.gate.limit, top)
    band = (limit, _place(top, top)) if ratio else (_place(0, top), limit)
    parts = [
        Markup('<rect class="band" x="{:.1f}" y="20" width="{:.1f}" height="15"/>').format(
            band[0], band[1] - band[0]
        ),
        Markup('<path class="axis" d="M{} 35.5H{}"/>').format(PAD, WIDTH - PAD),
        Markup('<path class="limit" d="M{:.1f} 17V36"/>').format(limit),
        *_marks(row, top),
    ]
    if limit > PAD + 40:
        parts.append(Markup('<text class="quiet" x="{}" y="50">0</text>').format(PAD))
    parts.append(
        Markup('<text class="quiet" x="{:.1f}" y="50" text-anchor="middle">{}</text>').format(
            min(max(limit, 26), WIDTH - 30), row.words("chart.limit_of", limit=row.short_limit)
        )
    )
    return Markup(
        '<svg class="strip c-{}" viewBox="0 0 {} {}" width="{}" height="{}"'
        ' role="img" aria-label="{}">{}</svg>'
    ).format(row.gate.verdict, WIDTH, HEIGHT, WIDTH, HEIGHT, row.detail, Markup().join(parts))


def _marks(row: GateRow, top: float) -> list[Markup]:
    found = row.comparison
    if found is None or found.value is None:
        return [Markup('<text class="quiet" x="{}" y="12">{}</text>').format(PAD, row.gap)]
    place = _place(found.value, top)
    low, high = _place(found.low or 0, top), _place(top if found.high is None else found.high, top)
    label = row.short_gap
    return [
        Markup('<rect class="own" x="{:.1f}" y="26" width="{:.1f}" height="3"/>').format(low, high - low),
        Markup('<circle class="own dot" cx="{:.1f}" cy="27.5" r="6"/>').format(place),
        Markup('<text class="strong" x="{:.1f}" y="12" text-anchor="middle">{}</text>').format(
            min(max(place, 30), WIDTH - 30), escape(label)
        ),
    ]


def _place(value: float, top: float) -> float:
    return PAD + (WIDTH - 2 * PAD) * min(max(value / top, 0), 1)

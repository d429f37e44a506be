"""How audits of one title went over time, as a small line beside the figures in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from fairwitness.app.listing import Point
from fairwitness.app.views import parts

_WIDTH: Final = 96
_HEIGHT: Final = 24
_PAD: Final = 4


def sparkline(points: Sequence[Point]) -> str:
    """The share of limits that held, audit by audit; nothing for fewer than two.

    It is a mask that the text colour fills, because `st.html` drops inline SVG and one colour serves both themes.
    """
    if len(points) < 2:
        return ""
    step = (_WIDTH - 2 * _PAD) / (len(points) - 1)
    places = [
        (_PAD + place * step, _PAD + (1 - point.share) * (_HEIGHT - 2 * _PAD))
        for place, point in enumerate(points)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    x, y = places[-1]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}">'
        f'<polyline points="{line}" fill="none" stroke="black" stroke-width="1.5"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/></svg>'
    )
    said = ", then ".join(f"{point.held} of {point.limits}" for point in points)
    return (
        f'<span class="spark" role="img" aria-label="Limits that held: {parts.text(said)}" '
        f"style=\"--m:url('data:image/svg+xml,{quote(svg)}')\"></span>"
    )

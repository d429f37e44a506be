"""Whether scores keep their word: for each group, how often a score's rows turned out positive, beside the diagonal.

One panel a group, drawn in pixels: Vega-Lite's own facets have one size for every canvas and no place for intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fairwitness.audits.operating import EVERYBODY
from fairwitness.audits.record.schema import ReliabilityBin, ScoreTable
from fairwitness.reports.charts import draw, pixels
from fairwitness.reports.charts.figure import Canvas, Figure, Json, Table, short, slug
from fairwitness.reports.language import ENGLISH, Words

MOST_PANELS: Final = 12
_COLUMNS: Final = ("group", "scores", "cases", "mean_score", "turned_out_positive", "interval")
_TICKS: Final = (0.0, 0.5, 1.0)


@dataclass(frozen=True)
class _Point:
    """The rows of one bin: their mean score, and the share that turned out positive with its interval."""

    group: str
    bin: ReliabilityBin
    score: float
    share: float
    low: float
    high: float

    @property
    def off(self) -> bool:
        """Whether the mean score lies outside the interval of what happened."""
        return not self.low <= self.score <= self.high


@dataclass(frozen=True)
class _Grid:
    """Where the panels are, in pixels from the corner of the plot."""

    side: float
    gap: float
    head: float
    foot: float
    columns: int

    def corner(self, place: int) -> tuple[float, float]:
        """Left and top of a panel."""
        row, column = divmod(place, self.columns)
        return column * (self.side + self.gap), row * (self.side + self.head + self.foot) + self.head

    def at(self, place: int, score: float, share: float) -> tuple[float, float]:
        """A point in a panel; a share of 1 is at its top."""
        left, top = self.corner(place)
        return left + score * self.side, top + (1 - min(max(share, 0.0), 1.0)) * self.side


def reliability(found: ScoreTable, canvas: Canvas) -> Figure | None:
    """One attribute's groups; none where the score is no probability, or nobody's outcome is known."""
    panels = _panels(found)
    if not panels:
        return None
    points = [point for panel in panels for point in panel]
    off = sum(point.off for point in points)
    words = canvas.words
    everybody = [one.group for one in found.groups] == [EVERYBODY]
    rest = ""
    if len(panels) > MOST_PANELS:
        rest = f" {words('groups.first', n=str(MOST_PANELS), of=str(len(panels)))}"
    return Figure(
        key=slug("reliability", *([EVERYBODY] if everybody else []), found.attribute),
        title=words("reliability.title_everybody", n=len(points), off=str(off))
        if everybody
        else words("reliability.title", n=len(points), off=str(off), attribute=found.attribute),
        subtitle=words("reliability.subtitle") + rest,
        alt="; ".join(_words(point, words) for point in points) + ".",
        vega=_vega(panels[:MOST_PANELS], canvas),
        table=table(found, words),
        source=words("reliability.source"),
    )


def table(found: ScoreTable, words: Words = ENGLISH) -> Table:
    """The same as a table; without rows where there is nothing."""
    rows = tuple(
        (
            point.group,
            words.between(words.number(point.bin.low, 2), words.number(point.bin.high, 2)),
            words.count(point.bin.n),
            words.number(point.score, 3),
            words.pct(point.share),
            words.interval(point.low, point.high),
        )
        for panel in _panels(found)
        for point in panel
    )
    head = tuple(words(f"head.{name}") for name in _COLUMNS)
    return Table(words("reliability.caption", attribute=found.attribute), head, rows, frozenset(head[2:]))


def _panels(found: ScoreTable) -> list[list[_Point]]:
    """The points of each known group that has some."""
    panels = [
        [
            _Point(group.group, one, one.mean_score, one.observed, one.observed_low, one.observed_high)
            for one in group.reliability
            if one.mean_score is not None
            and one.observed is not None
            and one.observed_low is not None
            and one.observed_high is not None
        ]
        for group in found.groups
        if not group.unknown
    ]
    return [panel for panel in panels if panel]


def _words(point: _Point, words: Words) -> str:
    named = words("reliability.point", group=point.group, score=words.number(point.score, 3))
    return (
        f"{named}: {words.pct(point.share)}, "
        f"{words.interval(point.low, point.high)}, n {words.count(point.bin.n)}"
    )


def _vega(panels: Sequence[Sequence[_Point]], canvas: Canvas) -> Json:
    size = canvas.text
    left, right, gap = 2.6 * size, 0.6 * size, 1.7 * size
    room = canvas.width - left - right
    columns = max(1, min(len(panels), int((room + gap) // (10 * size + gap))))
    side = min(20 * size, (room - (columns - 1) * gap) / columns)
    grid = _Grid(side, gap, 1.7 * size, 2.4 * size, columns)
    width = columns * side + (columns - 1) * gap
    rows = -(-len(panels) // columns)
    height = rows * (side + grid.head + grid.foot)
    fr = draw.Frame(left, canvas.width - left - width, 1.9 * size, 1.6 * size, width, height)
    return draw.plot(
        [
            *_backdrop(grid, len(panels), canvas),
            *_names([panel[0].group for panel in panels], grid, canvas),
            *_points(panels, grid, canvas),
            draw.heading(canvas.words("reliability.up"), -left, canvas),
            pixels.note(canvas.words("head.mean_score"), 0, height + 0.5 * size, canvas),
        ],
        [{}],
        canvas,
        fr,
    )


def _backdrop(grid: _Grid, panels: int, canvas: Canvas) -> list[Json]:
    """Grid lines and the diagonal of every panel, and the ticks at its edges."""
    lines: list[Json] = []
    ticks: list[Json] = []
    diagonals: list[Json] = []
    for place in range(panels):
        left, top = grid.corner(place)
        diagonals.append(pixels.line(grid.at(place, 0, 0), grid.at(place, 1, 1)))
        for tick in _TICKS:
            lines.append(pixels.line(grid.at(place, tick, 0), grid.at(place, tick, 1)))
            lines.append(pixels.line(grid.at(place, 0, tick), grid.at(place, 1, tick)))
            x, y = grid.at(place, tick, tick)
            ticks.append(
                {"x": x, "y": top + grid.side + canvas.text, "t": canvas.words.short(tick), "a": "center"}
            )
            if not place % grid.columns:
                ticks.append({"x": left - canvas.text / 2, "y": y, "t": f"{100 * tick:g}", "a": "right"})
    muted = canvas.theme.muted
    return [
        pixels.rules(lines, {"color": canvas.theme.rule, "strokeWidth": 0.8}),
        pixels.rules(
            diagonals, {"color": canvas.theme.axis, "strokeWidth": canvas.text / 9, "strokeDash": [4, 3]}
        ),
        *(
            pixels.texts([one for one in ticks if one["a"] == align], {"align": align, "color": muted})
            for align in ("center", "right")
        ),
    ]


def _names(groups: Sequence[str], grid: _Grid, canvas: Canvas) -> list[Json]:
    """The group's name above its panel."""
    values: list[Json] = []
    for place, group in enumerate(groups):
        left, top = grid.corner(place)
        values.append({"x": left, "y": top - 0.85 * canvas.text, "t": short(group, grid.side, canvas.text)})
    return [pixels.texts(values, {"align": "left", "color": canvas.theme.ink, "fontWeight": 600})]


def _points(panels: Sequence[Sequence[_Point]], grid: _Grid, canvas: Canvas) -> list[Json]:
    """Each point with its interval; filled where the diagonal is outside of it."""
    theme, size = canvas.theme, canvas.text
    values: list[Json] = []
    for place, panel in enumerate(panels):
        for point in panel:
            x, y = grid.at(place, point.score, point.share)
            low, high = (grid.at(place, point.score, end)[1] for end in (point.low, point.high))
            values.append(
                {
                    "x": x,
                    "x2": x,
                    "y": low,
                    "y2": high,
                    "at": y,
                    "fill": theme.accent if point.off else theme.bg,
                }
            )
    dot: Json = {"opacity": 1, "size": size * size * 0.4, "stroke": theme.accent, "strokeWidth": size / 8}
    return [
        pixels.rules(values, {"color": theme.accent, "strokeWidth": size / 8}),
        {
            "data": {"values": values},
            "mark": {"type": "point", "shape": "circle", **dot},
            "encoding": {"x": pixels.pixel("x"), "y": pixels.pixel("at"), "fill": draw.own("fill")},
        },
    ]

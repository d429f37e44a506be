"""The small line of a series: its points in words, and one picture for both themes."""

from __future__ import annotations

import re
from urllib.parse import unquote
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from fairwitness.app.listing import Point
from fairwitness.app.views.sparkline import sparkline

points = st.integers(1, 30).flatmap(lambda n: st.builds(Point, st.integers(0, n), st.just(n)))


def test_words_say_every_point() -> None:
    assert 'aria-label="Limits that held: 2 of 9, then 3 of 9"' in sparkline([Point(2, 9), Point(3, 9)])


@given(st.lists(points, min_size=2, max_size=12))
def test_every_point_lies_inside_and_more_is_higher(series: list[Point]) -> None:
    svg = unquote(re.findall(r"svg\+xml,([^']+)'", sparkline(series))[0])
    line = ElementTree.fromstring(svg)[0].attrib["points"].split()
    places = [tuple(map(float, place.split(","))) for place in line]
    assert len(places) == len(series)
    assert all(0 <= x <= 96 and 0 <= y <= 24 for x, y in places)
    best, worst = max(series, key=lambda p: p.share), min(series, key=lambda p: p.share)
    assert places[series.index(best)][1] <= places[series.index(worst)][1]


def test_one_audit_is_no_series() -> None:
    assert sparkline([Point(1, 2)]) == ""
    assert sparkline([]) == ""

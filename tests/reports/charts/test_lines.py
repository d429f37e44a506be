from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fairwitness.reports.charts import Canvas, draw
from fairwitness.reports.charts.figure import text_width
from fairwitness.reports.charts.lines import At, Line, Plane, Rule, lines

PLANE = Plane(draw.scale([0.0, 1.0]), draw.scale([0.0, 1.0]), limit=(0.5, "limit 0.5"))


def texts(spec):
    """Every text with its place and alignment."""
    return [
        (value["t"], value["x"], value["y"], layer["mark"].get("align"))
        for layer in spec["layer"]
        if layer["mark"]["type"] == "text"
        for value in layer["data"]["values"]
    ]


def paths(spec):
    return [layer["data"]["values"] for layer in spec["layer"] if layer["mark"]["type"] == "line"]


@given(
    st.floats(0, 1),
    st.floats(0, 1),
    st.lists(st.floats(0, 1), min_size=1, max_size=5),
    st.sampled_from([Canvas(), Canvas(width=356, text=12), Canvas(width=580)]),
)
def test_no_two_labels_touch(declared, now, ends, canvas):
    given_ = [Line(f"Line {n}", (At(0, 0.2), At(1, end))) for n, end in enumerate(ends)]
    rules = [Rule(declared, f"declared {declared:.2f}"), Rule(now, f"now {now:.2f}")]
    spec = lines(given_, PLANE, canvas, rules)
    found = texts(spec)
    names = [one for one in found if one[0].startswith(("Line", "limit"))]
    heights = sorted(y for _, _, y, _ in names)
    assert all(b - a >= canvas.text for a, b in pairwise(heights))
    above = [one for one in found if one[0].startswith(("declared", "now"))]
    assert len({y for _, _, y, _ in above}) == 2
    for words, x, y, _ in above:
        assert y < 0
        assert x + text_width(words, canvas.text) / 2 <= spec["width"] + 1
        assert x - text_width(words, canvas.text) / 2 >= -1
    title = min(y for *_, y, _ in found)
    assert all(y > title for _, _, y, _ in above)


def test_a_line_is_broken_where_it_has_no_value_and_one_point_is_a_dot():
    line = Line("a", (At(0, 0.1), At(0.2, 0.2), At(0.4, None), At(0.6, 0.3), At(0.8, None)))
    spec = lines([line], PLANE, Canvas())
    assert [len(path) for path in paths(spec)] == [2]
    assert sum(layer["mark"]["type"] == "point" for layer in spec["layer"]) == 1


def test_a_line_keeps_the_order_of_its_points():
    line = Line("a", (At(0.9, 0.1), At(0.2, 0.2), At(0.5, 0.9)))
    spec = lines([line], PLANE, Canvas())
    places = [point["x"] for point in paths(spec)[0]]
    assert places[0] > places[2] > places[1]
    drawn = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "line")
    assert drawn["encoding"]["order"] is None


def test_a_band_is_drawn_where_both_of_its_ends_are_known():
    line = Line("a", (At(0, 0.1, 0.0, 0.2), At(1, 0.1, 0.0, 0.2)))
    bands = [layer for layer in lines([line], PLANE, Canvas())["layer"] if layer["mark"]["type"] == "area"]
    assert len(bands) == 1
    assert not [
        layer
        for layer in lines([Line("a", (At(0, 0.1), At(1, 0.1)))], PLANE, Canvas())["layer"]
        if layer["mark"]["type"] == "area"
    ]


def test_a_square_plane_is_square():
    spec = lines([Line("a", (At(0, 0), At(1, 1)))], Plane(PLANE.x, PLANE.y, square=True), Canvas(width=356))
    assert spec["width"] == spec["height"]

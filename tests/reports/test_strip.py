"""The strip draws the figures that stand beside it, and clips instead of leaving its box."""

import math
import re
from xml.etree.ElementTree import fromstring

import pytest
import records
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.reports.gates import gate_rows
from fairwitness.reports.strip import HEIGHT, PAD, WIDTH, scale_end, strip


def row(**over):
    return gate_rows(
        records.record((records.comparison("selection_rate", "race", "disparity", **over),), ())
    )[0]


def drawn(one, end=0.4):
    return fromstring(str(strip(one, end)))


def test_it_is_an_image_named_by_gap_interval_and_limit():
    found = drawn(row())
    assert found.get("role") == "img"
    assert found.get("aria-label") == row().detail
    assert "c-disparity" in found.get("class")


def test_places_follow_the_scale():
    found = drawn(row(value=0.2, low=0.1, high=0.3))
    inner = WIDTH - 2 * PAD
    assert float(found.find("circle").get("cx")) == pytest.approx(PAD + inner / 2, abs=0.1)
    line = found.find("rect[@class='own']")
    assert float(line.get("x")) == pytest.approx(PAD + inner / 4, abs=0.1)
    assert float(line.get("width")) == pytest.approx(inner / 2, abs=0.1)


def test_a_difference_is_inside_left_of_the_limit_and_a_ratio_right_of_it():
    left = drawn(row()).find("rect[@class='band']")
    right = drawn(row(kind="ratio", tolerance=0.8, value=0.5)).find("rect[@class='band']")
    assert float(left.get("x")) == PAD
    assert float(right.get("x")) + float(right.get("width")) == pytest.approx(WIDTH - PAD, abs=0.1)


def test_no_figure_no_mark():
    found = gate_rows(records.undefined())[0]
    assert drawn(found).find("circle") is None
    assert "no figure" in str(strip(found, 0.4))


def test_one_scale_holds_every_difference():
    assert scale_end(gate_rows(records.full())) == pytest.approx(0.52)
    assert scale_end(()) == 0.2
    assert scale_end([row(high=None)]) == 1


def test_names_from_the_data_are_escaped():
    text = str(strip(gate_rows(records.hostile())[0], 0.4))
    assert "<i>" not in text
    assert "&lt;i&gt;" in text


SHARES = st.floats(-1, 1)


@given(st.lists(SHARES, min_size=3, max_size=3), st.sampled_from(["difference", "ratio"]), st.floats(0, 1))
def test_nothing_leaves_the_box(ends, kind, limit):
    low, value, high = sorted(ends)
    found = str(strip(row(low=low, value=value, high=high, kind=kind, tolerance=limit), 0.3))
    for name, end in (("x", WIDTH), ("cx", WIDTH), ("y", HEIGHT), ("width", WIDTH), ("height", HEIGHT)):
        for number in re.findall(rf' {name}="([^"]+)"', found):
            assert math.isfinite(float(number))
            assert 0 <= float(number) <= end

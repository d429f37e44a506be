from itertools import pairwise

import pytest
import records

from fairwitness.reports.charts import Canvas, effect
from fairwitness.reports.charts.draw import Z95

NUMBER, TWO, TEXT = records.effects()


def layers(figure, kind):
    return [layer for layer in figure.vega["layer"] if layer["mark"]["type"] == kind]


def test_a_line_for_all_and_one_for_each_group_told_apart_by_dashes_and_names():
    figure = effect(NUMBER, Canvas())
    whole, first, second = layers(figure, "line")
    assert "strokeDash" not in whole["mark"]
    assert first["mark"]["strokeDash"] != second["mark"]["strokeDash"]
    assert [len(layer["data"]["values"]) for layer in (whole, first, second)] == [4, 2, 4]
    names = [v.get("t") for layer in layers(figure, "text") for v in layer["data"]["values"]]
    assert {"All", "A", "B"} <= set(names)
    assert "Broken lines: race" in figure.subtitle


def test_points_lie_where_their_values_are():
    figure = effect(NUMBER, Canvas())
    points = layers(figure, "line")[0]["data"]["values"]
    steps = [b["x"] - a["x"] for a, b in pairwise(points)]
    assert steps[1] / steps[0] == pytest.approx(3)
    assert steps[2] / steps[0] == pytest.approx(16)
    heights = [point["y"] for point in points]
    assert heights == sorted(heights, reverse=True)  # up is more
    assert (heights[0] - heights[1]) / (heights[1] - heights[2]) == pytest.approx(2)


def test_the_band_reaches_as_far_as_the_interval():
    figure = effect(NUMBER, Canvas())
    points = layers(figure, "line")[0]["data"]["values"]
    (band,) = layers(figure, "area")
    unit = (points[0]["y"] - points[1]["y"]) / 0.5
    for point, at, error in zip(points, band["data"]["values"], NUMBER.curves[0].errors, strict=True):
        assert at["y"] - at["y2"] == pytest.approx(2 * Z95 * error * unit)
        assert at["y2"] < point["y"] < at["y"]


def test_bars_below_show_by_their_area_where_the_rows_are():
    (rug,) = layers(effect(NUMBER, Canvas()), "rect")
    areas = [(v["x2"] - v["x"]) * (v["y2"] - v["y"]) for v in rug["data"]["values"]]
    assert areas[0] / areas[1] == pytest.approx(50 / 30, rel=0.05)
    assert areas[1] / areas[2] == pytest.approx(30 / 20, rel=0.05)


def test_two_values_and_names_are_bars_because_nothing_lies_between_them():
    for found, label in ((TWO, "0"), (TEXT, "F (70)")):
        figure = effect(found, Canvas())
        assert not layers(figure, "line")
        values = figure.vega["data"]["values"]
        assert values[0]["label"] == label
        assert values[0]["end"] == found.curves[0].values[0]
        assert values[0]["high"] == pytest.approx(values[0]["end"] + Z95 * 0.01)
        assert "lines are 95% intervals" in figure.subtitle


def test_the_table_has_every_point_and_says_where_a_group_has_none():
    table = effect(NUMBER, Canvas()).table
    assert table.columns == ("priors count", "All", "95% interval", "A", "B")
    assert table.rows[0] == ("0", "−0.500", "−0.598 to −0.402", "−0.600", "−0.400")
    assert table.rows[2][3] == "not estimable"


def test_rows_left_out_are_counted_in_words():
    assert "3 rows without a value left out" in effect(NUMBER, Canvas()).source


def test_names_of_lines_that_end_together_do_not_touch():
    same = NUMBER.curves[0]
    crowd = tuple(same.model_copy(update={"group": name}) for name in (None, "A", "B", "C"))
    figure = effect(NUMBER.model_copy(update={"curves": crowd}), Canvas())
    ends = sorted(
        v["y"]
        for layer in layers(figure, "text")
        for v in layer["data"]["values"]
        if v.get("t") in ("All", "A", "B", "C")
    )
    assert min(b - a for a, b in pairwise(ends)) > 13


def test_a_single_point_is_no_curve():
    one = NUMBER.curves[0].model_copy(update={"values": (None, 0.1, None, None)})
    assert effect(NUMBER.model_copy(update={"curves": (one,)}), Canvas()) is None


def test_partial_dependence_is_in_the_output_itself_with_thin_lines_for_single_rows():
    lines = ((0.1, 0.2, 0.3, 0.4), (0.5, 0.5, None, 0.9))
    found = NUMBER.model_copy(update={"kind": "partial_dependence", "lines": lines})
    figure = effect(found, Canvas())
    assert "Thin lines: 2 single rows." in figure.subtitle
    assert figure.subtitle.startswith("Partial dependence")
    assert "+" not in figure.title
    assert "cannot exist" in figure.source
    drawn = layers(figure, "line")
    assert [len(layer["data"]["values"]) for layer in drawn[:2]] == [4, 3]
    assert drawn[0]["mark"]["strokeWidth"] < drawn[2]["mark"]["strokeWidth"]
    heights = [point["y"] for layer in drawn for point in layer["data"]["values"]]
    assert min(heights) >= 0  # the highest single row lies within the plot
    assert figure.table.caption.startswith("Mean output along")

import pytest
import records

from fairwitness.reports.charts import Canvas, strips
from fairwitness.reports.charts.strips import SHAPES

FOUND = records.strips()


def marks(figure):
    return {
        layer["mark"]["shape"]: layer["data"]["values"]
        for layer in figure.vega["layer"]
        if layer["mark"]["type"] == "point" and "value" in layer["data"]["values"][0]
    }


def test_a_mark_for_each_bin_with_rows_in_a_shape_and_a_lane_of_its_level():
    found = marks(strips(FOUND, Canvas()))
    assert {shape: len(values) for shape, values in found.items()} == {
        SHAPES["high"]: 3,
        SHAPES["middle"]: 2,
        SHAPES["low"]: 2,
        SHAPES["neither"]: 3,
    }
    lanes = [found[SHAPES[level]][0]["y"] for level in ("high", "middle", "low")]
    assert lanes == sorted(lanes)
    assert len(set(lanes)) == 3
    assert len(set(SHAPES.values())) == 4


def test_marks_stand_in_the_middle_of_their_bin_and_their_area_is_the_rows():
    low = marks(strips(FOUND, Canvas()))[SHAPES["low"]]
    assert [mark["value"] for mark in low] == pytest.approx([-0.4, -0.2])
    assert low[0]["area"] / low[1]["area"] == pytest.approx(8 / 2)


def test_the_table_says_the_same_in_figures():
    rows = strips(FOUND, Canvas()).table.rows
    assert rows[0] == ("priors count", "low", "10", "−0.36", "−0.40 to −0.20")
    assert rows[-1][:3] == ("charge degree", "text or missing", "30")
    assert rows[-1][3] == "+0.03"


def test_the_legend_names_the_shapes_that_are_there():
    figure = strips(FOUND, Canvas())
    words = [v["t"] for layer in figure.vega["layer"] for v in layer["data"]["values"] if "t" in v]
    assert {"high value", "middle", "low", "text or missing"} <= set(words)
    numbers_only = FOUND.model_copy(update={"strips": FOUND.strips[:1]})
    words = [
        v["t"]
        for layer in strips(numbers_only, Canvas()).vega["layer"]
        for v in layer["data"]["values"]
        if "t" in v
    ]
    assert "text or missing" not in words


def test_it_stays_small_and_without_columns_there_is_none():
    assert len(str(strips(FOUND, Canvas()).vega)) < 8000
    assert strips(FOUND.model_copy(update={"strips": ()}), Canvas()) is None

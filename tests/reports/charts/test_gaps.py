import pytest
import records

from fairwitness.reports import format as fmt
from fairwitness.reports.charts import Canvas, gaps
from fairwitness.reports.charts.draw import SIGNS
from fairwitness.reports.tokens import LIGHT, VERDICT_WORDS, VERDICTS


def test_draws_declared_differences_only_in_their_order():
    record = records.full()
    declared = [c for c in record.comparisons if c.declared and c.kind == "difference"]
    figure = gaps(record.comparisons, Canvas())
    values = figure.vega["data"]["values"]
    assert [v["value"] for v in values] == [c.value for c in declared]
    assert [(v["low"], v["high"]) for v in values] == [(c.low, c.high) for c in declared]
    assert [v["word"] for v in values] == [VERDICT_WORDS[c.verdict] for c in declared]
    assert [v["colour"] for v in values] == [LIGHT.verdict(c.verdict) for c in declared]
    assert [row[3] for row in figure.table.rows] == [fmt.points(c.value) for c in declared]
    assert gaps(record.comparisons, Canvas(), "ratio") is None


def test_a_long_name_of_a_measure_leaves_room_for_the_attribute():
    first = records.full().comparisons[0].model_copy(update={"metric": "equalized_odds", "declared": True})
    rows = [first.model_copy(update={"attribute": name}) for name in ("Geschlecht", "Alter (Jahre)")]
    labels = [row["label"] for row in gaps(rows, Canvas()).vega["data"]["values"]]
    assert labels[0].endswith("…, Geschlecht")
    assert labels[1].endswith("…, Alter (Jahre)")


def test_a_gap_without_a_figure_is_no_zero():
    row = gaps(records.undefined().comparisons, Canvas()).vega["data"]["values"][0]
    assert row["value"] is row["low"] is row["high"] is None
    assert row["gap"] == "no figure"


def test_ratios_have_a_limit_below_one_and_may_be_open_ended():
    figure = gaps(records.ratio_gates().comparisons, Canvas(), "ratio")
    assert [row[3] for row in figure.table.rows] == ["0.55", "0.78", "not estimable"]
    assert [row[4] for row in figure.table.rows] == ["0.42 to 0.71", "0.60 or more", "0.00 to 1.00"]
    first = figure.vega["data"]["values"][0]
    assert (first["from"], first["to"]) == (0.8, 1.0)


def test_limits_that_differ_are_drawn_row_by_row():
    rows = [
        records.comparison("accuracy", "sex", "within", tolerance=t, value=0.01, low=0, high=0.04)
        for t in (0.05, 0.1)
    ]
    values = gaps(rows, Canvas()).vega["data"]["values"]
    assert [v["to"] for v in values] == [0.05, 0.1]


def test_every_row_fits_on_the_axis():
    figure = gaps(
        [records.comparison("accuracy", "sex", "disparity", value=0.97, low=0.9, high=1.0)], Canvas()
    )
    axis = figure.vega["layer"][1]["encoding"]["x"]
    low, high = axis["scale"]["domain"]
    assert low <= -0.1
    assert high >= 1
    assert 3 <= len(axis["axis"]["values"]) <= 7


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_has_a_sign(verdict):
    assert SIGNS[verdict].startswith("M")

import pytest
import records

from fairwitness.reports.charts import Canvas, gap_shares
from fairwitness.reports.charts.gap import MOST

GAP = records.gap()


def test_bars_are_the_shares_in_their_order_and_end_in_the_gap():
    figure = gap_shares(GAP, Canvas())
    values = figure.vega["data"]["values"]
    assert [v["end"] for v in values[:-1]] == [c.value for c in GAP.columns]
    assert sum(v["end"] for v in values[:-1]) == pytest.approx(values[-1]["end"])
    assert values[-1]["kind"] == "tick"
    assert (values[0]["low"], values[0]["high"]) == (GAP.columns[0].low, GAP.columns[0].high)
    assert [v["shown"] for v in values] == ["+15.0", "+5.0", "+3.0", "−2.0", "0.0", "+21.0"]


def test_proxies_and_sensitive_columns_are_named_in_words_on_any_width():
    for canvas in (Canvas(), Canvas(width=356, text=12)):
        labels = [v["label"] for v in gap_shares(GAP, canvas).vega["data"]["values"]]
        assert labels[0].endswith("(proxy)")
        assert labels[2].endswith("(sensitive)")


def test_what_is_not_drawn_is_one_bar_and_the_sum_stays():
    many = GAP.model_copy(
        update={"columns": tuple(c for _ in range(3) for c in GAP.columns), "value": 3 * GAP.value}
    )
    values = gap_shares(many, Canvas()).vega["data"]["values"]
    assert len(values) == MOST + 2
    assert values[-2]["label"] == "7 other columns"
    assert values[-2]["kind"] == "outline"
    assert sum(v["end"] for v in values[:-1]) == pytest.approx(many.value)


def test_the_table_has_every_column_and_the_gap():
    table = gap_shares(GAP, Canvas()).table
    assert table.rows[0] == ("priors count", "+15.0", "12.0 to 19.0", "0.64 (0.50 to 0.70)", "yes")
    assert ("days", "0.0", "−3.0 to 4.0", "not estimable", "no") in table.rows
    assert table.rows[-1][:3] == ("The gap", "+21.0", "10.0 to 32.0")


def test_numbers_are_in_their_own_unit():
    figure = gap_shares(records.gap(metric="mean_prediction"), Canvas())
    assert figure.table.rows[-1][1] == "+0.21"
    assert "the gap is 0.24." in figure.source
    assert "points" not in figure.table.caption


def test_without_columns_there_is_nothing_to_draw():
    assert gap_shares(GAP.model_copy(update={"columns": ()}), Canvas()) is None

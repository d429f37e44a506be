import records

from fairwitness.audits.record.schema import Performance
from fairwitness.reports.charts import Canvas, performance


def test_measures_have_their_intervals_and_undefined_ones_none():
    figure = performance(records.performance(), Canvas())
    values = figure.vega["data"]["values"]
    assert [v["shown"] for v in values] == ["65.4%", "62.6%", "not estimable"]
    assert values[2]["value"] is values[2]["low"] is None
    assert figure.title == records.performance().statement


def test_a_measure_beyond_one_beside_shares_is_written_and_not_drawn():
    e = records.estimate("root_mean_squared_error", None, None, 1, 2, value=17.3, low=16.0, high=18.0)
    measures = (*records.performance().measures, e)
    row = performance(Performance(measures=measures), Canvas()).vega["data"]["values"][-1]
    assert row["value"] is None
    assert row["shown"] == "17.3"


def test_numbers_have_a_scale_of_their_own():
    e = records.estimate("root_mean_squared_error", None, None, 1, 2, value=17.3, low=16.0, high=18.0)
    below = records.estimate("mean_error", None, None, 1, 2, value=-4.0, low=-5.0, high=-3.0)
    figure = performance(Performance(measures=(e, below)), Canvas())
    assert [row["value"] for row in figure.vega["data"]["values"]] == [17.3, -4.0]


def test_no_measures_no_chart():
    assert performance(Performance(), Canvas()) is None

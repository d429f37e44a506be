import pytest
import records

from fairwitness.reports import format as fmt
from fairwitness.reports.charts import Canvas, groups, static


def rates(record, metric="selection_rate", attribute="race"):
    return [e for e in record.estimates if (e.metric, e.attribute) == (metric, attribute)]


def test_judged_first_by_rate_then_the_others_then_unknown():
    record = records.full()
    figure = groups(rates(record), Canvas(), record.comparisons[0], ["unknown"])
    labels = [v["label"] for v in figure.vega["data"]["values"]]
    assert labels == ["Asian", "Hispanic", "Caucasian", "African-American", "Native American", "unknown"]
    assert [v["off"] for v in figure.vega["data"]["values"]] == [False] * 4 + [True] * 2
    assert figure.title == record.comparisons[0].statement


def test_the_twin_has_the_records_figures():
    record = records.full()
    table = groups(rates(record), Canvas()).table
    for row in table.rows:
        e = next(e for e in rates(record) if e.group == row[0])
        assert row[1:5] == (fmt.count(e.rows), fmt.count(e.n), fmt.count(e.successes), fmt.pct(e.value))


def test_the_band_lies_around_the_compared_group():
    record = records.full()
    figure = groups(rates(record, "false_positive_rate"), Canvas(), record.comparisons[1])
    band = figure.vega["layer"][0]["data"]["values"][0]
    value = next(e.value for e in rates(record, "false_positive_rate") if e.group == "Caucasian")
    assert (band["from"], band["value"], band["to"]) == pytest.approx((value - 0.1, value, value + 0.1))
    assert "within 10 points of Caucasian" in figure.subtitle


def test_a_rate_that_does_not_exist_is_named_and_not_drawn():
    values = groups(rates(records.full(), "false_positive_rate"), Canvas()).vega["data"]["values"]
    row = next(v for v in values if v["label"] == "unknown")
    assert row["value"] is None
    assert row["why"] == "not estimable"
    assert row["rate"] == ""


def test_groups_cut_to_the_same_label_stay_two_rows():
    record = records.many_groups(2, ("A very long name of a group that is cut in a label " * 2 + "{}").format)
    figure = groups(record.estimates, Canvas())
    values = figure.vega["data"]["values"]
    assert values[0]["label"] == values[1]["label"]
    assert [v["i"] for v in values] == [0, 1]
    assert figure.table.rows[0][0] != figure.table.rows[1][0]


@pytest.mark.parametrize("n", [1, 2, 20, 50, 80])
def test_any_number_of_groups_fits_a_page(n):
    figure = groups(records.many_groups(n).estimates, Canvas())
    assert figure.vega["height"] * 459 / 760 <= 620
    assert len(figure.vega["data"]["values"]) == min(n, 50)
    assert len(figure.table.rows) == n


def test_hostile_names_are_text_and_nothing_else():
    record = records.hostile()
    figure = groups(record.estimates, Canvas(), record.comparisons[0])
    svg = static.svg(figure.vega)
    assert "<script" not in svg
    assert "&lt;script" in svg
    assert "\u202e" not in svg
    assert "#read(" in svg


def test_nothing_gives_nothing():
    assert groups([], Canvas()) is None

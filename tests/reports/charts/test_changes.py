import pytest
from versions import comparison_of, gap_change

from fairwitness.reports.charts import Canvas, changes
from fairwitness.reports.tokens import LIGHT


def test_draws_the_change_of_each_gap_with_its_limits():
    found = comparison_of(gap_change(), gap_change("precision", outcome="no_change_shown", change=0.01))
    figure = changes(found, Canvas())
    one, two = figure.vega["data"]["values"]
    assert (one["end"], one["low"], one["high"]) == (0.12, 0.05, 0.19)
    assert (one["kind"], two["kind"]) == ("bar", "outline")
    assert one["colour"] == LIGHT.ink
    assert figure.title == "Of 2 compared gaps: worse in 1 and no change shown in 1."
    assert figure.table.rows[0][2:] == ("8.0", "20.0", "+12.0", "5.0 to 19.0", "Worse")
    assert changes(found, Canvas(), "ratio") is None


def test_a_ratio_is_drawn_in_its_own_unit():
    found = comparison_of(gap_change(kind="ratio", before=0.9, after=0.78))
    assert changes(found, Canvas()) is None
    figure = changes(found, Canvas(), "ratio")
    assert figure.table.rows[0][2:5] == ("0.90", "0.78", "+0.12")


@pytest.mark.parametrize("width", [760, 356])
def test_a_change_that_does_not_exist_is_no_zero(width):
    gone = gap_change(outcome="not_estimable", change=None, low=None, high=None, before=None)
    figure = changes(comparison_of(gone), Canvas(width=width))
    row = figure.vega["data"]["values"][0]
    assert row["end"] is row["low"] is None
    assert row["shown"] == "not estimable"
    assert "not estimable" in figure.alt
    assert "0.0" not in figure.table.rows[0][4]

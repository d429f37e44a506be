"""Do scores keep their word: panels by group, the diagonal, filled dots where it lies outside of the interval."""

import pytest

from fairwitness.audits.record.schema import GroupScores, ReliabilityBin, ScoreTable
from fairwitness.reports.charts import Canvas, reliability
from fairwitness.reports.charts.reliability import MOST_PANELS, table


def one_bin(score, share, low, high, n=50):
    return ReliabilityBin(
        low=0.2, high=0.3, n=n, mean_score=score, observed=share, observed_low=low, observed_high=high
    )


NOBODY = one_bin(None, None, None, None, n=0)


def group(name, *bins, unknown=False):
    return GroupScores(
        group=name, unknown=unknown, negatives=(1,), positives=(1,), unlabelled=(0,), reliability=bins
    )


def scores(*groups):
    return ScoreTable(attribute="sex", low=0, high=1, bins=1, groups=groups)


TWO = scores(
    group("women", one_bin(0.25, 0.5, 0.4, 0.6), one_bin(0.75, 0.7, 0.6, 0.8), NOBODY),
    group("men", one_bin(0.25, 0.25, 0.2, 0.3)),
    group("(unknown)", one_bin(0.25, 0.9, 0.8, 1.0), unknown=True),
    group("nobody", NOBODY),
)


def dots(figure):
    (layer,) = (one for one in figure.vega["layer"] if one["mark"].get("type") == "point")
    return layer["data"]["values"]


def test_what_is_off_the_diagonal_beyond_its_interval_is_filled_and_counted():
    figure = reliability(TWO, Canvas())
    assert figure.title.startswith("Scores by sex: in 1 of 3 bands of scores the mean score lies outside")
    theme = Canvas().theme
    assert [dot["fill"] for dot in dots(figure)] == [theme.accent, theme.bg, theme.bg]
    assert "women, mean score 0.250: 50.0%, 40.0 to 60.0, n 50" in figure.alt
    assert [row[0] for row in figure.table.rows] == ["women", "women", "men"]
    assert figure.table == table(TWO)


@pytest.mark.parametrize("canvas", [Canvas(), Canvas(width=352, text=12)])
def test_a_point_on_the_diagonal_is_drawn_on_it(canvas):
    figure = reliability(
        scores(group("a", one_bin(0.5, 0.5, 0.0, 1.0)), group("b", one_bin(1, 1, 0.9, 1))), canvas
    )
    first, second = dots(figure)
    left, top, side = first["x"] - (first["y"] - first["y2"]) / 2, first["y2"], first["y"] - first["y2"]
    assert (first["x"] - left, first["at"] - top) == (pytest.approx(side / 2), pytest.approx(side / 2))
    assert second["at"] == pytest.approx(top)
    assert second["x"] == pytest.approx(figure.vega["width"])


def test_of_many_groups_the_first_are_drawn_and_all_are_told():
    many = scores(*(group(f"group {n}", one_bin(0.25, 0.25, 0.2, 0.3)) for n in range(20)))
    figure = reliability(many, Canvas())
    assert len(dots(figure)) == MOST_PANELS
    assert f"The first {MOST_PANELS} of 20 groups" in figure.subtitle
    assert len(figure.table.rows) == 20
    assert "group 19" in figure.alt


@pytest.mark.parametrize("found", [scores(group("a")), scores(group("a", NOBODY)), scores()])
def test_without_a_promise_or_an_outcome_there_is_no_chart(found):
    assert reliability(found, Canvas()) is None
    assert table(found).rows == ()

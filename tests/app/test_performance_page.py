"""The page of performance: by group beside everybody, ranking and calibration, each with its table."""

from __future__ import annotations

import re

import pytest
import records
from test_pages import app, sane

from fairwitness.app.pages.performance import NO_SCORES
from fairwitness.reports import by_group


def test_scores_bring_ranking_and_calibration(keep) -> None:
    keep(records.scored())
    found = app("performance", audit="kept")
    said = sane(found)
    assert [one.value for one in found.header] == [
        "Outcome and decision",
        "By group, beside everybody",
        "Every threshold of the score",
        "Do scores keep their word?",
    ]
    assert "Scores of everybody: in " in said
    assert "Scores by sex: in " in said
    assert said.count("<caption><span>At every edge of the bins, by sex.</span></caption>") == 2
    assert {"csv-confusion", "csv-performance-groups"} <= {one.key for one in found.get("download_button")}


def test_every_measure_explains_itself(keep) -> None:
    keep(records.scored())
    said = sane(app("performance", audit="kept"))
    assert re.search(r'<button class="term"[^>]*>Positives found</button>', said)
    assert "Among people whose outcome is positive" in said
    assert "recall" not in said
    assert "bins the" not in said


def test_every_measure_can_be_chosen(keep) -> None:
    keep(records.scored())
    found = app("performance", audit="kept")
    for metric in by_group.performance_metrics(records.scored(), "sex"):
        found.selectbox(key="performance-metric").set_value(metric).run()
        assert "everybody" in sane(found)


def test_without_scores_a_sentence_says_so(keep) -> None:
    keep(records.full())
    assert NO_SCORES.split(":")[0] in sane(app("performance", audit="kept"))


@pytest.mark.parametrize("made", [records.several_labels, records.numbers])
def test_several_labels_and_numbers_have_no_ranking(keep, made) -> None:
    keep(made())
    found = app("performance", audit="kept")
    sane(found)
    assert "Every threshold of the score" not in [one.value for one in found.header]

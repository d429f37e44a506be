"""The page of fairness: what is asked stands in the address, and the threshold moves every figure."""

from __future__ import annotations

import csv
import io

import pytest
import records
from streamlit.testing.v1 import AppTest
from test_pages import app, go, sane
from test_thresholds import stored
from tests.audits.thresholds.people import plan_of

from fairwitness.app import thresholds
from fairwitness.app.views.explorer import _file
from fairwitness.audits.record import Record
from fairwitness.audits.thresholds import Explorer


@pytest.fixture
def record() -> Record:
    plan = plan_of(0.5, {"sensitive": ["sex", "race"], "intersections": []}, gates=[{"limit": 0.2}])
    return stored(plan, rows=500)


def opened(record: Record, **query: str) -> AppTest:
    """The page once its scores are sorted."""
    thresholds.ready("a", record.hash).result(60)
    return app("fairness", audit="a", **query)


def explorer(record: Record) -> Explorer:
    return thresholds.ready("a", record.hash).result(60)


def headers(found: AppTest) -> list[str]:
    return [one.value for one in found.header]


def test_it_begins_at_the_declared_threshold_with_the_figures_of_the_record(record: Record) -> None:
    found = opened(record)
    said = sane(found)
    assert found.slider(key="threshold-slider").value == 0.5
    assert "This is the declared threshold, 0.50: the figures are those of the record." in said
    assert "changes nothing in the record" in said
    assert found.query_params["threshold"] == "0.50"


def test_the_slider_moves_number_figures_and_address_and_the_button_brings_all_back(record: Record) -> None:
    found = opened(record)
    found.slider(key="threshold-slider").set_value(0.3).run()
    said = sane(found)
    assert found.number_input(key="threshold-number").value == 0.3
    assert found.query_params["threshold"] == "0.30"
    assert "At 0.30, " in said
    assert 'aria-live="polite"' in said
    there = explorer(record).at(0.3).one(explorer(record).question("selection_rate", "sex"))
    assert there.statement.split(".")[0] in said
    found.number_input(key="threshold-number").set_value(0.4375).run()
    assert found.slider(key="threshold-slider").value == 0.4375
    assert found.query_params["threshold"] == "0.4375"
    found.button(key="threshold-back").click().run()
    assert found.slider(key="threshold-slider").value == 0.5
    assert "This is the declared threshold" in sane(found)


def test_an_address_opens_the_view_that_was_sent(record: Record) -> None:
    found = opened(record, attribute="race", metric="true_positive_rate", threshold="0.35")
    sane(found)
    assert found.selectbox(key="fairness-attribute").value == "race"
    assert found.selectbox(key="fairness-metric").value == "true_positive_rate"
    assert found.slider(key="threshold-slider").value == 0.35


def test_a_wrong_address_is_a_sentence_until_something_is_chosen(record: Record) -> None:
    found = opened(record, attribute="rice", metric="selection_rat", threshold="high")
    said = sane(found)
    assert "Did you mean &#x27;race&#x27;?" in said
    assert "Did you mean &#x27;selection_rate&#x27;?" in said
    assert "The threshold must be a number from 0.00 to 1.00. Got &#x27;high&#x27; instead" in said
    assert found.slider(key="threshold-slider").value == 0.5
    found.selectbox(key="fairness-attribute").select("race").run()
    found.slider(key="threshold-slider").set_value(0.4).run()
    said = sane(found)
    assert "rice" not in said
    assert "&#x27;high&#x27;" not in said
    assert "Did you mean &#x27;selection_rate&#x27;?" in said


def test_a_metric_that_was_not_declared_is_offered_and_marked(record: Record) -> None:
    found = opened(record, metric="negative_predictive_value")
    said = sane(found)
    options = found.selectbox(key="fairness-metric").options
    assert any(
        one.startswith("Negative prediction is right") and one.endswith("not declared") for one in options
    )
    assert any(one.endswith("declared limit") for one in options)
    assert "shown, not judged" in said
    assert "No limit was declared for this: a lead to follow." in said


def test_two_attributes_that_the_plan_does_not_cross_are_crossed_from_the_stored_rows(record: Record) -> None:
    found = opened(record)
    assert "Where two attributes cross" in headers(found)
    assert "Computed now, from the stored rows" in sane(found)
    assert found.selectbox(key="cross-second-sex").value == "race"


def test_a_browser_that_is_a_round_behind_sets_no_slider_back(record: Record) -> None:
    found = opened(record)
    found.slider(key="threshold-slider").set_value(0.51).run()
    for at in (0.52, 0.53):  # two more presses, each sent before the number of the one before has arrived
        found.slider(key="threshold-slider").set_value(at)
        found.number_input(key="threshold-number").set_value(at - 0.02).run()
        assert found.number_input(key="threshold-number").value == at
        slider = found.slider(key="threshold-slider")
        assert slider.value == at
        assert not slider.proto.set_value, "to write it would undo a press that is on its way"
    found.number_input(key="threshold-number").set_value(0.6).run()
    assert found.slider(key="threshold-slider").value == 0.6


def test_a_figure_that_no_threshold_moves_says_so(record: Record) -> None:
    said = sane(opened(record, metric="mean_score"))
    assert "it is no rate of decisions" in said
    assert "Every declared limit" in said


def test_scores_that_are_not_sorted_yet_are_waited_for_without_blocking(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    from concurrent.futures import Future

    monkeypatch.setattr(thresholds, "ready", lambda *_: Future())
    assert "Loading the scores" in sane(app("fairness", audit="a"))


def test_what_cannot_be_loaded_is_a_sentence_and_a_button(record: Record) -> None:
    from fairwitness.app import store

    (store.folder("a") / "inputs" / "people.csv").unlink()
    thresholds.ready("a", record.hash).exception(60)
    found = app("fairness", audit="a")
    assert "Other thresholds cannot be looked at." in sane(found)
    assert found.button(key="threshold-again").label == "Try again"


def test_an_audit_of_decisions_alone_says_that_there_is_no_threshold(keep) -> None:
    keep(records.no_target())
    found = app("fairness", audit="kept")
    sane(found)
    assert "What if the threshold moved?" in headers(found)


def test_another_audit_begins_at_its_own_threshold(record: Record) -> None:
    found = opened(record)
    found.slider(key="threshold-slider").set_value(0.8).run()
    other = stored(plan_of(0.3, {"sensitive": ["sex"], "intersections": []}, gates=[]), audit="b")
    thresholds.ready("b", other.hash).result(60)
    found.query_params.clear()
    go(found, "fairness", audit="b")
    assert found.slider(key="threshold-slider").value == 0.3


def test_the_file_holds_every_rate_and_gap(record: Record) -> None:
    now = explorer(record).at(0.3)
    rows = list(csv.DictReader(io.StringIO(_file(now, 0.3))))
    assert {row["threshold"] for row in rows} == {"0.3"}
    assert len(rows) == len(now.estimates) + len(now.declared) + len(now.exploratory)


def test_where_the_rows_were_counted_the_nearest_threshold_that_is_known_is_shown(keep) -> None:
    found_record = stored(plan_of(0.4567, data={"engine": "duckdb"}), audit="counted", steps=997)
    thresholds.ready("counted", found_record.hash).result(60)
    found = app("fairness", audit="counted")
    said = sane(found)
    assert "counted where they lie, at every 0.005 of the score and at the declared 0.4567." in said
    assert "This is the declared threshold, 0.4567" in said
    found.number_input(key="threshold-number").set_value(0.4412).run()
    said = sane(found)
    assert "What holds at 0.4412 is not known: the nearest, 0.440, is shown." in said
    assert "At 0.440, " in said
    assert found.query_params["threshold"] == "0.440"
    found.slider(key="threshold-slider").set_value(0.3).run()
    assert "is not known" not in sane(found)

from itertools import pairwise

import pytest
import records

from fairwitness.reports.charts import Canvas, importance, lime, waterfall
from fairwitness.reports.charts.explanation import STEPS

FOUND = records.explanations()
SHAP, LIME = FOUND.cases


def test_importance_is_sorted_and_marks_sensitive_columns_in_words():
    figure = importance(FOUND.importance, Canvas())
    values = figure.vega["data"]["values"]
    assert [v["end"] for v in values] == sorted((f.value for f in FOUND.importance.features), reverse=True)
    assert [v["label"] for v in values if "sensitive" in v["label"]] == ["race (sensitive)"]
    assert "race is sensitive" in figure.title
    assert ("race", "yes", "0.120", "0.0060") in figure.table.rows


def test_a_column_without_a_standard_error_has_no_interval():
    last = importance(FOUND.importance, Canvas()).vega["data"]["values"][-1]
    assert last["low"] is last["high"] is None


def test_the_waterfall_runs_from_the_base_value_to_the_output():
    values = waterfall(SHAP, Canvas()).vega["data"]["values"]
    assert values[0]["end"] == SHAP.base_value
    assert values[-1]["end"] == SHAP.output
    for before, after in pairwise(values[1:-1]):
        assert after["start"] == pytest.approx(before["end"])
    assert [v["shown"] for v in values[1:-1]] == ["+0.58", "+0.44", "+0.12", "−0.06", "+0.03"]


def test_many_contributions_end_in_the_rest_together():
    many = SHAP.model_copy(update={"contributions": SHAP.contributions * 4, "output": 9.0})
    values = waterfall(many, Canvas()).vega["data"]["values"]
    assert len(values) == STEPS + 3
    assert values[-2]["label"] == "8 others together"
    assert values[-2]["end"] == 9.0


def test_lime_shows_conditions_and_fidelity():
    figure = lime(LIME, Canvas())
    assert "83% of the variance" in figure.subtitle
    assert figure.vega["data"]["values"][0]["label"] == "priors_count <= 7"
    assert figure.table.rows[0] == ("priors count", "7", "priors_count <= 7", "+0.19")


def test_a_case_without_contributions_has_no_chart():
    empty = SHAP.model_copy(update={"contributions": ()})
    assert waterfall(empty, Canvas()) is None
    assert lime(empty, Canvas()) is None

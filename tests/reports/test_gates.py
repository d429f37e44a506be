"""Gates meet their comparisons, and say gap, interval and limit in one set of words."""

import pytest
import records

from fairwitness.reports.gates import gate_rows


def test_each_gate_has_the_comparison_it_was_held_against():
    for row in gate_rows(records.full()):
        assert (row.comparison.metric, row.comparison.attribute) == (row.gate.metric, row.gate.attribute)
        assert row.comparison.declared


def test_disparity_comes_first_and_within_last():
    found = [row.gate.verdict for row in gate_rows(records.full())]
    assert found == ["disparity", "disparity", "inconclusive", "not_estimable", "within"]


def test_two_limits_on_one_measure_keep_their_own_comparison():
    rows = tuple(
        records.comparison("selection_rate", "race", "within", tolerance=t, value=t / 2) for t in (0.1, 0.2)
    )
    assert [row.gap for row in gate_rows(records.record(rows, ()))] == ["5.0 points", "10.0 points"]


def test_a_difference_in_words():
    row = gate_rows(records.full())[1]
    assert row.detail == (
        "Negatives taken for positive by race (false_positive_rate). Gap 21.4 points, "
        "simultaneous 95% interval 17.5 to 25.2; limit: at most 10 points."
    )


def test_a_ratio_has_no_unit_and_a_least_limit():
    row = gate_rows(records.ratio_gates())[0]
    assert (row.gap, row.interval, row.limit) == ("0.55", "0.42 to 0.71", "at least 0.8")
    assert "Ratio 0.55" in row.detail


def test_what_does_not_exist_is_no_number():
    row = gate_rows(records.undefined())[0]
    assert (row.gap, row.interval) == ("no figure", "none")
    assert row.detail.endswith("Limit: at most 10 points.")


def test_a_gate_without_a_comparison_is_still_listed():
    record = records.full().model_copy(update={"comparisons": ()})
    assert {row.gap for row in gate_rows(record)} == {"no figure"}


def test_a_muted_gate_says_so():
    record = records.full()
    muted = tuple(gate.model_copy(update={"outcome": "muted"}) for gate in record.gates)
    assert gate_rows(record.model_copy(update={"gates": muted}))[0].word == "Disparity, muted"


@pytest.mark.parametrize(
    ("kind", "value", "gap", "interval", "words"),
    [
        (
            "at_least",
            0.42,
            "0.420",
            "0.400 to 0.440",
            "Lowest mean 0.420, simultaneous interval 0.400 to 0.440;",
        ),
        ("difference", 0.42, "0.420", "0.400 to 0.440", "Gap 0.420, simultaneous interval 0.400 to 0.440;"),
        ("at_least", None, "no figure", "none", "Limit: at least 0.5."),
    ],
)
def test_a_limit_on_explanations_has_its_own_figure(kind, value, gap, interval, words):
    gate = (
        records.full()
        .gates[0]
        .model_copy(
            update={
                "metric": "explanation_fidelity",
                "kind": kind,
                "limit": 0.5,
                "value": value,
                **{
                    end: None if value is None else value + by for end, by in (("low", -0.02), ("high", 0.02))
                },
            }
        )
    )
    (row,) = gate_rows(records.full().model_copy(update={"gates": (gate,)}))
    assert (row.gap, row.interval) == (gap, interval)
    assert words in row.detail

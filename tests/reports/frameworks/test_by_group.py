"""What is held about groups where a framework names no categories of its own."""

import records

from fairwitness.audits.record.schema import CheckRun
from fairwitness.reports.frameworks import by_group
from fairwitness.reports.frameworks.evidence import EVALUATORS, look

RATES = tuple(
    records.estimate(metric, "sex", group, 30, 100)
    for metric in ("true_positive_rate", "false_positive_rate", "accuracy", "base_rate", "selection_rate")
    for group in ("f", "m")
)
RECORD = records.record((), RATES)


def test_rates_of_every_group_are_held_with_their_place():
    found = by_group.errors(RECORD)
    assert found.extent == "full"
    assert found.where == "estimates: false_positive_rate, true_positive_rate by 'sex'."
    assert by_group.outcomes(RECORD).extent == by_group.performance(RECORD).extent == "full"


def test_one_of_two_errors_is_part():
    found = by_group.errors(records.record((), RATES[:2]))
    assert found.extent == "part"
    assert "By 'sex' there is no 'false_positive_rate'." in found.where


def test_a_group_without_a_figure_is_part_and_named():
    empty = records.estimate("selection_rate", "sex", "x", 0, 0)
    found = by_group.selection_rates(records.record((), (*RATES, empty)))
    assert found.extent == "part"
    assert "No figure exists for 'x' of 'sex'." in found.where


def test_an_attribute_without_rates_is_part():
    other = records.estimate("base_rate", "race", "a", 5, 10)
    found = by_group.errors(records.record((), (*RATES, other)))
    assert found.extent == "part"
    assert "By 'race' there is no 'false_positive_rate' and 'true_positive_rate'." in found.where


def test_nothing_measured_is_none():
    empty = records.record((), ())
    for key in EVALUATORS:
        if key.startswith("fairness."):
            assert look(key, empty, ()).extent == "none", key


def test_labels_of_several_are_rates_too():
    labelled = tuple(one.model_copy(update={"metric": f"{one.metric}[cat]"}) for one in RATES)
    assert by_group.errors(records.record((), labelled)).extent == "full"


def test_missing_values_are_compared_or_not():
    ran = (CheckRun(code="DATA002", title="Missing", outcome="ran"),)
    assert by_group.completeness(RECORD).extent == "part"
    found = by_group.completeness(RECORD.model_copy(update={"checks": ran}))
    assert found.extent == "full"
    assert "0 by 'sex'" in found.where


def test_comparisons_have_intervals_and_p_values():
    full = records.full()
    assert by_group.intervals(full).extent in ("full", "part")
    bare = tuple(one.model_copy(update={"p_value": None}) for one in full.comparisons)
    assert (
        by_group.tests(full.model_copy(update={"comparisons": bare})).where == "No comparison has a p-value."
    )


def test_proxies_come_from_explained_gaps():
    assert by_group.proxies(RECORD).extent == "none"
    assert "by 'race'" in by_group.proxies(records.full()).where

"""People and selected are read from the record's tables, or from estimates that count them."""

import pytest
import records
from samples import RACE, SEX, UNKNOWN, hiring

from fairwitness.reports.frameworks.impact import rates, tally, weighted


def first(content):
    return content, content.subject.attributes[0]


def test_people_and_selected_come_from_the_estimates_of_a_record_without_tables():
    assert tally(*first(hiring({"race": RACE}))) == {group: (n, k) for group, (k, n) in RACE.items()}


def test_the_unknown_are_left_out():
    content = hiring({"sex": {**SEX, UNKNOWN: (10, 10)}})
    assert tally(*first(content)) == {"Male": (1390, 667), "Female": (1181, 555)}
    assert [one.group for one in rates(*first(content))] == ["Male", "Female"]


def test_a_group_of_nobody_is_kept():
    assert tally(*first(hiring({"sex": {"Female": (0, 0), "Male": (3, 20)}}))) == {
        "Female": (0, 0),
        "Male": (20, 3),
    }


def test_the_table_counts_people_where_rates_are_weighted():
    content = hiring({"sex": SEX})
    plain = content.estimates
    other = tuple(one.model_copy(update={"value": 0.9, "successes": None}) for one in plain)
    content = content.model_copy(update={"estimates": other})
    assert weighted(*first(content))
    assert tally(*first(content)) == {}
    counted = {"Male": (1390, 667), "Female": (1181, 555)}
    content = content.model_copy(update={"impact": (records.impact("sex", counted),)})
    assert tally(*first(content)) == counted
    assert not weighted(*first(content.model_copy(update={"estimates": plain})))


@pytest.mark.parametrize("impact", [(), (records.impact("race", {"A": (40, 30)}),)])
def test_figures_of_another_attribute_are_not_mixed_in(impact):
    content = hiring({"sex": {"A": (1, 40)}, "race": {"A": (30, 40)}}).model_copy(update={"impact": impact})
    assert tally(*first(content)) == {"A": (40, 1)}
    assert [one.value for one in rates(*first(content))] == [1 / 40]

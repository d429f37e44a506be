"""The law's own example, and what must hold for any counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import RACE, SEX, UNKNOWN, hiring

from fairwitness.reports.frameworks.impact import impact_ratios, rates, under_two_percent


def ratios(counts):
    content = hiring({"sex": counts})
    return impact_ratios(content, content.subject.attributes[0])


def test_ratios_of_the_rule_s_example_by_sex():
    assert ratios(SEX) == pytest.approx({"Male": 1, "Female": 0.9793}, abs=5e-5)


def test_ratios_of_the_rule_s_example_by_race():
    published = {"Hispanic or Latino": 0.97, "White": 1, "Black or African American": 0.84,
                 "Native Hawaiian or Pacific Islander": 0.85, "Asian": 0.95,
                 "Native American or Alaska Native": 0.85, "Two or More Races": 0.87}  # fmt: skip
    assert {group: round(value, 2) for group, value in ratios(RACE).items()} == published


def test_rates_are_not_rounded_before_they_are_divided():
    assert ratios({"A": (1, 3), "B": (333, 1000)})["B"] == pytest.approx(0.999)


def test_people_of_unknown_category_are_left_out_even_with_the_highest_rate():
    found = ratios({"Female": (5, 10), "Male": (4, 10), UNKNOWN: (10, 10)})
    assert found == {"Female": 1.0, "Male": pytest.approx(0.8)}


def test_a_small_category_counts_and_may_be_the_highest():
    assert ratios({"Female": (50, 100), "Male": (2, 2)})["Female"] == pytest.approx(0.5)


def test_no_ratio_exists_where_nobody_was_selected():
    assert ratios({"Female": (0, 10), "Male": (0, 20)}) == {}


def test_a_category_without_a_rate_has_no_ratio():
    assert ratios({"Female": (0, 0), "Male": (3, 20)}) == {"Male": 1.0}


@pytest.mark.parametrize(("rows", "small"), [(100, ()), (101, ("A",))])
def test_two_percent_itself_is_not_under_two_percent(rows, small):
    content = hiring({"sex": {"A": (1, 2), "B": (50, 98)}})
    assert under_two_percent(content.subject.attributes[0], rows=rows) == small


@given(
    st.dictionaries(
        st.text("abcdefgh", min_size=1, max_size=5),
        st.tuples(st.integers(0, 50), st.integers(50, 90)),
        min_size=1,
        max_size=8,
    )
)
def test_the_highest_ratio_is_one_and_order_follows_the_rates(counts):
    found = ratios(counts)
    if not found:
        assert all(selected == 0 for selected, _ in counts.values())
        return
    assert max(found.values()) == 1
    assert all(0 <= value <= 1 for value in found.values())
    by_rate = sorted(counts, key=lambda group: counts[group][0] / counts[group][1])
    assert [found[group] for group in by_rate] == sorted(found.values())


def test_rates_of_another_attribute_are_not_mixed_in():
    content = hiring({"sex": {"A": (1, 40)}, "race": {"A": (30, 40)}})
    assert [one.value for one in rates(content, content.subject.attributes[0])] == [1 / 40]

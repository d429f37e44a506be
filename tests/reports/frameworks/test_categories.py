"""Which attribute is which grouping: by name, and by the names of its groups."""

import pytest
from samples import RACE, SEX, UNKNOWN, hiring

from fairwitness.audits.record.schema import AttributeFacts, Group
from fairwitness.reports.frameworks import read_framework
from fairwitness.reports.frameworks.categories import crossing, listed, match

GROUPINGS = read_framework("nyc_ll144").groupings


def found(attributes):
    return match(hiring(attributes), GROUPINGS)


@pytest.mark.parametrize("name", ["sex", "Gender", "applicant_sex", "ApplicantGender"])
def test_sex_is_known_by_its_name(name):
    sex, _ = found({name: SEX})
    assert sex.full
    assert sex.attribute.name == name


@pytest.mark.parametrize("name", ["race", "Ethnicity", "race/ethnicity", "ethnic_group"])
def test_race_is_known_by_its_name(name):
    assert found({name: RACE})[1].full


def test_an_attribute_is_known_by_its_column_too():
    facts = AttributeFacts(
        name="Group", columns=("gender",), edges=None, groups=(Group(name="Women", rows=3, unknown=False),)
    )
    content = hiring()
    content = content.model_copy(
        update={"subject": content.subject.model_copy(update={"attributes": (facts,)})}
    )
    assert match(content, GROUPINGS)[0].full


@pytest.mark.parametrize("name", ["sexism_score_band", "essex", "bracelet", "embrace"])
def test_a_word_within_a_word_is_no_hint(name):
    assert all(one.attribute is None for one in found({name: SEX}))


def test_one_category_against_all_others_is_said_and_does_not_count():
    _, race = found({"black": {"0": (1, 40), "1": (1, 40)}})
    assert not race.full
    assert race.near == ("black",)
    assert "'black' sets one category against all others" in race.caveat()


@pytest.mark.parametrize("group", ["Other", "0", "Non-White", "not Asian", "Caucasoid"])
def test_a_group_that_is_no_category_is_named(group):
    _, race = found({"race": {"White": (1, 40), group: (1, 40)}})
    assert race.strange == (group,)
    assert f"'{group}'" in race.caveat()


@pytest.mark.parametrize(
    "group",
    [
        "White (Not Hispanic or Latino)",
        "African-American",
        "Native American",
        "two or more races",
        "Hispanic",
    ],
)
def test_common_names_of_categories_are_known(group):
    assert found({"race": {group: (1, 40)}})[1].full


def test_male_is_not_read_into_female():
    assert found({"sex": {"Female": (1, 40), "Woman": (1, 40), "M": (1, 40)}})[0].full


def test_the_unknown_group_is_no_strange_group():
    assert found({"sex": {**SEX, UNKNOWN: (1, 9)}})[0].full


def test_the_better_named_attribute_wins():
    sex, _ = found({"gender of manager": {"1": (1, 40), "2": (1, 40)}, "gender": SEX})
    assert sex.attribute.name == "gender"


def test_crossing_needs_both_attributes():
    both = hiring()
    assert crossing(both, match(both, GROUPINGS)).name == "race & sex"
    one = hiring({"sex": SEX, "sex & age": SEX})
    assert crossing(one, match(one, GROUPINGS)) is None


def test_listed_reads_as_a_sentence():
    assert [listed(names) for names in (["a"], ["a", "b"], ["a", "b", "c"])] == [
        "'a'",
        "'a' and 'b'",
        "'a', 'b' and 'c'",
    ]

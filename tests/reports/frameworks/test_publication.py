"""A record's groups become the rule's categories, or the table is refused and the sentence says what to do."""

import pytest
import records
from samples import RACE, SEX, UNKNOWN, hiring

from fairwitness.errors import ReportError
from fairwitness.reports.frameworks.publication import publication


def crossed(race, sex, counts=(3, 10), *, sex_first=False):
    return {f"{s} & {r}" if sex_first else f"{r} & {s}": counts for r in race for s in sex}


def full(**over):
    attributes = {"sex": SEX, "race": RACE, "race & sex": crossed(RACE, SEX)}
    return hiring({**attributes, **over})


def by_category(content):
    return {(line.grouping, line.category): line for line in publication(content).lines}


def test_the_rule_s_example_by_way_of_a_record():
    lines = by_category(full())
    assert lines["sex", "Female"].chosen == 555
    assert round(float(lines["sex", "Female"].impact_ratio), 4) == 0.9793
    assert round(float(lines["race or ethnicity", "Black or African American"].impact_ratio), 4) == 0.8432
    assert len(lines) == 23


@pytest.mark.parametrize("sex_first", [False, True])
def test_names_of_the_data_become_categories_whichever_is_crossed_first(sex_first):
    race, sex = {"black": (10, 20), "asian": (5, 20)}, {"f": (4, 20), "m": (11, 20)}
    name = "gender & ethnicity" if sex_first else "ethnicity & gender"
    cells = crossed(race, sex, sex_first=sex_first)
    cells["m & black" if sex_first else "black & m"] = (9, 12)
    lines = by_category(hiring({"gender": sex, "ethnicity": race, name: cells}))
    assert lines["race or ethnicity", "Black or African American"].chosen == 10
    assert lines["sex and race or ethnicity", "Male & Black or African American"].applicants == 12
    assert lines["sex and race or ethnicity", "Female & White"].applicants == 0


def test_groups_of_one_category_are_counted_together():
    race = {"Black": (10, 20), "African American": (5, 30), "White": (30, 40)}
    lines = by_category(full(race=race, **{"race & sex": crossed(race, SEX)}))
    one = lines["race or ethnicity", "Black or African American"]
    assert (one.applicants, one.chosen) == (50, 15)
    assert lines["sex and race or ethnicity", "Male & Black or African American"].applicants == 20


def test_the_unknown_of_each_grouping_are_counted():
    content = full(sex={**SEX, UNKNOWN: (2, 5)}, **{"race & sex": {**crossed(RACE, SEX), UNKNOWN: (2, 9)}})
    assert dict(publication(content).unknown) == {
        "sex": 5,
        "race or ethnicity": 0,
        "sex and race or ethnicity": 9,
    }


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ({"race": RACE}, "needs an attribute that is sex. No audited attribute is known to be sex"),
        ({"sex": SEX, "black": {"yes": (1, 2)}}, "race or ethnicity.*'black' sets one category against all"),
        ({"sex": SEX, "race": RACE}, r"crossed .* `intersections: \[\[sex, race\]\]`"),
        (
            {"sex": {**SEX, "other": (1, 2)}, "race": RACE},
            "Got 'other' too. Name them in the plan's `groups`",
        ),
    ],
)
def test_what_cannot_be_published_is_refused(attributes, message):
    with pytest.raises(ReportError, match=message):
        publication(hiring(attributes))


def test_without_counts_there_is_no_table():
    content = full().model_copy(update={"estimates": ()})
    with pytest.raises(ReportError, match="LAW001"):
        publication(content)


def left_out(*groups):
    """Impact tables in which these groups of race are left out."""
    race = {**RACE, "American Indian": (1, 9)}
    content = full(race=race, **{"race & sex": crossed(race, SEX)})
    counts = {group: (n, k) for group, (k, n) in race.items()}
    table = records.impact("race", counts)
    rows = [
        row.model_copy(update={"left_out": "few", "impact_ratio": None}) if row.group in groups else row
        for row in table.rows
    ]
    return content.model_copy(update={"impact": (table.model_copy(update={"rows": tuple(rows)}),)})


def test_a_category_is_left_out_when_all_its_groups_are():
    small = "Native American or Alaska Native"
    line = by_category(left_out(small, "American Indian"))["race or ethnicity", small]
    assert (line.applicants, line.chosen, line.impact_ratio, line.left_out) == (50, 19, None, "few")
    with pytest.raises(ReportError, match="must be left out together"):
        publication(left_out(small))
    with pytest.raises(ReportError, match="under 2% of the people"):
        publication(left_out("White"))


def test_a_record_whose_crossed_groups_are_of_no_attribute_is_refused():
    content = full(**{"race & sex": {**crossed(RACE, SEX), "nobody & nothing": (3, 10)}})
    with pytest.raises(ReportError, match="'nobody & nothing' is none"):
        publication(content)

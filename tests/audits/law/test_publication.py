"""The table to be published has every category, the unknown, and what was left out with the reason."""

from __future__ import annotations

from fractions import Fraction

import pytest

from fairwitness.audits.law.nyc_ll144 import RACES, SEXES, intersectional
from fairwitness.audits.law.publication import NAMES, Grouping, PublicationTable, publication_table
from fairwitness.errors import DataError

SEX = Grouping({"Male": (1390, 667), "Female": (1181, 555)}, unknown=250)
RACE = Grouping(
    {
        "White": (797, 412),
        "Hispanic or Latino": (408, 204),
        "Black or African American": (390, 170),
        "Native Hawaiian or Pacific Islander": (119, 52),
        "Asian": (616, 302),
        "Native American or Alaska Native": (41, 18),
        "Two or More Races": (213, 96),
    },
    unknown=251,
)
CROSSED = Grouping(intersectional({("Male", "White"): (412, 215), ("Female", "White"): (385, 197)}))


def table(sex: Grouping = SEX, race: Grouping = RACE, crossed: Grouping = CROSSED) -> PublicationTable:
    return publication_table(sex, race, crossed)


def test_every_category_of_the_three_groupings_has_a_line_in_the_rule_s_order() -> None:
    found = table().lines
    assert [line.category for line in found[:9]] == [*SEXES, *RACES]
    assert len(found) == 2 + 7 + 14
    assert [name for name, _ in table().unknown] == list(NAMES)


def test_rows_are_printed_as_the_rule_does() -> None:
    rows = table().rows()
    assert rows[0] == (
        "grouping", "category", "applicants", "selected", "selection_rate", "impact_ratio", "note",
    )  # fmt: skip
    assert rows[1] == ("sex", "Male", "1390", "667", "0.48", "1.00", "")
    assert rows[3] == ("sex", "Unknown", "250", "", "", "", "counted, and in no rate or ratio: 5-301(b)(5)")
    assert rows[4] == ("race or ethnicity", "Hispanic or Latino", "408", "204", "0.50", "0.97", "")
    assert rows[6][4:6] == ("0.44", "0.84")
    assert rows[11][:3] == ("race or ethnicity", "Unknown", "251")
    assert {len(row) for row in rows} == {7}
    assert len(rows) == 1 + 23 + 3


def test_each_grouping_has_its_own_highest_rate() -> None:
    assert [line.category for line in table().lines if line.impact_ratio == 1] == [
        "Male",
        "White",
        "Male & White",
    ]


def test_a_category_that_nobody_applied_from_is_shown_and_has_no_rate() -> None:
    row = next(row for row in table().rows() if row[1] == "Female & Asian")
    assert row == ("sex and race or ethnicity", "Female & Asian", "0", "0", "", "", "no applicants")


def test_what_is_left_out_still_shows_its_number_and_rate_with_the_reason() -> None:
    small = "Native American or Alaska Native"
    race = Grouping({**RACE.tally, small: (41, 41)}, left_out={small: "Too few to say anything."})
    lines = {line.category: line for line in table(race=race).lines if line.grouping == NAMES[1]}
    assert (lines[small].applicants, lines[small].rate, lines[small].impact_ratio) == (41, 1, None)
    assert lines["White"].impact_ratio == 1
    row = next(row for row in table(race=race).rows() if row[1] == small)
    assert row[2:] == (
        "41", "41", "1.00", "", "left out of the ratios under 5-301(d): Too few to say anything.",
    )  # fmt: skip


def test_nobody_selected_leaves_no_ratio_and_says_so() -> None:
    sex = Grouping({"Male": (10, 0), "Female": (20, 0)})
    assert table(sex=sex).rows()[1] == (
        "sex", "Male", "10", "0", "0.00", "", "nobody was selected, so no ratio exists",
    )  # fmt: skip
    scored = publication_table(sex, RACE, CROSSED, basis="scoring").rows()
    assert scored[0][3:5] == ("scored_above_median", "scoring_rate")
    assert scored[1][-1] == "nobody scored above the median, so no ratio exists"


def test_rates_stay_exact_until_they_are_printed() -> None:
    female = table().lines[1]
    assert (female.rate, female.impact_ratio) == (Fraction(555, 1181), Fraction(555 * 1390, 1181 * 667))


@pytest.mark.parametrize(
    ("sex", "message"),
    [
        (Grouping({"male": (1, 1)}), "Did you mean 'Male'"),
        (Grouping({"Male": (1, 2)}), "from 0 to its 1 people"),
        (Grouping({"Male": (1, 1)}, unknown=-1), "`unknown` of sex must be 0 or more"),
        (Grouping({"Male": (1, 1), "Female": (99, 1)}, left_out={"Male": " "}), "must have a reason"),
        (Grouping({"Male": (2, 1), "Female": (98, 1)}, left_out={"Male": "small"}), "under 2% of the people"),
    ],
)
def test_what_cannot_be_published_is_refused(sex: Grouping, message: str) -> None:
    with pytest.raises(DataError, match=message):
        table(sex=sex)

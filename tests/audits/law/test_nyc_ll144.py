"""The rule's own examples and a published audit, with their traps, and what must hold for any counts."""

from __future__ import annotations

import csv
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fairwitness.audits.law.nyc_ll144 import (
    RACES,
    SEXES,
    above_median,
    impact_ratios,
    intersectional,
    scoring_impact_ratios,
    scoring_rates,
    selection_rates,
    under_two_percent,
)
from fairwitness.audits.law.tally import printed
from fairwitness.errors import DataError

Counts = dict[str, tuple[int, int]]
Published = dict[str, tuple[int, int, float, float]]

# 6 RCNY 5-301(b), the example: applicants, selected, published rate, published impact ratio.
SEX: Published = {"Male": (1390, 667, 0.48, 1.00), "Female": (1181, 555, 0.47, 0.979)}
RACE: Published = {
    "Hispanic or Latino": (408, 204, 0.50, 0.97),
    "White": (797, 412, 0.52, 1.00),
    "Black or African American": (390, 170, 0.44, 0.84),
    "Native Hawaiian or Pacific Islander": (119, 52, 0.44, 0.85),
    "Asian": (616, 302, 0.49, 0.95),
    "Native American or Alaska Native": (41, 18, 0.44, 0.85),
    "Two or More Races": (213, 96, 0.45, 0.87),
}
RACE_EXACT = {
    "Hispanic or Latino": 0.9672,
    "White": 1.0,
    "Black or African American": 0.8432,
    "Native Hawaiian or Pacific Islander": 0.8453,
    "Asian": 0.9484,
    "Native American or Alaska Native": 0.8493,
    "Two or More Races": 0.8719,
}
MALE: Published = {
    "Hispanic or Latino": (205, 90, 0.439, 0.841),
    "White": (412, 215, 0.522, 1.000),
    "Black or African American": (226, 95, 0.420, 0.806),
    "Native Hawaiian or Pacific Islander": (87, 37, 0.425, 0.815),
    "Asian": (321, 167, 0.520, 0.997),
    "Native American or Alaska Native": (24, 11, 0.458, 0.878),
    "Two or More Races": (115, 52, 0.452, 0.866),
}
FEMALE: Published = {
    "Hispanic or Latino": (190, 82, 0.432, 0.827),
    "White": (385, 197, 0.512, 0.981),
    "Black or African American": (164, 75, 0.457, 0.876),
    "Native Hawaiian or Pacific Islander": (32, 15, 0.469, 0.898),
    "Asian": (295, 135, 0.458, 0.877),
    "Native American or Alaska Native": (17, 7, 0.412, 0.789),
    "Two or More Races": (98, 44, 0.449, 0.860),
}
UNKNOWN = 250
# 6 RCNY 5-301(c), the example; applicants above the median derived from the printed rates. Of 36 applicants of two
# further races nothing but their number is known.
SCORED_SEX: Published = {"Male": (92, 50, 0.543, 1.00), "Female": (76, 34, 0.447, 0.82)}
SCORED_RACE: Published = {
    "Hispanic or Latino": (28, 18, 0.642, 1.00),
    "White": (40, 15, 0.375, 0.58),
    "Black or African American": (32, 16, 0.500, 0.78),
    "Native Hawaiian or Pacific Islander": (8, 5, 0.625, 0.97),
    "Asian": (24, 10, 0.417, 0.65),
}
CROSSED: Published = {
    f"{sex} & {race}": line
    for sex, part in (("Male", MALE), ("Female", FEMALE))
    for race, line in part.items()
}
tallies = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=4),
    st.tuples(st.integers(0, 300), st.integers(0, 300)).map(lambda pair: (max(pair), min(pair))),
    min_size=1,
    max_size=8,
)


def counts(table: Published) -> Counts:
    return {category: line[:2] for category, line in table.items()}


@pytest.mark.parametrize(
    ("table", "rate_off", "ratio_off"),
    [
        (SEX, 0.005, 0.005),
        (RACE, 0.005, 0.005),
        (CROSSED, 0.0005, 0.0005),
        (SCORED_SEX, 0.001, 0.005),
        (SCORED_RACE, 0.001, 0.005),
    ],
    ids=["sex", "race", "crossed", "scored by sex", "scored by race"],
)
def test_the_rule_s_examples(table: Published, rate_off: float, ratio_off: float) -> None:
    rates, ratios = selection_rates(counts(table)), impact_ratios(counts(table))
    for category, (_, _, rate, ratio) in table.items():
        assert float(rates[category] or 0) == pytest.approx(rate, abs=rate_off)
        assert float(ratios[category] or 0) == pytest.approx(ratio, abs=ratio_off)


@pytest.mark.parametrize("table", [RACE, SCORED_SEX, SCORED_RACE], ids=["race", "scored sex", "scored race"])
def test_ratios_are_printed_as_the_rule_does(table: Published) -> None:
    ratios = impact_ratios(counts(table))
    assert {name: printed(ratio) for name, ratio in ratios.items()} == {
        name: f"{line[3]:.2f}" for name, line in table.items()
    }


def test_exact_ratios() -> None:
    ratios = impact_ratios(counts(RACE))
    assert {name: float(ratio or 0) for name, ratio in ratios.items()} == pytest.approx(RACE_EXACT, abs=5e-5)
    assert impact_ratios(counts(SEX)) == {"Male": 1, "Female": Fraction(555 * 1390, 1181 * 667)}
    assert float(impact_ratios(counts(SEX))["Female"] or 0) == pytest.approx(0.9793, abs=5e-5)


def test_rates_are_not_rounded_before_they_are_divided() -> None:
    assert printed(Fraction(44, 52)) == "0.85"
    assert printed(impact_ratios(counts(RACE))["Black or African American"]) == "0.84"


def test_the_example_truncates_a_rate_that_we_round() -> None:
    rate = selection_rates(counts(SCORED_RACE))["Hispanic or Latino"]
    assert rate == Fraction(18, 28)
    assert printed(rate, 3) == "0.643"
    assert int((rate or 0) * 1000) == 642


def test_the_example_s_tables_are_counted_apart() -> None:
    cells = {
        (sex, race): line[:2]
        for sex, part in (("Male", MALE), ("Female", FEMALE))
        for race, line in part.items()
    }
    crossed = intersectional(cells)
    assert crossed == counts(CROSSED)
    for sex in SEXES:
        mine = [crossed[f"{sex} & {race}"] for race in RACES]
        assert tuple(map(sum, zip(*mine, strict=True))) == SEX[sex][:2]
    hispanic = [crossed[f"{sex} & Hispanic or Latino"] for sex in SEXES]
    assert tuple(map(sum, zip(*hispanic, strict=True))) == (395, 172) != RACE["Hispanic or Latino"][:2]
    assert sum(line[0] for line in RACE.values()) == 2584
    assert sum(line[0] for line in SEX.values()) == 2571


def test_the_example_keeps_a_category_that_could_be_left_out() -> None:
    assert under_two_percent(counts(RACE)) == ("Native American or Alaska Native",)
    assert impact_ratios(counts(RACE))["Native American or Alaska Native"] is not None


def test_two_percent_itself_is_not_under() -> None:
    assert under_two_percent({"a": (2, 1), "b": (98, 50)}) == ()
    assert under_two_percent({"a": (2, 1), "b": (99, 50)}) == ("a",)
    assert under_two_percent({"a": (0, 0), "b": (0, 0)}) == ()


def test_a_category_that_is_left_out_is_not_the_highest() -> None:
    tally = {"a": (1, 1), "b": (60, 30), "c": (40, 10)}
    assert impact_ratios(tally)["b"] == Fraction(1, 2)
    assert impact_ratios(tally, left_out=["a"]) == {"a": None, "b": 1, "c": Fraction(1, 2)}


@pytest.mark.parametrize(
    ("name", "message"), [("b", "under 2% .* 'b' with 60 of 101"), ("bb", "Did you mean")]
)
def test_only_a_small_category_of_the_grouping_is_left_out(name: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        impact_ratios({"a": (1, 1), "b": (60, 30), "bbb": (40, 10)}, left_out=[name])


def test_what_does_not_exist_is_none() -> None:
    assert impact_ratios({"a": (10, 0), "b": (20, 0)}) == {"a": None, "b": None}
    assert impact_ratios({"a": (0, 0), "b": (20, 3)}) == {"a": None, "b": 1}
    assert selection_rates({"a": (0, 0)}) == {"a": None}


def test_only_those_above_the_median_score() -> None:
    scored = above_median([1, 2, 2, 2, 3], ["f", "f", "m", "m", "m"])
    assert scored.median == 2
    assert scored.tally == {"f": (2, 0), "m": (3, 1)}
    even = above_median([1, 2, 3, 4], ["f", "m", "f", "m"])
    assert even.median == Fraction(5, 2)
    assert even.tally == {"f": (2, 1), "m": (2, 1)}


def test_a_median_between_neighbouring_floats_is_not_rounded() -> None:
    low = 1 + 2**-52
    high = np.nextafter(low, 2)
    assert (
        low + high
    ) / 2 == high  # the mean in floats is the upper of the two, and nobody would be above it
    scored = above_median([low, high], ["f", "m"])
    assert scored.tally == {"f": (1, 0), "m": (1, 1)}
    assert low < scored.median < high


def test_the_unknown_count_in_the_median_and_in_no_rate() -> None:
    scores, categories = [1, 2, 3, 9, 9], ["f", "f", "m", None, None]
    full, known = above_median(scores, categories), above_median(scores, categories, sample="known")
    assert (full.median, full.tally, full.unknown) == (3, {"f": (2, 0), "m": (1, 0)}, 2)
    assert (known.median, known.tally, known.unknown) == (2, {"f": (2, 0), "m": (1, 1)}, 2)
    assert scoring_impact_ratios(scores, categories) == {"f": None, "m": None}
    assert scoring_impact_ratios(scores, categories, sample="known") == {"f": 0, "m": 1}


def test_scores_give_the_example_s_figures() -> None:
    """84 of the 168 applicants by sex are above the median, as they must be; of two races 20 of 36 are left."""
    assert sum(line[1] for line in SCORED_SEX.values()) == 84
    assert sum(line[1] for line in SCORED_RACE.values()) == 84 - 20
    people = [
        (float(place < above), category)
        for category, (n, above, _, _) in SCORED_SEX.items()
        for place in range(n)
    ]
    scores, categories = [score for score, _ in people], [category for _, category in people]
    assert above_median(scores, categories).tally == counts(SCORED_SEX)
    assert scoring_rates(scores, categories) == {"Female": Fraction(34, 76), "Male": Fraction(50, 92)}
    assert {name: printed(ratio) for name, ratio in scoring_impact_ratios(scores, categories).items()} == {
        "Female": "0.82",
        "Male": "1.00",
    }


@pytest.mark.parametrize(
    ("scores", "categories", "message"),
    [
        ([1.0, float("nan")], ["a", "b"], "nan in row 1"),
        ([float("inf")], ["a"], "must be finite"),
        ([], [], "no median exists"),
        ([1.0, 2.0], ["a"], "one for each of the 2 scores"),
        ([[1.0]], ["a"], "shape"),
    ],
)
def test_scores_that_cannot_be_used(scores: list[float], categories: list[str], message: str) -> None:
    with pytest.raises(DataError, match=message):
        above_median(scores, categories)


def test_crossed_categories_are_fourteen_and_in_the_rule_s_order() -> None:
    found = intersectional({("Female", "Asian"): (3, 1)})
    assert len(found) == 14
    assert next(iter(found)) == "Male & Hispanic or Latino"
    assert found["Female & Asian"] == (3, 1)
    assert found["Male & Asian"] == (0, 0)
    with pytest.raises(DataError, match=r"race or ethnicity .* Got 'asian' instead. Did you mean 'Asian'"):
        intersectional({("Female", "asian"): (3, 1)})


@given(tallies, st.integers(1, 50))
def test_scaling_all_counts_changes_no_ratio(tally: Counts, times: int) -> None:
    scaled = {group: (times * people, times * chosen) for group, (people, chosen) in tally.items()}
    assert impact_ratios(scaled) == impact_ratios(tally)
    assert under_two_percent(scaled) == under_two_percent(tally)


@given(tallies, st.randoms(use_true_random=False))
def test_the_order_of_the_groups_changes_nothing(tally: Counts, random: np.random.Generator) -> None:
    order = list(tally)
    random.shuffle(order)
    assert impact_ratios({group: tally[group] for group in order}) == impact_ratios(tally)


@given(tallies)
def test_the_highest_ratio_is_one(tally: Counts) -> None:
    ratios = [ratio for ratio in impact_ratios(tally).values() if ratio is not None]
    assume(ratios)
    assert max(ratios) == 1
    assert min(ratios) >= 0


@given(
    st.lists(st.tuples(st.integers(-5, 5), st.sampled_from(["a", "b", None])), min_size=1, max_size=30),
    st.randoms(use_true_random=False),
)
def test_above_the_median_as_its_definition_says(
    people: list[tuple[int, str | None]], random: np.random.Generator
) -> None:
    scores, categories = [score for score, _ in people], [category for _, category in people]
    found = above_median(scores, categories)
    above = Counter(
        category for score, category in people if category is not None and score > np.median(scores)
    )
    assert {name: chosen for name, (_, chosen) in found.tally.items() if chosen} == dict(above)
    random.shuffle(people)
    again = above_median([score for score, _ in people], [category for _, category in people])
    assert (again.median, dict(again.tally), again.unknown) == (
        found.median,
        dict(found.tally),
        found.unknown,
    )


@pytest.mark.data
def test_a_published_audit(data_folder: Path) -> None:
    """5,460 applicants: every ratio as published, and in three digits as recomputed from the published counts."""
    people: dict[str, Counter[str]] = {"sex": Counter(), "race": Counter(), "both": Counter()}
    chosen: dict[str, Counter[str]] = {"sex": Counter(), "race": Counter(), "both": Counter()}
    with (data_folder / "ll144_audits" / "rows_beamery_2024.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            sex, race = row["sex"], row["race_ethnicity"]
            for grouping, name in (("sex", sex), ("race", race), ("both", f"{race[0]}{sex[0]}")):
                people[grouping][name] += 1
                chosen[grouping][name] += int(row["selected"])
    assert people["sex"].total() == 5460
    found = {
        name: ratio
        for grouping in people
        for name, ratio in impact_ratios(
            {name: (n, chosen[grouping][name]) for name, n in people[grouping].items()}
        ).items()
    }
    assert {name: printed(ratio, 3) for name, ratio in found.items()} == {
        "Female": "1.000", "Male": "0.985", "Asian": "0.965", "Black or African American": "1.000",
        "Hispanic or Latino": "0.977", "White": "0.942", "AF": "0.922", "AM": "0.908", "BF": "0.941",
        "BM": "0.957", "HF": "1.000", "HM": "0.848", "WF": "0.848", "WM": "0.938",
    }  # fmt: skip
    assert {name: printed(ratio) for name, ratio in found.items()} == {
        "Female": "1.00", "Male": "0.99", "Asian": "0.97", "Black or African American": "1.00",
        "Hispanic or Latino": "0.98", "White": "0.94", "AF": "0.92", "AM": "0.91", "BF": "0.94", "BM": "0.96",
        "HF": "1.00", "HM": "0.85", "WF": "0.85", "WM": "0.94",
    }  # fmt: skip

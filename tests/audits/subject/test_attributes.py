import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.audits.plan.model import UNKNOWN, Sensitive
from fairwitness.audits.subject.attributes import cross, cross_strata, read_attribute
from fairwitness.errors import DataError


def attribute(values, name="a", dtype=None, max_groups=50, **options):
    column = pd.Series(values, name=name, dtype=dtype)
    return read_attribute(Sensitive(name=name, **options), column, max_groups=max_groups)


def test_a_value_on_an_edge_falls_into_the_upper_bin():
    found = attribute([24.9, 25, 39, 40, np.nan, -np.inf, np.inf], bins=(25, 40))
    assert found.groups == ("under 25", "25 to under 40", "40 and over", UNKNOWN)
    assert found.codes.tolist() == [0, 1, 1, 2, 3, 0, 2]
    assert found.edges == (25.0, 40.0)
    assert found.note is None


def test_a_bin_without_a_row_is_still_there():
    assert attribute([30, 31], bins=(25, 40)).sizes.tolist() == [0, 2, 0]


def test_a_number_with_many_values_is_cut_at_its_quartiles_and_says_so():
    found = attribute(range(100))
    assert found.sizes.tolist() == [25, 25, 25, 25]
    assert found.edges == (24.75, 49.5, 74.25)
    assert "was cut at its quartiles" in found.note
    assert attribute(range(100), bins="quartiles").note is None


def test_quartiles_that_fall_together_are_one_edge():
    assert attribute([0] * 60 + list(range(1, 41)), bins="quartiles").edges == (15.25,)
    with pytest.raises(DataError, match="must differ enough to be cut at their quartiles"):
        attribute([0] * 99 + [1], bins="quartiles")


def test_edges_that_look_alike_still_have_names_of_their_own():
    found = attribute([1.0, 2.0], bins=(1.00000001, 1.00000002, 1234567.1, 1234567.2))
    assert len(set(found.groups)) == 5


def test_a_coded_number_with_few_values_is_groups_in_the_order_of_numbers():
    found = attribute([10, 2, 1, 10])
    assert found.groups == ("1", "2", "10")
    assert found.codes.tolist() == [2, 1, 0, 2]
    assert attribute(["b", "10", "A", "9"]).groups == ("9", "10", "A", "b")


def test_values_get_names_and_one_name_merges_them():
    found = attribute([0, 1, 2, 9, np.nan], groups={"0": "Women", "1": "Men", "2": "Men", "9": UNKNOWN})
    assert found.groups == ("Men", "Women", UNKNOWN)
    assert found.codes.tolist() == [1, 0, 0, 2, 2]
    assert found.unknown == UNKNOWN


def test_named_numbers_are_groups_however_many_there_are():
    assert len(attribute(range(20), groups={"0": "zero"}).groups) == 20


def test_a_name_for_a_value_that_is_not_there():
    with pytest.raises(DataError, match=r"must name values of 'a': 0, 1. Got '2' too"):
        attribute([0, 1], groups={"0": "x", "2": "y"})


def test_unknown_is_last_and_never_vanishes():
    found = attribute(["z", None, "a", "", "(unknown)", " z "])
    assert found.groups == ("a", "z", UNKNOWN)
    assert found.codes.tolist() == [1, 2, 0, 2, 2, 1]
    assert attribute(["a", "b"]).unknown is None


def test_all_missing_too_many_and_bins_of_text():
    with pytest.raises(DataError, match=r"'a' must have known values\. All 3 rows of 'a' are missing\."):
        attribute([None, None, None])
    with pytest.raises(
        DataError, match=r"must have at most 50 groups\. It has 10,000, such as 'v0' and 'v1'\."
    ):
        attribute([f"v{n}" for n in range(10_000)])
    with pytest.raises(DataError, match=r"The `bins` of 'a' need numbers\. .* such as 'old'"):
        attribute(["1", "old"], bins=(1,))


def test_a_group_of_one_is_a_group():
    assert attribute(["a", "b", "b"]).sizes.tolist() == [1, 2]


@pytest.mark.parametrize("dtype", ["int64", "float64", "Int64", "int64[pyarrow]", "category", object])
def test_the_type_of_a_column_changes_no_group(dtype):
    assert attribute([1, 2, 10], dtype=dtype).groups == ("1", "2", "10")
    assert attribute(list(range(40)), dtype=dtype).edges == (9.75, 19.5, 29.25)


def test_intersections_have_every_combination_and_unknown_if_any_is():
    race = attribute(["b", "w", None, "w"], "race")
    sex = attribute(["f", "f", "m", None], "sex")
    found = cross([race, sex])
    assert found.name == "race & sex"
    assert found.columns == ("race", "sex")
    assert found.groups == ("b & f", "b & m", "w & f", "w & m", UNKNOWN)
    assert found.codes.tolist() == [0, 4, 2, 4] or found.codes.tolist() == [0, 2, 4, 4]
    assert found.sizes.tolist() == [1, 0, 1, 0, 2]


def test_strata_are_one_column_or_the_combinations_of_several_and_one_level_is_refused():
    one, two = (
        read_attribute(Sensitive(name=name), pd.Series(values, name=name), max_groups=50)
        for name, values in (("ward", ["a", "b", "a"]), ("year", [1, 1, 2]))
    )
    assert cross_strata([one]) is one
    assert cross_strata([one, two]).groups == ("a & 1", "a & 2", "b & 1", "b & 2")
    same = read_attribute(Sensitive(name="site"), pd.Series(["x"] * 3, name="site"), max_groups=50)
    with pytest.raises(
        DataError, match=r"must tell people apart\. 'site' has one level only, 'x'; leave it out"
    ):
        cross_strata([one, same])


def test_three_attributes_cross_too_and_too_many_cells_are_refused():
    several = [attribute(["x", "y"], name) for name in "abc"]
    assert cross(several).codes.tolist() == [0, 7]
    with pytest.raises(DataError, match=r"must have at most 400 groups\. 'p & q' has 900"):
        cross([attribute([f"v{n}" for n in range(30)], name) for name in "pq"])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(["b", "a", "c", None]), min_size=1, max_size=30).filter(any), st.randoms())
def test_permuting_rows_permutes_codes(values, random):
    order = random.sample(range(len(values)), len(values))
    one, other = attribute(values), attribute([values[place] for place in order])
    assert one.groups == other.groups
    assert other.codes.tolist() == one.codes[order].tolist()
    assert one.sizes.sum() == len(values)

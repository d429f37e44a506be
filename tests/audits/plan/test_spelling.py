import pytest

from fairwitness.audits.plan.spelling import as_conditions, as_crossings, as_sensitive, as_texts, as_tuple


def test_one_name_is_a_list_of_one():
    assert as_tuple("a") == ("a",)
    assert as_tuple(["a"]) == ["a"]
    assert as_sensitive("race") == ({"name": "race"},)
    assert as_sensitive(["race", {"name": "sex"}]) == ({"name": "race"}, {"name": "sex"})
    assert as_conditions("a is known") == ({"column": "a", "is": "known"},)


@pytest.mark.parametrize(
    ("given", "meant"), [(["a", "b"], (["a", "b"],)), ([["a", "b"]], [["a", "b"]]), ((), ()), (None, None)]
)
def test_a_flat_list_is_one_crossing(given, meant):
    assert as_crossings(given) == meant


def test_keys_are_the_text_of_the_values_in_the_data():
    assert as_texts({0: "a", 1.0: "b", "x": "c", 2.5: "e"}) == {
        "0": "a",
        "1": "b",
        "x": "c",
        "2.5": "e",
    }


@pytest.mark.parametrize("function", [as_tuple, as_sensitive, as_conditions, as_crossings, as_texts])
@pytest.mark.parametrize("value", [None, 5, {"a": 1}])
def test_what_is_no_short_spelling_is_left_for_the_plan_to_refuse(function, value):
    assert function(value) == value

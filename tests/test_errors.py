import pytest

from fairwitness import errors
from fairwitness.errors import (
    ColumnNotFoundError,
    DataError,
    FairwitnessError,
    PlanError,
    UnknownNameError,
    nearest,
)


def test_nearest_ignores_case_and_says_the_name_as_it_stands():
    assert nearest("RACE", ["Race", "sex"]) == "Did you mean 'Race'?"
    assert nearest("selction_rate", ["selection_rate", "accuracy"]) == "Did you mean 'selection_rate'?"


def test_nearest_lists_what_there_is_when_nothing_is_near():
    assert nearest("xyz", ["race", "sex"]) == "There are: 'race', 'sex'."
    assert nearest("xyz", []) == ""
    listed = nearest("xyz", [f"column{n:02}" for n in range(40)])
    assert listed.count("'") == 24
    assert listed.endswith(", ….")


def test_names_that_differ_in_capitals_only_give_the_first():
    assert nearest("race", ["RACE", "Race"]) == "Did you mean 'RACE'?"


def test_a_missing_column_says_role_place_and_nearest():
    error = ColumnNotFoundError.among("rac", ["race", "sex"], role="target", source="a.csv")
    assert str(error) == "The target must be a column of a.csv. Got 'rac' instead. Did you mean 'race'?"
    assert isinstance(error, DataError)


def test_an_unknown_name_says_what_it_should_name():
    error = UnknownNameError.among("pdff", ["pdf"], what="report")
    assert str(error) == "There is no report named 'pdff'. Did you mean 'pdf'?"
    assert isinstance(error, PlanError)
    assert str(UnknownNameError.among("x", [], what="report")) == "There is no report named 'x'."


@pytest.mark.parametrize("name", [name for name in vars(errors) if name.endswith("Error")])
def test_one_class_catches_all_and_the_tree_in_the_docstring_names_each(name):
    assert issubclass(getattr(errors, name), FairwitnessError)
    assert name in errors.__doc__

import pandas as pd
import pytest

from fairwitness.audits.subject.profile import profile
from fairwitness.audits.subject.splits import Levels, compare_levels, one_sided, split_column


def texts(count):
    return [str(number) for number in range(count)]


def test_categories_of_one_split_only():
    train = pd.DataFrame(
        {"g": ["a", "b", None], "n": [1, 2, 2], "f": [0.5, 1.5, 2.5], "same": ["x", "y", "x"]}
    )
    test = pd.DataFrame(
        {"g": ["b", "c"], "n": [2.0, 3.0], "f": [9.5, 8.5], "same": ["y", "x"], "more": [1, 2]}
    )
    assert compare_levels(train, test) == {"g": Levels(("a",), ("c",)), "n": Levels(("1",), ("3",))}


def test_categories_a_model_knows():
    data = pd.DataFrame({"region": ["north", "west"], "id": texts(2)})
    known = {"region": ["north", "south"], "id": texts(100), "gone": ["x"]}
    assert compare_levels(known, data) == {"region": Levels(("south",), ("west",))}


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ({"a": ["x", "y"], "Set": ["train", "TEST "]}, "Set"),
        ({"fold": ["training", "validation", "holdout"]}, "fold"),
        ({"a": ["train", "plane"]}, None),
        ({"a": ["train", "train"]}, None),
        ({"a": [1, 2], "b": [["train"], ["test"]]}, None),
        ({}, None),
    ],
)
def test_the_column_of_splits_is_known_by_what_it_holds(columns, name):
    assert split_column(pd.DataFrame(columns)) == name


ROWS = pd.DataFrame(
    {
        "split": ["train"] * 20 + ["test"] * 20,
        "city": ["Rome", "Oslo"] * 10 + ["Rome", "Paris"] * 10,
        "job": ["cook"] * 39 + ["judge"],
        "id": texts(40),
        "age": [float(number) + 0.5 for number in range(40)],
        "same": ["x", "y"] * 20,
    }
)


def test_each_side_is_told_and_a_rare_value_is_not_quoted():
    found = one_sided(ROWS, ["split", "city", "job", "same"])
    assert found == {
        "city": "By 'split', 'city' has values of one split only: 1, such as 'Paris', in 'test'; 1, such as 'Oslo', "
        "in 'train'.",
        "job": "By 'split', 'job' has values of one split only: 1 in 'test'.",
    }
    assert one_sided(ROWS.drop(columns="split"), ["city"]) == {}


def test_it_stands_among_what_is_odd():
    assert "'Paris'" in profile(ROWS)["city"].odd
    assert profile(ROWS)["same"].odd == ""

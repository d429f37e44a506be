import numpy as np
import pandas as pd
import pytest

from fairwitness.audits.subject.datasets.header import merge_duplicates, read_header
from fairwitness.errors import DataError


def test_names_lose_their_spaces_and_blank_ones_get_a_name():
    assert read_header([" a ", "b"], "x.csv") == (["a", "b"], [])
    names, notes = read_header(["", "b", " "], "x.csv")
    assert names == ["(column 1)", "b", "(column 3)"]
    assert notes[0] == "Column 1 of 'x.csv' has no name; it is called '(column 1)'."


@pytest.mark.parametrize("cells", [[], [""], ["", " "]])
def test_a_blank_line_names_nothing(cells):
    with pytest.raises(DataError, match=r"must name its columns. It is blank"):
        read_header(cells, "x.csv")


@pytest.mark.parametrize(
    "cells", [["39", "State", "77516", "13"], ["0.5", "a"], ["1", "1"], ["5", "a", "-1"]]
)
def test_a_line_of_values_is_no_header(cells):
    with pytest.raises(DataError, match=r"must name its columns. It holds values"):
        read_header(cells, "x.csv")


@pytest.mark.parametrize("cells", [["0", "1", "2"], ["name", "2019", "2020"], ["a", "7"], ["1st", "2nd"]])
def test_numbers_that_people_give_to_columns_are_names(cells):
    assert read_header(cells, "x.csv")[0] == cells


def test_copies_with_missing_values_are_alike():
    frame = pd.DataFrame({0: [1.0, np.nan], 1: ["x", "y"], 2: [1.0, np.nan]})
    kept, conflicting, notes = merge_duplicates(frame, ["a", "b", "a"])
    assert list(kept) == ["a", "b"]
    assert not conflicting
    assert notes == ["The column name 'a' stands 2 times, with the same content; it is used once."]


def test_copies_that_differ_are_said_to():
    _, conflicting, notes = merge_duplicates(pd.DataFrame([[1, 2, 1]]), ["a", "a", "a"])
    assert conflicting == {"a"}
    assert "stands 3 times, with different content" in notes[0]

"""Numbers and names that a caller gives."""

import numpy as np
import pytest

from fairwitness.errors import ExplanationError, UnknownNameError
from fairwitness.explainers.given import confidence_level, group_names, rows_of_group, whole_number


@pytest.mark.parametrize("value", [1, True, 2.0, "3", None, np.int64(7)])
def test_what_is_no_whole_number_from_two(value):
    with pytest.raises(ExplanationError, match="`grid` must be a whole number from 2"):
        whole_number("grid", value, 2)


def test_a_whole_number():
    whole_number("grid", 2, 2)


@pytest.mark.parametrize("value", [0, 1, -0.1, 95])
def test_what_is_no_confidence(value):
    with pytest.raises(ExplanationError, match="`confidence` must lie between 0 and 1"):
        confidence_level(value)
    confidence_level(0.95)


def test_a_group_for_each_row():
    names = group_names([1, "b", None], 3)
    assert names.tolist() == ["1", "b", "None"]
    assert rows_of_group("b", names).tolist() == [False, True, False]
    with pytest.raises(ExplanationError, match="`groups` must name one group for each of 4 rows"):
        group_names(["a"], 4)
    with pytest.raises(UnknownNameError, match="There are: '1', 'None', 'b'"):
        rows_of_group("men", names)

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.subject.datasets.thousands import may_be_thousands, thousands_note


def texts(*values):
    return pd.Series(values, dtype="str")


@pytest.mark.parametrize(
    "values",
    [("1.169", "999", "12.579"), ("45.000", "52.300"), ("1,169", "-2,000"), ("1.234.567",)],
)
def test_groups_of_three_digits_may_be_thousands(values):
    assert may_be_thousands(texts(*values))


@pytest.mark.parametrize(
    "values",
    [
        ("1.5", "1.169"),
        ("0.953", "1.169"),
        ("1", "20", "999"),
        ("1169", "1.169"),
        ("1.1690",),
        ("01.169",),
        ("1e3", "1.169"),
    ],
)
def test_what_is_written_otherwise_is_not(values):
    assert not may_be_thousands(texts(*values))


@given(st.lists(st.integers(-(10**9), 10**9).filter(bool), min_size=1))
def test_whatever_is_written_with_dots_for_thousands_is_found(numbers):
    written = [f"{number:,}".replace(",", ".") for number in numbers]
    assert may_be_thousands(texts(*written)) == any(abs(number) > 999 for number in numbers)


def test_the_note_names_the_columns_and_what_to_do():
    assert "in: 'pay', 'sum'. If it sets off thousands" in thousands_note(["'pay'", "'sum'"])
    assert thousands_note(["'pay'"]).endswith("take these marks out of the file.")

"""Counts are refused where they cannot be, and fractions are rounded once."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.law.tally import checked, printed, shares
from fairwitness.errors import DataError


def test_counts_of_numpy_become_plain_integers() -> None:
    found = checked({"a": (np.int64(4), np.int64(1))})  # type: ignore[dict-item]
    assert found == {"a": (4, 1)}
    assert {type(number) for number in found["a"]} == {int}


@pytest.mark.parametrize("pair", [(3, 4), (-1, -1), (3, -1)])
def test_more_chosen_than_there_are_is_refused(pair: tuple[int, int]) -> None:
    with pytest.raises(DataError, match="chosen of 'a' must be from 0 to its"):
        checked({"a": pair})


@pytest.mark.parametrize("pair", [(3.0, 1), (3, None), (3,), (1, 2, 3)])
def test_what_is_no_pair_of_whole_numbers_is_refused(pair: object) -> None:
    with pytest.raises(DataError, match="two whole numbers"):
        checked({"a": pair})  # type: ignore[dict-item]


def test_a_share_is_exact_and_that_of_nobody_is_none() -> None:
    assert shares({"a": (3, 1), "b": (0, 0), "c": (5, 0)}) == {"a": Fraction(1, 3), "b": None, "c": 0}


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (Fraction(170 * 797, 390 * 412), 2, "0.84"),
        (Fraction(1), 2, "1.00"),
        (Fraction(1, 8), 2, "0.13"),  # in floats and to even it is 0.12
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(-1, 1000), 2, "0.00"),
        (Fraction(555, 1181), 3, "0.470"),
        (Fraction(5, 2), 0, "3"),
        (None, 2, ""),
    ],
)
def test_it_prints_fixed_decimals(value: Fraction | None, digits: int, text: str) -> None:
    assert printed(value, digits) == text


@given(st.integers(-(10**6), 10**6), st.integers(0, 5))
def test_it_prints_as_decimal_arithmetic_does(thousandths: int, digits: int) -> None:
    exact = (Decimal(thousandths) / 1000).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    assert printed(Fraction(thousandths, 1000), digits) == str(abs(exact) if exact == 0 else exact)

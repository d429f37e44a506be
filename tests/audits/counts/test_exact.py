import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.counts import ExactSums
from fairwitness.errors import DataError

# All digits of these are whole in units of 2**-64.
PLAIN = st.one_of(st.just(0.0), st.floats(2**-11, 2**60), st.floats(-(2**60), -(2**-11)))


def summed(values, cells=None, size=1):
    cells = np.zeros(len(values), dtype=int) if cells is None else np.array(cells, dtype=int)
    return ExactSums.of(np.array(values, dtype=float), cells, size)


@given(st.lists(PLAIN, max_size=30))
def test_a_sum_is_the_exact_one(values):
    assert Fraction(int(summed(values).units[0]), 2**64) == sum(map(Fraction, values), Fraction(0))
    assert summed(values).floats[0] == math.fsum(values)


@given(
    st.lists(st.tuples(st.floats(-1e9, 1e9), st.integers(0, 2)), max_size=30),
    st.randoms(),
    st.integers(0, 30),
)
def test_order_and_splits_change_no_bit(rows, random, cut):
    whole = summed([value for value, _ in rows], [cell for _, cell in rows], 3)
    random.shuffle(rows)
    parts = [summed([v for v, _ in part], [c for _, c in part], 3) for part in (rows[:cut], rows[cut:])]
    assert parts[0] + parts[1] == whole
    assert (parts[0] + parts[1]) - parts[1] == parts[0]


@given(st.lists(st.floats(-1e-3, 1e-3), min_size=1, max_size=20))
def test_small_numbers_lose_less_than_a_unit_each(values):
    exact = sum(map(Fraction, values), Fraction(0))
    assert abs(Fraction(int(summed(values).units[0]), 2**64) - exact) < len(values) * Fraction(1, 2**64)


def test_the_largest_numbers_and_a_negative_sum():
    assert summed([2.0**125, -1.0, 0.5]).floats[0] == 2.0**125
    assert int(summed([2.0**125, -1.0, 0.5]).units[0]) == (2**125 << 64) - 2**63


def test_many_rows_are_summed_in_blocks():
    values = np.full(2**21 + 5, 4_294_967_295.75)
    assert int(summed(values).units[0]) == int(Fraction(values[0]) * len(values) * 2**64)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 2.0**126])
def test_what_cannot_be_summed_is_refused(value):
    with pytest.raises(DataError, match=r"finite and below .* in row 1 instead. Express them"):
        summed([1.0, value])


def test_shapes():
    each = ExactSums.each([[1.5, 2.0], [0.25, 4.0]])
    assert each.floats.tolist() == [[1.5, 2.0], [0.25, 4.0]]
    assert each.sum(axis=0).floats.tolist() == [1.75, 6.0]
    assert each.by_cell(np.array([1, 1]), 3).floats.tolist() == [[0, 0], [1.75, 6.0], [0, 0]]
    assert each.reshape(4).floats.tolist() == [1.5, 2.0, 0.25, 4.0]
    assert ExactSums.whole([3, 2**60]).floats.tolist() == [3.0, 2.0**60]
    assert each != each.reshape(4)
    assert each != 1

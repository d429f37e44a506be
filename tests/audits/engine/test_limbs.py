"""Sums of limbs in SQL are the exact sums, whatever the numbers and their order."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tabled import table_of, units

from fairwitness.audits.counts.exact import LARGEST
from fairwitness.audits.engine.limbs import join_limbs, limbs, limbs_needed
from fairwitness.errors import DataError

SIZES = st.sampled_from([1.0, 2.0**20, 2.0**32, 2.0**40, 2.0**64, 2.0**100])


@st.composite
def numbers(draw):
    size = draw(SIZES)
    low = draw(st.sampled_from([0.0, -size]))
    values = draw(st.lists(st.floats(low, size, allow_nan=False), min_size=1, max_size=20))
    return size, low < 0, values


@pytest.fixture(scope="module")
def summed(scratch):
    """Sums a column of numbers in DuckDB by their limbs."""

    def made(values, size, signed):
        table = table_of(x=pa.array(values, pa.float64()))
        needed = limbs_needed(size, "x")
        columns = limbs(table.x, needed, signed=signed)
        sums = {f"s{place}": limb.sum().fill_null(0) for place, limb in enumerate(columns)}
        row = scratch.fetch(table.aggregate(**sums))
        return join_limbs([row[name].to_numpy(dtype=object) for name in sums])[0]

    return made


@settings(max_examples=60)
@given(numbers())
def test_the_sum_is_that_of_exact_arithmetic(summed, given_numbers):
    size, signed, values = given_numbers
    assert summed(values, size, signed) == sum(map(units, values))


@pytest.mark.parametrize(
    ("value", "size"),
    [
        (1.0, 1.0),
        (-1.0, 1.0),
        (5e-324, 1.0),
        (-(2.0**-64), 1.0),
        (2.0**32, 2.0**32),
        (0.1, 2.0**32),
        (-0.3, 1.0),
    ],
)
def test_numbers_at_the_edges_of_a_limb(summed, value, size):
    assert summed([value], size, value < 0) == units(value)


def test_what_is_null_adds_nothing(summed):
    assert summed([0.25, None, None], 1.0, signed=False) == units(0.25)
    assert summed([None], 1.0, signed=True) == 0


@pytest.mark.parametrize(
    ("size", "needed"), [(0, 2), (1, 2), (1.5, 3), (2.0**32, 3), (2.0**33, 4), (2.0**64, 4), (2.0**125, 6)]
)
def test_how_many_limbs_it_takes(size, needed):
    assert limbs_needed(size, "x") == needed


@pytest.mark.parametrize("size", [LARGEST, float("inf"), float("nan")])
def test_numbers_too_large_are_refused_by_name(size):
    with pytest.raises(DataError, match="The values of 'error_squared' reach"):
        limbs_needed(size, "error_squared")


def test_limbs_are_put_together_beyond_64_bits():
    high, low = np.array([2**40, -(2**40)], dtype=object), np.array([3, -3], dtype=object)
    assert join_limbs([high, low, low]).tolist() == [2**104 + 3 * 2**32 + 3, -(2**104) - 3 * 2**32 - 3]


def test_a_sum_that_lost_digits_is_not_taken():
    with pytest.raises(ValueError, match="invalid literal"):
        join_limbs([np.array([1.5e300], dtype=object)])

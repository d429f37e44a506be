"""Vectors of rows in compiled code."""

import numba
import numpy as np

from fairwitness.explainers.trees.lanes import LANES, at_most, fill, load, store


@numba.njit
def _compute(array, number):
    a, b = load(array, 0), load(array, 1)
    store(array, 2, a + b)
    store(array, 3, a - b)
    store(array, 4, a * b)
    store(array, 5, number * a + number)
    store(array, 6, number - (a + number))
    store(array, 7, fill(number))


@numba.njit
def _compare(array, limit, missing):
    store(array, 1, at_most(load(array, 0), limit, missing))


def test_arithmetic_of_lanes_and_numbers():
    array = np.random.default_rng(0).normal(size=(8, LANES))
    a, b = array[:2].copy()
    _compute(array, 2.0)
    expected = [a, b, a + b, a - b, a * b, 2 * a + 2, 2 - (a + 2), np.full(LANES, 2.0)]
    np.testing.assert_allclose(array, expected, rtol=1e-12, atol=1e-15)


def test_missing_values_are_at_most_a_limit_where_they_are_sent_so():
    array = np.zeros((2, LANES))
    array[0, :5] = [1.0, np.nextafter(1.0, 2.0), np.nan, np.inf, -np.inf]
    for missing in (False, True):
        _compare(array, 1.0, missing)
        assert array[1, :5].tolist() == [1.0, 0.0, float(missing), 0.0, 1.0]

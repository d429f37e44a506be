"""Three answers, by where the interval lies."""

import numpy as np
import pytest

from fairwitness.explainers.quality.telltale import Telltale, of_mean


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [(0.2, 0.3, "fires"), (0.0, 0.1, "clear"), (0.05, 0.3, "inconclusive"), (None, None, "inconclusive")],
)
def test_what_it_says(low, high, says):
    assert Telltale(0.1, low, high, 0.1, 50).says == says


def test_the_interval_holds_the_mean_in_99_of_100():
    random = np.random.default_rng(0)
    found = [of_mean(random.normal(size=80), 0.0, 10) for _ in range(1000)]
    assert 0.975 <= np.mean([one.low <= 0 <= one.high for one in found]) <= 0.998


def test_the_intervals_of_two_hold_together_in_99_of_100():
    random = np.random.default_rng(1)
    pairs = [[of_mean(random.normal(size=80), 0.0, 10, 2) for _ in range(2)] for _ in range(1000)]
    assert 0.975 <= np.mean([all(one.low <= 0 <= one.high for one in pair) for pair in pairs]) <= 0.998
    one, two = (of_mean(np.arange(20.0), 0.0, 10, among) for among in (1, 2))
    assert (one.value, one.high - one.value < two.high - two.value) == (two.value, True)


def test_too_few_rows_say_nothing():
    assert of_mean(np.ones(9), 0.0, 10).says == "inconclusive"

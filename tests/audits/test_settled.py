"""Figures without rounding noise."""

import math

import numpy as np
import pytest

from fairwitness.audits.settled import settled


@pytest.mark.parametrize(
    ("value", "figure"),
    [(0.1 + 0.2, 0.3), (1 / 3, 0.333333333333), (-1e-15, 0.0), (np.float64(2.5), 2.5), (None, None)],
)
def test_twelve_decimals_and_no_negative_zero(value, figure):
    found = settled(value)
    assert found == figure
    if found is not None:
        assert type(found) is float
        assert math.copysign(1, found) == math.copysign(1, figure)

"""An explained text or picture."""

import numpy as np
import pytest

from fairwitness.errors import ExplanationError
from fairwitness.explainers.media import ItemExplanation


def found(values, errors=None):
    values = np.array(values)
    parts = tuple(map(str, range(len(values))))
    return ItemExplanation(
        parts, values, 0.0, 1.0, 0, "lime", standard_errors=None if errors is None else np.array(errors)
    )


def test_the_strongest_come_first():
    assert found([0.1, -3.0, 2.0]).strongest(2) == (1, 2)


def test_what_is_within_two_standard_errors_is_nothing():
    assert found([0.5, -0.5, 0.2], [0.1, 0.3, 0.1]).clear().tolist() == [0.5, 0.0, 0.2]
    assert found([0.5, -0.5]).clear().tolist() == [0.5, -0.5]


def test_values_are_finite_and_one_for_each_part():
    with pytest.raises(ExplanationError, match="must be 2 finite numbers"):
        found([1.0, np.nan])

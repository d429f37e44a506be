"""What may be chosen about LIME."""

import math

import pytest

from fairwitness.errors import ExplanationError
from fairwitness.explainers.lime import LimeOptions


def test_the_defaults_are_limes():
    assert LimeOptions() == LimeOptions(discretize=True, within="lime", local=False, kernel_width="lime")


@pytest.mark.parametrize("width", [0, -1.0, math.nan, math.inf, "wide", True])
def test_a_width_is_positive_or_has_a_name(width):
    with pytest.raises(ExplanationError, match="`kernel_width` must be a positive number"):
        LimeOptions(kernel_width=width)


@pytest.mark.parametrize("width", [0.1, 3, "lime", "local"])
def test_widths_that_are(width):
    assert LimeOptions(kernel_width=width).kernel_width == width


def test_local_numbers_cannot_be_discretized():
    with pytest.raises(ExplanationError, match="discretize=False"):
        LimeOptions(local=True)
    assert LimeOptions(local=True, discretize=False).local


@pytest.mark.parametrize("within", ["uniform", None, 1])
def test_the_draw_within_conditions_has_a_name(within):
    with pytest.raises(ExplanationError, match="`within` must be 'lime' or 'background'"):
        LimeOptions(within=within)

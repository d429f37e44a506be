"""Agreement of two explanations: known answers, symmetry, bounds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import spearmanr

from fairwitness.errors import ExplanationError
from fairwitness.explainers.quality.agreement import (
    feature_agreement,
    rank_agreement,
    rank_correlation,
    sign_agreement,
)

ONE = np.array([[4.0, -3.0, 2.0, 0.1]])
OTHER = np.array([[-3.0, -4.0, 0.1, 2.0]])


def test_known_answers():
    assert feature_agreement(ONE, OTHER, 2) == 1
    assert feature_agreement(ONE, OTHER, 3) == pytest.approx(2 / 3)
    assert sign_agreement(ONE, OTHER, 2) == 0.5
    assert rank_agreement(ONE, OTHER, 2) == 0
    assert rank_agreement(ONE, ONE * 2, 4) == 1


matrices = arrays(float, (3, 5), elements=st.floats(-10, 10))


@given(matrices, matrices, st.integers(1, 5))
def test_they_are_symmetric_and_ordered(one, other, top):
    features, signs, ranks = (
        measure(one, other, top) for measure in (feature_agreement, sign_agreement, rank_agreement)
    )
    assert (signs <= features).all()
    assert (ranks <= features).all()
    assert np.array_equal(features, feature_agreement(other, one, top))
    assert (feature_agreement(one, one, top) == 1).all()


@given(matrices, matrices)
def test_the_correlation_is_scipys(one, other):
    found = rank_correlation(one, other)
    for row, value in enumerate(found):
        pair = np.abs(one[row]), np.abs(other[row])
        if any(np.ptp(values) == 0 for values in pair):
            assert np.isnan(value)
        else:
            assert value == pytest.approx(spearmanr(*pair).statistic, abs=1e-12)


def test_other_shapes_and_tops_are_refused():
    with pytest.raises(ExplanationError, match="same rows and columns"):
        feature_agreement(ONE, OTHER[:, :3])
    with pytest.raises(ExplanationError, match="from 1 to 4"):
        sign_agreement(ONE, OTHER, 5)

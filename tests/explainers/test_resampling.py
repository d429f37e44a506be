import numpy as np
import pytest

from fairwitness.errors import ExplanationError
from fairwitness.explainers import resampling
from fairwitness.explainers.resampling import Resampling, resampled_means


def test_means_spread_as_means_of_rows_do():
    draw = np.random.default_rng(0)
    values = draw.normal(3, 2, (50, 2))
    found = resampled_means(values, np.ones(50), 4000, np.random.default_rng(1))
    assert found.mean(axis=0) == pytest.approx(values.mean(axis=0), abs=0.03)
    assert found.std(axis=0) == pytest.approx(values.std(axis=0) / np.sqrt(50), rel=0.06)


def test_a_row_of_no_weight_changes_nothing_and_chunks_neither(monkeypatch):
    values = np.array([[1.0], [1.0], [9.0]])
    weights = np.array([1.0, 2.0, 1e-12])
    found = resampled_means(values, weights, 300, np.random.default_rng(0))
    assert np.median(found) == pytest.approx(1)
    monkeypatch.setattr(resampling, "_CELLS", 30)
    assert resampled_means(values, weights, 300, np.random.default_rng(0)) == pytest.approx(found)


def test_what_cannot_be_is_refused():
    with pytest.raises(ExplanationError, match="`resamples` must"):
        Resampling(resamples=10)
    with pytest.raises(ExplanationError, match="`confidence` must"):
        Resampling(confidence=1)
    assert Resampling(confidence=0.9).ends == pytest.approx((0.05, 0.95))

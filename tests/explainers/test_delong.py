"""The area is scikit-learn's, its variance that of the components, and pairs are counted in whole numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from fairwitness.explainers.delong import area

COUNTS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=6).filter(
    lambda bins: all(sum(one) >= 2 for one in zip(*bins, strict=True))
)


@given(COUNTS)
def test_it_is_what_the_rows_give(bins):
    positives, negatives = np.array(bins).T
    found = area(positives, negatives)
    one, two = (np.repeat(np.arange(len(bins)), counts) for counts in (positives, negatives))
    labels = np.repeat([1, 0], [len(one), len(two)])
    assert found.value == pytest.approx(roc_auc_score(labels, np.concatenate([one, two])), abs=1e-12)
    wins = (one[:, None] > two) + 0.5 * (one[:, None] == two)
    assert found.wins == 2 * wins.sum()
    assert found.ties == (one[:, None] == two).sum()
    by_hand = wins.mean(axis=1).var(ddof=1) / len(one) + wins.mean(axis=0).var(ddof=1) / len(two)
    assert found.variance == pytest.approx(by_hand, abs=1e-12)


def test_a_single_row_of_a_kind_has_no_variance():
    assert area(np.array([0, 1]), np.array([3, 1])).variance is None

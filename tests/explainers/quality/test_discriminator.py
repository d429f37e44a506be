"""The off-manifold rate: made-up rows show where columns hang together, and do not where they are independent."""

import numpy as np
import pandas as pd
import pytest

from fairwitness.explainers.base import Explanation
from fairwitness.explainers.quality.base import Examined
from fairwitness.explainers.quality.discriminator import apart, told_apart


def examined(correlation):
    random = np.random.default_rng(0)

    def drawn(rows):
        shared = random.normal(size=(rows, 1))
        own = random.normal(size=(rows, 4))
        return pd.DataFrame(np.sqrt(correlation) * shared + np.sqrt(1 - correlation) * own).add_prefix("c")

    X = drawn(300)
    said = Explanation(np.zeros(X.shape), np.zeros(len(X)), np.zeros(len(X)), tuple(X.columns))
    return Examined(lambda rows: np.zeros(len(rows)), X, drawn(300), said)


def test_correlated_columns_give_hybrids_away():
    assert told_apart(examined(0.97)).rates().mean() > 0.8


def test_of_independent_columns_nothing_tells_them_apart():
    rates = told_apart(examined(0.0)).rates()
    assert abs(rates.mean() - 0.5) < 3 * rates.std() / np.sqrt(len(rates)) + 0.03


def test_the_mean_is_the_area_under_the_curve():
    from sklearn.metrics import roc_auc_score

    found = told_apart(examined(0.5))
    areas = [
        roc_auc_score(
            np.repeat([1, 0], (found.fold == fold).sum()),
            np.concatenate([found.real[found.fold == fold], found.made_up[found.fold == fold]]),
        )
        for fold in (0, 1)
    ]
    assert found.rates().mean() == pytest.approx(np.mean(areas))


def test_rows_of_another_kind_are_all_told_apart():
    real = np.random.default_rng(0).normal(size=(60, 2))
    assert apart(real, real + 10, seed=0).rates().min() == 1

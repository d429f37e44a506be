"""shap's own estimators: against every coalition, and with errors that mean what they say."""

import numpy as np
import pandas as pd
import pytest

from fairwitness.errors import ExplanationError
from fairwitness.explainers.base import Options
from fairwitness.explainers.coalitions import coalition_values
from fairwitness.explainers.engines import Question
from fairwitness.explainers.engines.permutations import Permutations

WIDE = [f"x{place}" for place in range(11)]


def frame(rows, columns, seed=0):
    return pd.DataFrame(np.random.default_rng(seed).normal(size=(rows, len(columns))), columns=columns)


def products(f):
    x = np.asarray(f)
    return np.tanh(x[:, 0] * x[:, 1] * x[:, 2]) + np.sin(x[:, 3] * x[:, 4]) * x[:, 5] + x[:, 6] * x[:, 7] ** 2


def shares(X, background, **options):
    return Permutations().shares(Question(products, X, background, Options(**options)))


def test_permutations_agree_with_every_coalition():
    X, background = frame(3, WIDE), frame(23, WIDE, seed=1)  # 23 does not divide into blocks of one size
    sampled = shares(X, background, n_samples=23 * 12)
    exact = coalition_values(products, X.to_numpy(), background.to_numpy())
    off = np.abs(sampled.values - exact.values)
    assert (off <= 5 * sampled.standard_errors + 1e-9).all()
    share = (off <= 2 * sampled.standard_errors + 1e-9).mean()
    assert share > 0.85
    assert off.max() > 1e-6  # otherwise the test would not see the sampling
    assert sampled.residual < 1e-10


def test_standard_errors_are_those_of_repeated_seeds():
    X, background = frame(1, WIDE), frame(20, WIDE, seed=1)
    runs = [shares(X, background, seed=seed, n_samples=23 * 4) for seed in range(40)]
    spread = np.std([run.values for run in runs], axis=0, ddof=1)[0, :6]
    said = np.sqrt(np.mean([run.standard_errors**2 for run in runs], axis=0))[0, :6]
    assert (said / spread > 0.6).all()
    assert (said / spread < 1.6).all()


def test_few_columns_are_exact():
    X, background = frame(2, list("abcdefgh")), frame(9, list("abcdefgh"), seed=1)
    exact = coalition_values(products, X.to_numpy(), background.to_numpy())
    found = shares(X, background)
    np.testing.assert_allclose(found.values, exact.values, atol=1e-10)
    assert (found.effort["n_samples"], found.standard_errors) == (256, None)


def test_too_few_samples_and_one_round():
    X, background = frame(1, WIDE), frame(5, WIDE, seed=1)
    with pytest.raises(ExplanationError, match="`n_samples` must be at least 23"):
        shares(X, background, n_samples=22)
    one = shares(X, background, n_samples=45)
    assert (one.effort["n_samples"], one.standard_errors) == (23, None)

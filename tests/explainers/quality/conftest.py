"""A linear model whose exact Shapley values are known, and data with a category and a correlation."""

import numpy as np
import pandas as pd
import pytest

from fairwitness.explainers.base import Explanation
from fairwitness.explainers.quality.base import Examined

WEIGHTS = {"big": 4.0, "small": 1.0, "none": 0.0, "twin": 0.0}


def frame(rows, seed):
    random = np.random.default_rng(seed)
    big = random.normal(size=rows)
    return pd.DataFrame(
        {
            "big": big,
            "small": random.normal(size=rows),
            "none": random.integers(0, 50, rows),
            "twin": big + 0.1 * random.normal(size=rows),
            "town": random.choice(["A", "B", "C"], rows, p=[0.5, 0.3, 0.2]),
        }
    )


def linear(rows):
    total = sum(weight * rows[name].to_numpy(dtype=float) for name, weight in WEIGHTS.items())
    return total + 2.0 * (rows["town"] == "A").to_numpy()


def exact(rows, background, seed=0):
    """Weight times distance from the mean; of the town, its effect against its share."""
    values = np.column_stack(
        [
            *(weight * (rows[name] - background[name].mean()) for name, weight in WEIGHTS.items()),
            2.0 * ((rows["town"] == "A").astype(float) - (background["town"] == "A").mean()),
        ]
    )
    base = np.full(len(rows), linear(background).mean())
    return Explanation(values, base, linear(rows), tuple(rows.columns))


def noise(rows, background, seed=0):
    """What says nothing about the model."""
    values = np.random.default_rng(seed).normal(size=rows.shape)
    return Explanation(values, np.zeros(len(rows)), linear(rows), tuple(rows.columns))


@pytest.fixture(scope="session")
def made():
    """Puts an explainer's words about the linear model to the test."""

    def examine(explain=exact, rows=40, seed=0):
        X, background = frame(rows, 1), frame(200, 2)
        return Examined(linear, X, background, explain(X, background), seed)

    return examine

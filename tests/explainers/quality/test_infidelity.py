"""Infidelity: 0 in the limit for a linear model's Shapley values, and large for values of nothing."""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from fairwitness.explainers import explain
from fairwitness.explainers.base import Explanation
from fairwitness.explainers.inputs import as_predict
from fairwitness.explainers.quality.base import Examined
from fairwitness.explainers.quality.infidelity import infidelity

from .conftest import frame, linear, noise


def test_exact_values_of_a_linear_model_miss_only_by_the_draws(made):
    few, many = infidelity(made(), draws=4).mean(), infidelity(made(), draws=64).mean()
    assert many < 0.02
    assert 8 < few / many < 32, "the error is that of a mean over the draws"


def test_noise_and_doubled_values_miss(made):
    def doubled(rows, background):
        from .conftest import exact

        said = exact(rows, background)
        return Explanation(2 * said.values, said.base_values, said.outputs, said.columns)

    assert infidelity(made(noise)).mean() > 5 * infidelity(made()).mean()
    assert infidelity(made(doubled)).mean() > 5 * infidelity(made()).mean()


def test_it_has_no_unit(made):
    examined = made()
    said = examined.explanation
    scaled = Explanation(10 * said.values, 10 * said.base_values, 10 * said.outputs, said.columns)
    found = infidelity(
        Examined(lambda rows: 10 * linear(rows), examined.rows, examined.background, scaled, 0)
    )
    np.testing.assert_allclose(found, infidelity(examined), rtol=1e-9)


def test_a_constant_model_has_no_figure():
    X, background = frame(3, 1), frame(10, 2)
    said = Explanation(np.zeros((3, 5)), np.ones(3), np.ones(3), tuple(X.columns))
    assert np.isnan(infidelity(Examined(lambda rows: np.ones(len(rows)), X, background, said))).all()


def test_margins_are_held_against_margins():
    numbers = pd.DataFrame(np.random.default_rng(5).normal(size=(80, 3)), columns=list("abc"))
    X, background = numbers.iloc[:20], numbers.iloc[20:]
    model = LogisticRegression().fit(numbers, numbers["a"] - numbers["b"] > 0)
    said = explain(model, X, background=background, scale="margin")
    predict, _ = as_predict(model)
    assert infidelity(Examined(predict, X, background, said, 0), draws=64).mean() < 0.05

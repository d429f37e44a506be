"""What is known beforehand, from the public door, and to the same bit with one, two and four workers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestRegressor
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from fairwitness.explainers import explain
from fairwitness.explainers.coalitions.design import every_coalition
from fairwitness.explainers.coalitions.solve import exact_weights
from fairwitness.explainers.gap import attribute_gap

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
RNG = np.random.default_rng(12)
X = pd.DataFrame(RNG.normal(size=(120, 5)), columns=list("abcde")).round(3)
X["job"] = RNG.choice(["clerk", "nurse", "smith"], 120)
ROWS, BACKGROUND = X.iloc[:10], X.iloc[20:50]  # two chunks of rows
NUMBERS = list("abcde")
Y = X.a * X.b + np.sin(X.c) + (X.job == "nurse") * X.d


def brute(predict, columns):
    """Every coalition, with the background's rows in place of the columns that are not told."""
    told, weights = every_coalition(len(columns)), exact_weights(len(columns))
    found = []
    for place in range(len(ROWS)):
        mixed = pd.concat([BACKGROUND[columns]] * len(told), ignore_index=True)
        for column, known in zip(columns, np.repeat(told, len(BACKGROUND), axis=0).T, strict=True):
            mixed[column] = mixed[column].where(~known, ROWS[column].iloc[place])
        found.append(weights @ np.asarray(predict(mixed)).reshape(len(told), -1).mean(axis=1))
    return np.array(found)


def forest():
    return RandomForestRegressor(20, max_depth=5, random_state=0).fit(X[NUMBERS], Y)


def grouped():
    """A category whose dummies are one player: the pipeline is asked with whole columns."""
    encode = make_column_transformer((OneHotEncoder(), ["job"]), remainder="passthrough")
    return make_pipeline(encode, MLPRegressor(hidden_layer_sizes=(8,), max_iter=50, random_state=0)).fit(X, Y)


def product(frame):
    return frame.a * frame.b


def xor(frame):
    return 1.0 * ((frame.a > 0) ^ (frame.b > 0))


def constant(frame):
    return np.full(len(frame), 3.0)


def straight(frame):
    return frame[NUMBERS].to_numpy() @ np.arange(5.0) + 2


def linear_truth():
    return np.arange(5.0) * (ROWS[NUMBERS] - BACKGROUND[NUMBERS].mean()).to_numpy()


CASES = {
    "linear": (lambda: straight, NUMBERS, linear_truth),
    "product": (lambda: product, NUMBERS, lambda: brute(product, NUMBERS)),
    "xor": (lambda: xor, NUMBERS, lambda: brute(xor, NUMBERS)),
    "constant": (lambda: constant, NUMBERS, lambda: np.zeros((10, 5))),
    "trees": (forest, NUMBERS, lambda: brute(forest().predict, NUMBERS)),
    "one-hot group": (grouped, [*NUMBERS, "job"], lambda: brute(grouped().predict, [*NUMBERS, "job"])),
}


@pytest.mark.parametrize("name", CASES)
def test_the_values_are_those_known_for_any_number_of_workers(name):
    make, columns, truth = CASES[name]
    model, expected = make(), truth()
    rows, background = ROWS[columns], BACKGROUND[columns]
    one = explain(model, rows, background=background, check_rows=0)
    np.testing.assert_allclose(one.values, expected, atol=1e-8)
    assert one.additivity_residual < 1e-6
    predict = getattr(model, "predict", model)
    assert one.base_values[0] == pytest.approx(np.mean(predict(background)), abs=1e-6)
    for workers in (2, 4):
        many = explain(model, rows, background=background, check_rows=0, workers=workers)
        np.testing.assert_array_equal(many.values, one.values)


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_the_gap_of_two_groups_is_the_sum_of_its_shares(workers):
    found = explain(grouped(), ROWS, background=BACKGROUND, check_rows=0, workers=workers)
    groups = np.where(ROWS.a > 0, "high", "low").tolist()
    gap = attribute_gap(found, groups, ("high", "low"))
    outputs = pd.Series(found.outputs).groupby(groups).mean()
    assert sum(share.value for share in gap.shares) == pytest.approx(
        outputs["high"] - outputs["low"], abs=1e-6
    )


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_the_order_of_rows_and_their_company_change_nothing(workers):
    model = forest()
    whole = explain(
        model.predict, ROWS[NUMBERS], background=BACKGROUND[NUMBERS], check_rows=0, workers=workers
    )
    turned = explain(
        model.predict, ROWS[NUMBERS].iloc[::-1], background=BACKGROUND[NUMBERS], check_rows=0, workers=workers
    )
    np.testing.assert_array_equal(turned.values[::-1], whole.values)


def test_lime_of_a_sum_of_its_own_conditions_is_that_sum():
    """A model that adds up lime's conditions is fitted without a rest, but for the ridge."""
    cuts = {name: BACKGROUND[name].quantile([0.25, 0.5, 0.75]).to_numpy() for name in NUMBERS}
    weights = dict(zip(NUMBERS, (0.0, 1.0, -2.0, 3.0, 0.5), strict=True))
    row = ROWS[NUMBERS].iloc[[0]]

    def quartile(column):
        return np.searchsorted(cuts[column.name], column.to_numpy(), side="left")

    def model(frame):
        return sum(weights[name] * (quartile(frame[name]) == quartile(row[name])[0]) for name in NUMBERS)

    for workers in (1, 2, 4):
        found = explain(model, row, background=BACKGROUND[NUMBERS], method="lime", workers=workers)
        np.testing.assert_allclose(found.values[0], list(weights.values()), atol=0.01)
        assert found.fidelity[0] > 0.999

"""Shapley interaction values, by quadrature."""

from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import RandomForestRegressor
from tests.explainers.trees.grown import games, grow, rows_for

from fairwitness.errors import ExplanationError
from fairwitness.explainers.trees.interactions import interactions
from fairwitness.explainers.trees.path_dependent import path_dependent
from fairwitness.explainers.trees.read.scikit import prepare_scikit, read_scikit


def by_definition(ensemble, row, players, count):
    """The interaction index (Grabisch and Roubens 1999), halved. Shape (players, players, outputs), diagonal 0."""
    value = games(ensemble, row, players, count)
    result = np.zeros((count, count, ensemble.outputs))
    for i in range(count):
        for j in set(range(count)) - {i}:
            for without in value:
                if without & {i, j}:
                    continue
                weight = factorial(len(without)) * factorial(count - len(without) - 2) / factorial(count - 1)
                change = (
                    value[without | {i, j}] - value[without | {i}] - value[without | {j}] + value[without]
                )
                result[i, j] += weight / 2 * change
    return result


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32 - 1), depth=st.integers(0, 6), outputs=st.integers(1, 2), data=st.data())
def test_the_definition(seed, depth, outputs, data):
    columns, count = data.draw(st.integers(1, 8)), data.draw(st.integers(1, 5))
    owners = data.draw(st.lists(st.integers(0, count - 1), min_size=columns, max_size=columns))
    players = np.array(owners, dtype=np.int32)
    ensemble = grow(seed, depth=depth, columns=columns, outputs=outputs, empty=0.2)
    matrix = rows_for(ensemble, 2, seed)
    found = interactions(ensemble, matrix, players, count=count, threads=1)
    off = ~np.eye(count, dtype=bool)
    expected = np.array([by_definition(ensemble, row, players, count) for row in matrix])
    np.testing.assert_allclose(found.values[:, off], expected[:, off], atol=1e-12)


def test_lines_sum_to_the_values_and_both_sides_are_the_same():
    ensemble = grow(7, depth=8, columns=12, outputs=2)
    matrix, players = rows_for(ensemble, 50), np.arange(12, dtype=np.int32)
    found, values = interactions(ensemble, matrix, players), path_dependent(ensemble, matrix, players)
    np.testing.assert_allclose(found.values.sum(axis=2), values.values, atol=1e-12)
    np.testing.assert_array_equal(found.values, found.values.transpose(0, 2, 1, 3))
    np.testing.assert_allclose(found.base, values.base, atol=1e-15)
    assert found.points == values.points


def test_the_same_bits_for_any_threads():
    ensemble = grow(3, trees=5, depth=6, columns=9)
    matrix, players = rows_for(ensemble, 300), np.arange(9, dtype=np.int32) % 5
    one, two = (interactions(ensemble, matrix, players, threads=threads).values for threads in (1, 2))
    assert one.tobytes() == two.tobytes()


def test_shap_says_the_same(shap):
    draw = np.random.default_rng(0)
    X = draw.normal(size=(200, 6)).astype(np.float32).astype(float)
    forest = RandomForestRegressor(5, max_depth=6, random_state=0).fit(X, X[:, 0] * X[:, 1] + X[:, 2])
    theirs = shap.TreeExplainer(forest, feature_perturbation="tree_path_dependent").shap_interaction_values(
        X[:20]
    )
    matrix = prepare_scikit(forest, X[:20])
    found = interactions(read_scikit(forest), matrix, np.arange(6, dtype=np.int32))
    np.testing.assert_allclose(found.values[..., 0], theirs, atol=1e-6)


def test_what_does_not_fit():
    with pytest.raises(ExplanationError, match="`matrix` must have shape"):
        interactions(grow(0), np.zeros((2, 4)), np.arange(5, dtype=np.int32))

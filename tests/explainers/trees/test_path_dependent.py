"""Shapley values of the path-dependent game, by quadrature."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.explainers.trees.grown import built, grow, known, rows_for, shapley

from fairwitness.errors import ExplanationError
from fairwitness.explainers.trees.path_dependent import path_dependent

FIVE = np.arange(5, dtype=np.int32)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), depth=st.integers(0, 6), outputs=st.integers(1, 3), data=st.data())
def test_the_definition(seed, depth, outputs, data):
    columns = data.draw(st.integers(1, 8))
    count = data.draw(st.integers(1, 5))
    owners = data.draw(st.lists(st.integers(0, count - 1), min_size=columns, max_size=columns))
    players = np.array(owners, dtype=np.int32)
    ensemble = grow(seed, depth=depth, columns=columns, outputs=outputs, empty=0.2)
    matrix = rows_for(ensemble, 3, seed)
    found = path_dependent(ensemble, matrix, players, count=count, threads=1)
    expected = [shapley(ensemble, row, players, count) for row in matrix]
    np.testing.assert_allclose(found.values, expected, atol=1e-12)
    np.testing.assert_allclose(found.base, known(ensemble, matrix[0], players, frozenset()), atol=1e-12)


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), depth=st.integers(1, 12), columns=st.integers(1, 30))
def test_efficiency(seed, depth, columns):
    ensemble = grow(seed, depth=min(depth, 9), columns=columns, outputs=2, empty=0.1)
    matrix = rows_for(ensemble, 20, seed)
    found = path_dependent(ensemble, matrix, np.arange(columns, dtype=np.int32), threads=1)
    np.testing.assert_allclose(
        found.base + found.values.sum(axis=1), ensemble.predict(matrix), rtol=0, atol=1e-10
    )


def test_a_player_that_no_tree_asks_about_has_exactly_nothing():
    ensemble = grow(1, columns=4)
    matrix = np.column_stack([rows_for(ensemble, 20), np.ones(20)])
    wider = ensemble.__class__(**(vars(ensemble) | {"columns": 5}))
    found = path_dependent(wider, matrix, FIVE, count=7)
    assert found.values.shape == (20, 7, 1)
    assert not found.values[:, 4:].any()
    assert found.values[:, :4].any(axis=(0, 2)).all()


def test_columns_that_do_the_same_get_the_same():
    inner = {"missing_left": False, "category_start": -1, "category_words": 0, "value": [0.0]}
    leaf = inner | {"left": -1, "right": -1, "feature": -1, "threshold": 0.0}

    def both(first, second):
        return [
            inner | {"left": 1, "right": 2, "feature": first, "threshold": 0.0, "cover": 8.0},
            leaf | {"cover": 4.0, "value": [0.0]},
            inner | {"left": 3, "right": 4, "feature": second, "threshold": 0.0, "cover": 4.0},
            leaf | {"cover": 2.0, "value": [0.0]},
            leaf | {"cover": 2.0, "value": [1.0]},
        ]

    for nodes in (both(0, 1), both(1, 0)):
        found = path_dependent(built(nodes, [0], 2), np.array([[1.0, 1.0]]), np.arange(2, dtype=np.int32))
        np.testing.assert_allclose(found.values[0, :, 0], [0.375, 0.375], atol=1e-15)


def test_the_same_bits_for_any_threads_and_any_rows_beside():
    ensemble = grow(3, trees=5, depth=6, columns=9, outputs=2)
    matrix, players = rows_for(ensemble, 700), np.arange(9, dtype=np.int32) % 5
    whole = path_dependent(ensemble, matrix, players, threads=1).values
    assert path_dependent(ensemble, matrix, players, threads=2).values.tobytes() == whole.tobytes()
    for rows in (slice(3, 4), slice(100, 351)):
        part = path_dependent(ensemble, matrix[rows], players, threads=2).values
        assert part.tobytes() == np.ascontiguousarray(whole[rows]).tobytes()


def test_as_many_points_as_half_the_players_on_a_path():
    ensemble = grow(5, depth=8, columns=30, empty=0)
    whole = path_dependent(ensemble, rows_for(ensemble, 2), np.arange(30, dtype=np.int32))
    grouped = path_dependent(ensemble, rows_for(ensemble, 2), np.zeros(30, dtype=np.int32))
    assert (whole.points, grouped.points) == (4, 1)


@pytest.mark.parametrize("columns", [1, 3, 70])
def test_a_path_of_seventy_conditions(columns):
    nodes = []
    for place in range(70):
        shape = {"missing_left": False, "category_start": -1, "category_words": 0}
        stays = {
            "left": -1,
            "right": -1,
            "feature": -1,
            "threshold": 0.0,
            "cover": 1.0,
            "value": [float(place)],
        }
        asks = {"left": 2 * place + 1, "right": 2 * place + 2, "feature": place % columns, "value": [0.0]}
        nodes += [shape | asks | {"threshold": -1.0 + place / 100, "cover": 71.0 - place}, shape | stays]
    nodes.append(nodes[-1] | {"value": [100.0]})
    ensemble = built(nodes, [0], columns)
    matrix = np.random.default_rng(0).normal(size=(40, columns)) - 0.5
    matrix[0] = 5.0
    found = path_dependent(ensemble, matrix, np.arange(columns, dtype=np.int32))
    np.testing.assert_allclose(found.base + found.values.sum(axis=1), ensemble.predict(matrix), atol=1e-10)
    assert found.base == pytest.approx((sum(range(70)) + 100) / 71)


def test_trees_of_one_leaf_and_no_rows():
    ensemble = grow(0, depth=0, columns=5, outputs=2)
    found = path_dependent(ensemble, np.zeros((3, 5)), FIVE)
    assert not found.values.any()
    np.testing.assert_allclose(found.base, ensemble.predict(np.zeros((1, 5)))[0])
    assert path_dependent(grow(0), np.zeros((0, 5)), FIVE).values.shape == (0, 5, 1)


def test_progress_counts_rows_and_can_end_the_work():
    told = []
    path_dependent(grow(0), np.zeros((300, 5)), FIVE, progress=lambda *done: told.append(done))
    assert told[-1] == (300, 300)
    assert sorted(told) == told

    def stop(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        path_dependent(grow(0), np.zeros((300, 5)), FIVE, progress=stop)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"matrix": np.zeros((2, 4))}, r"`matrix` must have shape \(rows, 5\)"),
        ({"players": np.zeros(4, dtype=np.int32)}, "`players` must give each of the 5 columns"),
        ({"players": FIVE - 1}, "`players` must give each"),
        ({"count": 4}, "a place from 0 to 3"),
        ({"threads": 0}, "`threads` must be at least 1"),
    ],
)
def test_what_does_not_fit(change, said):
    arguments = {"ensemble": grow(0), "matrix": np.zeros((2, 5)), "players": FIVE} | change
    with pytest.raises(ExplanationError, match=said):
        path_dependent(**arguments)

"""Exact interventional Shapley values of trees."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.explainers.trees.against import rows_of, shapley, trees, ways_forced

from fairwitness.errors import ExplanationError
from fairwitness.explainers.trees import background as module
from fairwitness.explainers.trees import background_pairs
from fairwitness.explainers.trees.background import interventional

PLAYERS = np.array([0, 1, 1, 2, 3, 0])
"""Of six columns, the last of which asks for categories: player 0 and player 1 own two each."""
BOTH = pytest.mark.parametrize("way", ["table", "pairs"])


@BOTH
@given(seed=st.integers(0, 2**32 - 1), depth=st.integers(0, 7), outputs=st.integers(1, 3))
def test_by_all_coalitions(way, seed, depth, outputs):
    generator = np.random.default_rng(seed)
    ensemble = trees(generator, depth=depth, number=2, outputs=outputs)
    matrix, background = rows_of(generator, 3), rows_of(generator, 5)
    with ways_forced(way):
        values, base = interventional(ensemble, matrix, background, PLAYERS)
    np.testing.assert_allclose(values, shapley(ensemble, matrix, background, PLAYERS), atol=1e-12)
    np.testing.assert_allclose(base, ensemble.predict(background).mean(axis=0), atol=1e-12)


@BOTH
def test_values_add_up_to_the_answer(way):
    generator = np.random.default_rng(1)
    ensemble = trees(generator, depth=12, number=20)
    matrix, background = rows_of(generator, 50), rows_of(generator, 60)
    with ways_forced(way):
        values, base = interventional(ensemble, matrix, background, np.arange(6))
    np.testing.assert_allclose(values.sum(axis=1) + base, ensemble.predict(matrix), atol=1e-12)


@BOTH
def test_numbers_do_not_depend_on_the_threads(way):
    generator = np.random.default_rng(2)
    ensemble = trees(generator, depth=8, number=33)
    matrix, background = rows_of(generator, 300), rows_of(generator, 70)
    with ways_forced(way):
        one = interventional(ensemble, matrix, background, PLAYERS, threads=1)
        for threads in (2, 5):
            again = interventional(ensemble, matrix, background, PLAYERS, threads=threads)
            np.testing.assert_array_equal(again[0], one[0])
            np.testing.assert_array_equal(again[1], one[1])


def test_blocks_of_rows_make_no_difference(monkeypatch):
    generator = np.random.default_rng(3)
    ensemble = trees(generator, depth=6, number=5)
    matrix, background = rows_of(generator, 25), rows_of(generator, 4)
    whole, _ = interventional(ensemble, matrix, background, PLAYERS)
    monkeypatch.setattr(module, "_BLOCK_ROWS", 10)
    in_three, _ = interventional(ensemble, matrix, background, PLAYERS)
    np.testing.assert_allclose(in_three, whole, atol=1e-14)


def test_either_way_says_the_same_of_deep_trees():
    generator = np.random.default_rng(10)
    ensemble = trees(generator, depth=14, number=3, outputs=2, columns=12)
    matrix, background = rows_of(generator, 70, 12), rows_of(generator, 90, 12)
    found = []
    for way in ("table", "pairs"):
        with ways_forced(way):
            found.append(interventional(ensemble, matrix, background, np.arange(12))[0])
    np.testing.assert_allclose(found[0], found[1], atol=1e-13)


def test_more_players_on_a_path_than_tables_are_made_for():
    generator = np.random.default_rng(11)
    ensemble = trees(generator, depth=1, number=1, columns=42)
    inner, leaves = 40, 41
    chain = dataclasses.replace(
        ensemble,
        left=np.append(np.arange(inner) + inner, np.full(leaves, -1)).astype(np.int32),
        right=np.append(np.append(np.arange(1, inner), 2 * inner), np.full(leaves, -1)).astype(np.int32),
        feature=np.append(np.arange(inner), np.full(leaves, -1)).astype(np.int32),
        threshold=np.zeros(inner + leaves),
        missing_left=np.zeros(inner + leaves, dtype=bool),
        category_start=np.full(inner + leaves, -1, dtype=np.int32),
        category_words=np.zeros(inner + leaves, dtype=np.int32),
        cover=np.ones(inner + leaves),
        value=np.append(np.zeros(2 * inner), 1.0)[:, None],
        roots=np.zeros(1, dtype=np.int32),
    )
    # The last leaf asks all 40 to be above 0: alone they are worth nothing, and together 1.
    values, _ = interventional(chain, np.ones((1, 42)), -np.ones((3, 42)), np.arange(42))
    np.testing.assert_allclose(values[0, :, 0], [1 / 40] * 40 + [0, 0], atol=1e-15)
    half = np.where(np.arange(42) < 30, 1.0, -1.0)[None]
    values, _ = interventional(chain, np.ones((1, 42)), half, np.arange(42))
    np.testing.assert_allclose(values[0, :, 0], [0] * 30 + [1 / 10] * 10 + [0, 0], atol=1e-15)


def test_blocks_of_pairs_make_no_difference(monkeypatch):
    generator = np.random.default_rng(12)
    ensemble = trees(generator, depth=7, number=3)
    matrix, background = rows_of(generator, 25), rows_of(generator, 23)
    with ways_forced("pairs"):
        whole, _ = interventional(ensemble, matrix, background, PLAYERS)
        monkeypatch.setattr(background_pairs, "BLOCK", 10)
        in_nine, _ = interventional(ensemble, matrix, background, PLAYERS)
    np.testing.assert_allclose(in_nine, whole, atol=1e-14)


@BOTH
def test_a_row_of_the_background_that_comes_twice_weighs_twice(way):
    generator = np.random.default_rng(4)
    ensemble = trees(generator, depth=6, number=5)
    matrix, background = rows_of(generator, 10), rows_of(generator, 3)
    with ways_forced(way):
        each = [interventional(ensemble, matrix, background[[row]], PLAYERS) for row in range(3)]
        values, base = interventional(ensemble, matrix, background[[0, 0, 1, 2, 2, 2]], PLAYERS)
    for found, place in ((values, 0), (base, 1)):
        np.testing.assert_allclose(
            found, np.average([one[place] for one in each], axis=0, weights=[2, 1, 3]), atol=1e-13
        )


def test_a_row_that_is_the_background_owes_nothing():
    generator = np.random.default_rng(5)
    ensemble = trees(generator, depth=6, number=5)
    row = rows_of(generator, 1)
    values, base = interventional(ensemble, row, row, PLAYERS)
    np.testing.assert_array_equal(values, 0)
    np.testing.assert_allclose(base, ensemble.predict(row)[0])


@BOTH
def test_a_player_that_no_tree_asks_gets_nothing(way):
    generator = np.random.default_rng(6)
    ensemble = trees(generator, depth=6, number=5)
    players = np.arange(6)
    never = ensemble.feature == 3
    ensemble.feature[never] = 2
    with ways_forced(way):
        values, _ = interventional(ensemble, rows_of(generator, 9), rows_of(generator, 9), players)
    np.testing.assert_array_equal(values[:, 3], 0)
    assert np.abs(values[:, 2]).max() > 0


@BOTH
def test_players_that_do_the_same_get_the_same(way):
    generator = np.random.default_rng(7)
    ensemble = trees(generator, depth=7, number=4)
    swapped = np.array([1, 0, 2, 3, 4, 5])
    twin = trees(np.random.default_rng(7), depth=7, number=4)
    inner = twin.left >= 0
    twin.feature[inner] = swapped[twin.feature[inner]]
    matrix, background = rows_of(generator, 8), rows_of(generator, 8)
    for rows in (matrix, background):
        rows[:, 1] = rows[:, 0]
    with ways_forced(way):
        values, _ = interventional(ensemble, matrix, background, np.arange(6))
        other, _ = interventional(twin, matrix, background, np.arange(6))
    np.testing.assert_allclose(values[:, 0] + other[:, 0], values[:, 1] + other[:, 1], atol=1e-13)


def test_a_player_takes_all_its_columns_from_one_row():
    """Two one-hot columns: with "neither" or "both" the tree would answer 100, and nobody is so."""
    ensemble = trees(np.random.default_rng(8), depth=0, number=1, columns=2).__class__(
        left=np.array([1, 3, 5, -1, -1, -1, -1], dtype=np.int32),
        right=np.array([2, 4, 6, -1, -1, -1, -1], dtype=np.int32),
        feature=np.array([0, 1, 1, -1, -1, -1, -1], dtype=np.int32),
        threshold=np.array([0.5, 0.5, 0.5, 0, 0, 0, 0]),
        missing_left=np.zeros(7, dtype=bool),
        category_start=np.full(7, -1, dtype=np.int32),
        category_words=np.zeros(7, dtype=np.int32),
        categories=np.zeros(0, dtype=np.uint64),
        cover=np.ones(7),
        value=np.array([[0], [0], [0], [100.0], [1.0], [3.0], [100.0]]),
        roots=np.zeros(1, dtype=np.int32),
        base=np.zeros(1),
        columns=2,
    )
    one, other = np.array([[1.0, 0.0]]), np.array([[0.0, 1.0]])
    values, base = interventional(ensemble, one, other, np.array([0, 0]))
    assert values.tolist() == [[[2.0]]]
    assert base.tolist() == [1.0]


def test_no_rows_and_no_trees():
    generator = np.random.default_rng(9)
    ensemble = trees(generator, depth=3, number=2, outputs=2)
    values, base = interventional(ensemble, rows_of(generator, 0), rows_of(generator, 3), PLAYERS)
    assert values.shape == (0, 4, 2)
    assert base.shape == (2,)
    stump = trees(generator, depth=0, number=3)
    values, base = interventional(stump, rows_of(generator, 2), rows_of(generator, 3), PLAYERS)
    np.testing.assert_array_equal(values, 0)
    np.testing.assert_allclose(base, stump.predict(rows_of(generator, 1))[0])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"matrix": np.zeros((1, 5))}, r"`matrix` must have shape \(rows, 6\)"),
        ({"background": np.zeros((1, 5))}, r"`background` must have shape \(rows, 6\)"),
        ({"background": np.zeros((0, 6))}, "`background` must have at least one row"),
        ({"players": np.arange(5)}, "`players` must be 6 places"),
        ({"players": np.arange(6) - 1}, "`players` must be 6 places"),
    ],
)
def test_what_cannot_be_explained(change, said):
    given = {"matrix": np.zeros((1, 6)), "background": np.zeros((1, 6)), "players": PLAYERS} | change
    with pytest.raises(ExplanationError, match=said):
        interventional(trees(np.random.default_rng(0), depth=2, number=1), **given)

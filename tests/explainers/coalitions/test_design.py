"""Coalitions in pairs of complements: none twice, every size, and a larger design holds the smaller ones."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.explainers.coalitions import design as module
from fairwitness.explainers.coalitions.design import design, every_coalition

SIZES = given(st.integers(2, 24), st.integers(2, 200), st.integers(0, 9), st.integers(0, 3))


@SIZES
def test_rows_are_pairs_of_complements_and_none_comes_twice(
    players: int, coalitions: int, seed: int, block: int
) -> None:
    made = design(players, coalitions, seed, block)
    assert (made.told[::2] == ~made.told[1::2]).all()
    assert len(np.unique(made.told, axis=0)) == len(made.told)
    smaller = np.minimum(made.told.sum(axis=1), (~made.told).sum(axis=1))
    assert (smaller == np.repeat(made.stratum, 2)).all()
    assert set(made.stratum.tolist()) == set(range(1, players // 2 + 1))


@SIZES
def test_a_larger_design_holds_a_smaller_one_in_its_order(
    players: int, coalitions: int, seed: int, block: int
) -> None:
    small, large = design(players, coalitions, seed, block), design(players, 2 * coalitions, seed, block)
    assert (large.told[large.known(small)] == small.told).all()


@pytest.mark.parametrize("players", [2, 3, 6, 7])
def test_enough_coalitions_are_all_of_them_with_the_weights_of_shapleys_kernel(players: int) -> None:
    made = design(players, 2**players, 0)
    every = {tuple(row) for row in every_coalition(players).tolist()}
    nobody, everybody = (False,) * players, (True,) * players
    assert {tuple(row) for row in made.told.tolist()} == every - {nobody, everybody}
    held = made.told.sum(axis=1)
    kernel = [(players - 1) / (comb(players, size) * size * (players - size)) for size in held.tolist()]
    assert made.weights == pytest.approx(kernel)
    assert set(made.shares.values()) == {1.0}


def test_blocks_and_seeds_draw_their_own_from_one_list_that_nothing_changes() -> None:
    drawn = [design(12, 60, seed, block).told.tobytes() for seed in (0, 1) for block in (0, 1)]
    assert len(set(drawn)) == 4
    listed = module._listed(12, 5)
    assert listed.tolist() == [list(pair) for pair in combinations(range(12), 5)]
    assert module._listed(12, 5) is listed
    with pytest.raises(ValueError, match="read-only"):
        listed[0, 0] = 3

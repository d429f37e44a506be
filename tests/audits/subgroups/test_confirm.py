"""The other half is other rows, and its tests are those of any two groups."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.stats.contrasts import Proportions, Question, difference_limits, p_values
from fairwitness.audits.subgroups.confirm import Confirmation, Tally, confirm, split


@given(st.integers(0, 500), st.integers(0, 100))
def test_half_of_the_rows_are_searched(rows: int, seed: int) -> None:
    chosen = split(rows, seed)
    assert chosen.shape == (rows,)
    assert chosen.sum() == rows // 2
    assert np.array_equal(chosen, split(rows, seed))


def test_another_seed_splits_otherwise_and_no_row_is_preferred() -> None:
    assert not np.array_equal(split(200, 0), split(200, 1))
    share = np.mean([split(60, seed) for seed in range(600)], axis=0)
    assert np.abs(share - 0.5).max() < 4.5 * 0.5 / np.sqrt(600)


def test_a_tally_counts_both_sides() -> None:
    inside, bad = np.array([True, True, False, False, False]), np.array([True, False, True, True, False])
    assert Tally.of(inside, bad) == Tally(rows=2, bad=1, rest_rows=3, rest_bad=2)


def test_one_group_has_the_figures_of_the_contrast() -> None:
    (found,) = confirm([Tally(60, 30, 540, 150)], alpha=0.05)
    i, j = (Proportions(np.array([k]), np.array([n])) for k, n in ((30.0, 60.0), (150.0, 540.0)))
    low, high = difference_limits(i, j, 0.025)
    assert (found.low, found.high) == (low[0], high[0])
    assert found.p == found.p_adjusted == p_values(i, j, Question("above"))[0]
    assert found.reason is None


def test_several_are_adjusted_by_holm() -> None:
    tallies = [Tally(60, 30, 540, 150), Tally(60, 24, 540, 150), Tally(60, 10, 540, 150)]
    first, second, third = confirm(tallies, alpha=0.05)
    assert first.p_adjusted == pytest.approx(3 * first.p)
    assert second.p_adjusted == pytest.approx(2 * second.p)
    assert third.p_adjusted == third.p == 1


def test_without_a_case_on_a_side_there_is_no_figure_and_the_reason_is_said() -> None:
    no_group, no_rest, both = confirm([Tally(0, 0, 50, 5), Tally(50, 5, 0, 0), Tally(60, 30, 540, 150)], 0.05)
    assert no_group == Confirmation(
        reason="no case in the group on the half of the rows that was not searched"
    )
    assert no_rest.reason == "no case outside the group on the half of the rows that was not searched"
    assert no_rest.p is None
    assert both.p_adjusted == pytest.approx(3 * both.p)  # the two were carried over all the same


def test_nothing_carried_over_is_nothing() -> None:
    assert confirm([], 0.05) == ()
    assert confirm([Tally(0, 0, 1, 0)], 0.05)[0].p is None

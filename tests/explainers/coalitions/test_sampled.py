"""Sampled coalitions that grow: where they stop, what they cost, and that rows do not depend on each other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.explainers.coalitions import coalition_values
from fairwitness.explainers.coalitions.design import design
from fairwitness.explainers.coalitions.values import MOST_SAMPLES, SAMPLES, TOLERANCE

COLUMNS = 14


def normal(rows, columns=COLUMNS, seed=0):
    return np.random.default_rng(seed).normal(size=(rows, columns))


def easy(x):
    return (x * np.arange(1.0, x.shape[1] + 1)).sum(
        axis=1
    )  # not `@`, which may add in another order for fewer rows


def rough(x):
    """All columns together: what coalitions are worth hardly follows from who is in them."""
    return np.sign(np.sin(40 * x.sum(axis=1)))


def spread(values):
    return values.max(axis=1) - values.min(axis=1)


def test_a_sum_stops_at_once_and_a_rough_model_goes_on_to_the_most():
    rows, background = normal(3), normal(20, seed=1)
    found = coalition_values(easy, rows, background)
    assert abs(found.evaluations - SAMPLES * COLUMNS).max() <= COLUMNS
    assert found.settled.all()
    hard = coalition_values(rough, rows, background)
    assert abs(hard.evaluations - MOST_SAMPLES * COLUMNS).max() <= COLUMNS
    assert not hard.settled.any()
    assert hard.model_rows > 3 * found.model_rows


def test_rows_stop_by_themselves():
    """A row without the interaction stops at the first coalitions, another goes on; no row changes another."""
    rows, background = normal(6), normal(20, seed=1)
    rows[::2, 0] = -1.0

    def mixed(x):
        return easy(x) + np.where(x[:, 0] > 0, 200 * rough(x), 0.0)

    background[:, 0] = -1.0
    rows[1::2, 0] = 1.0
    together = coalition_values(mixed, rows, background, seed=3)
    assert (together.evaluations[1::2] > together.evaluations[::2]).all()
    for place in range(6):
        alone = coalition_values(mixed, rows[[place]], background, seed=3)
        np.testing.assert_array_equal(alone.values[0], together.values[place])
        np.testing.assert_array_equal(alone.standard_errors[0], together.standard_errors[place])
        assert alone.evaluations[0] == together.evaluations[place]


@settings(max_examples=10, deadline=None)
@given(st.floats(0.002, 0.3), st.integers(0, 1000))
def test_what_settled_is_within_the_tolerance(tolerance, seed):
    rows, background = normal(4), normal(12, seed=1)
    first, second = normal(COLUMNS, 9, seed=2), normal(1, 9, seed=3)[0]
    found = coalition_values(
        lambda x: np.tanh(x @ first) @ second, rows, background, tolerance=tolerance, seed=seed
    )
    within = found.standard_errors.max(axis=1) <= tolerance * spread(found.values)
    np.testing.assert_array_equal(within, found.settled)
    assert found.tolerance == tolerance
    assert (found.settled | (found.evaluations >= (MOST_SAMPLES - 1) * COLUMNS)).all()


def test_a_number_of_coalitions_is_kept_to():
    rows, background = normal(2), normal(10, seed=1)
    fixed = coalition_values(rough, rows, background, n_samples=100)
    assert fixed.tolerance is None
    assert abs(fixed.evaluations - 100).max() <= COLUMNS
    limited = coalition_values(rough, rows, background, n_samples=400, tolerance=TOLERANCE)
    assert 390 <= limited.evaluations.max() <= 400
    assert not limited.settled.any()


def test_nothing_is_asked_about_twice():
    seen = []

    def ask(x):
        seen.append(x)
        return rough(x)

    rows, background = normal(1), normal(4, seed=1)
    found = coalition_values(ask, rows, background)
    hybrids = np.concatenate(seen)
    hybrids = hybrids[
        [not (row == rows[0]).all() and not (row == background).all(axis=1).any() for row in hybrids]
    ]
    assert len(np.unique(hybrids, axis=0)) == len(hybrids)
    assert found.model_rows == len(hybrids)


def test_growing_gives_what_starting_there_gives():
    rows, background = normal(3), normal(20, seed=1)
    grown = coalition_values(rough, rows, background, n_samples=4 * SAMPLES * COLUMNS, tolerance=1e-6)
    at_once = coalition_values(rough, rows, background, n_samples=4 * SAMPLES * COLUMNS)
    np.testing.assert_array_equal(grown.values, at_once.values)
    np.testing.assert_array_equal(grown.standard_errors, at_once.standard_errors)


@pytest.mark.parametrize(("players", "few", "many"), [(9, 40, 300), (13, 30, 2000), (40, 100, 900)])
def test_a_larger_design_holds_a_smaller_one(players, few, many):
    small, large = design(players, few, 5, 2), design(players, many, 5, 2)
    np.testing.assert_array_equal(large.told[large.known(small)], small.told)


def test_blocks_have_coalitions_of_their_own():
    one, other = design(30, 200, 5, 0), design(30, 200, 5, 1)
    assert (one.told != other.told).any()
    assert one.told.sum() == other.told.sum()


def test_progress_grows_with_the_work():
    told = []
    found = coalition_values(
        rough, normal(2), normal(10, seed=1), progress=lambda done, planned: told.append((done, planned))
    )
    assert told[-1] == (found.model_rows, found.model_rows)
    assert all(done <= planned for done, planned in told)
    assert [done for done, _ in told] == sorted(done for done, _ in told)

"""Values from coalitions: closed forms, brute force, and errors that mean what they say."""

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairwitness.errors import ExplanationError
from fairwitness.explainers.coalitions import coalition_values
from fairwitness.explainers.coalitions.design import design, every_coalition
from fairwitness.explainers.coalitions.solve import exact_weights


def normal(rows, columns, seed=0):
    return np.random.default_rng(seed).normal(size=(rows, columns))


def wavy(x):
    return np.tanh(x[:, 0] * x[:, 1] * x[:, 2]) + np.sin(x[:, 3] * x[:, 4]) * x[:, 5] + x[:, 6] * x[:, 7] ** 2


def exact(ask, rows, background):
    """From all coalitions, whatever their number."""
    told = every_coalition(rows.shape[1])
    return np.array(
        [
            exact_weights(rows.shape[1])
            @ [ask(np.where(coalition, row, background)).mean() for coalition in told]
            for row in rows
        ]
    )


@pytest.mark.parametrize("columns", [1, 2, 5, 12, 13, 30])
def test_a_linear_model_has_a_closed_form(columns):
    rows, background = normal(3, columns), normal(7, columns, 1)
    beta = np.linspace(-2, 3, columns)
    found = coalition_values(lambda x: x @ beta + 5, rows, background, n_samples=max(6 * columns, 20))
    np.testing.assert_allclose(found.values, beta * (rows - background.mean(axis=0)), atol=1e-9)
    assert found.base == pytest.approx((background @ beta + 5).mean())
    if found.standard_errors is not None:
        assert found.standard_errors.max() < 1e-8


def test_toys():
    zero = np.zeros((1, 3))
    row = np.array([[2.0, 5.0, 7.0]])
    product = coalition_values(lambda x: x[:, 0] * x[:, 1], row, zero)
    np.testing.assert_allclose(product.values, [[5, 5, 0]], atol=1e-12)
    xor = coalition_values(lambda x: 1.0 * ((x[:, 0] > 0) ^ (x[:, 1] > 0)), row, zero)
    np.testing.assert_allclose(xor.values, [[0, 0, 0]], atol=1e-12)
    constant = coalition_values(lambda x: np.full(len(x), 4.0), row, zero)
    assert constant.base == 4
    np.testing.assert_allclose(constant.values, 0, atol=1e-12)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_symmetry_dummies_and_adding_up(seed):
    rows, background = normal(2, 14, seed), normal(5, 14, seed + 1)
    for part in (rows, background):
        part[:, 1] = part[:, 0]
    background[:, 5] = rows[:, 5] = 3.0
    found = coalition_values(lambda x: x[:, 0] + x[:, 1] + x[:, 2] * x[:, 5], rows, background, seed=seed)
    outputs = rows[:, 0] + rows[:, 1] + rows[:, 2] * 3
    np.testing.assert_allclose(found.base + found.values.sum(axis=1), outputs, atol=1e-10)
    np.testing.assert_allclose(found.values[:, 0], found.values[:, 1], atol=1e-9)
    assert (found.values[:, 5] == 0).all()  # it never varies


def test_all_coalitions_and_a_design_of_all_are_the_same():
    rows, background = normal(2, 9), normal(6, 9, 1)
    whole = coalition_values(wavy, rows, background, n_samples=2**9)
    assert whole.exact
    assert (whole.evaluations == 512).all()
    np.testing.assert_allclose(whole.values, exact(wavy, rows, background), atol=1e-12)
    sampled = coalition_values(wavy, rows, background, n_samples=2**9 - 1)
    assert not sampled.exact
    assert np.abs(sampled.values - whole.values).max() < 0.05


def test_standard_errors_cover_what_they_should():
    rows, background = normal(2, 11), normal(8, 11, 1)
    truth = exact(wavy, rows, background)[:, :8]
    runs = [coalition_values(wavy, rows, background, n_samples=160, seed=seed) for seed in range(60)]
    off = np.array([np.abs(run.values[:, :8] - truth) for run in runs])
    error = np.array([run.standard_errors[:, :8] for run in runs])
    covered = (off <= 2 * error).mean()
    assert 0.9 <= covered <= 0.999
    spread = np.sqrt((off**2).mean())
    assert 0.7 <= np.sqrt((error**2).mean()) / spread <= 1.5


def test_the_error_at_twenty_a_column():
    """Median relative error over rows of a model with interactions; the bar is 0.045."""
    rng = np.random.default_rng(3)
    first, second = rng.normal(size=(12, 16)) / 2, rng.normal(size=16)
    rows, background = normal(12, 12), normal(10, 12, 1)

    def network(x):
        return np.tanh(x @ first) @ second

    found = coalition_values(network, rows, background, n_samples=240)
    truth = exact(network, rows, background)
    off = np.linalg.norm(found.values - truth, axis=1) / np.linalg.norm(truth, axis=1)
    assert np.median(off) <= 0.045


def test_pairs_that_are_known_at_a_hundred_columns():
    """A product of two columns is shared half and half, up to what each is with the mean of the other."""
    rows, background = normal(2, 100), normal(4, 100, 1)
    found = coalition_values(
        lambda x: x[:, 0] * x[:, 1] + x[:, 2:].sum(axis=1), rows, background, n_samples=2000
    )
    (a, b), zero = rows[0, :2], background[:, :2]
    mixed = (zero[:, 0] * zero[:, 1]).mean()
    first = (a * b - mixed) / 2 + (a * zero[:, 1].mean() - b * zero[:, 0].mean()) / 2
    assert found.values[0, 0] == pytest.approx(first, abs=3 * found.standard_errors[0, 0] + 1e-9)
    np.testing.assert_allclose(
        found.values[:, 2:],
        rows[:, 2:] - background[:, 2:].mean(axis=0),
        atol=5 * found.standard_errors.max(),
    )


def test_a_row_alone_has_the_numbers_that_it_has_among_others():
    rows, background = normal(6, 13), normal(9, 13, 1)
    together = coalition_values(wavy, rows, background, seed=3)
    alone = coalition_values(wavy, rows[[4]], background, seed=3)
    np.testing.assert_array_equal(alone.values[0], together.values[4])
    np.testing.assert_array_equal(alone.standard_errors[0], together.standard_errors[4])
    other = coalition_values(wavy, rows[[4]], background, seed=4)
    assert (other.values != alone.values).any()


def test_the_whole_background_is_asked_and_progress_told(monkeypatch):
    monkeypatch.setattr("fairwitness.explainers.coalitions.game.MODEL_ROWS", 100)
    rows, background, told = normal(2, 13), normal(40, 13, 1), []
    seen = set()

    def ask(x):
        seen.update(x[:, 12])
        return x.sum(axis=1)

    found = coalition_values(
        ask, rows, background, progress=lambda done, planned: told.append((done, planned))
    )
    assert set(background[:, 12]) <= seen
    assert told[-1] == (found.model_rows, found.model_rows)
    assert len(told) > 100


def test_what_progress_raises_ends_the_work():
    def stop(done, planned):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        coalition_values(wavy, normal(2, 13), normal(40, 13, 1), progress=stop)


@pytest.mark.parametrize("columns", [3, 13])
def test_a_model_that_does_not_repeat_itself_is_named(columns):
    rng = np.random.default_rng(0)
    with pytest.raises(ExplanationError, match="same answer to the same row"):
        coalition_values(lambda x: rng.normal(size=len(x)), normal(2, columns), normal(5, columns, 1))


def test_too_few_samples():
    with pytest.raises(ExplanationError, match="`n_samples` must be at least 27"):
        coalition_values(wavy, normal(1, 13), normal(5, 13, 1), n_samples=26)


def test_twenty_a_column_may_be_all_there_are():
    """Nine columns against a background too large for every coalition: the design grows until it is whole."""
    rows, background = normal(2, 9), normal(1500, 9, 1)
    found = coalition_values(wavy, rows, background, tolerance=1e-9)
    np.testing.assert_allclose(found.values, exact(wavy, rows, background), atol=1e-10)
    assert found.settled.all()


@pytest.mark.parametrize(("players", "coalitions"), [(9, 60), (12, 240), (13, 200), (40, 900)])
def test_a_design_has_pairs_of_complements_none_twice(players, coalitions):
    made = design(players, coalitions, seed=1)
    assert (made.told[::2] == ~made.told[1::2]).all()
    assert len({row.tobytes() for row in made.told}) == len(made.told)
    assert abs(len(made.told) - coalitions) <= players
    sizes = made.told.sum(axis=1)
    assert sizes.min() >= 1
    assert sizes.max() <= players - 1
    for size, share in made.shares.items():
        there = comb(players, size) // (2 if 2 * size == players else 1)
        assert (made.stratum == size).sum() == pytest.approx(share * there)

"""Rows shared among processes: the same numbers for any number of them."""

import threading

import numpy as np
import pytest

from fairwitness.explainers.coalitions import coalition_values

RNG = np.random.default_rng(0)
ROWS, BACKGROUND = RNG.normal(size=(20, 9)), RNG.normal(size=(12, 9))


def network(x):
    return np.tanh(x @ np.arange(9.0) / 9) * x[:, 0] + np.sin(x[:, 1] * x[:, 2])


@pytest.mark.parametrize("columns", [5, 9])
def test_two_and_four_workers_give_the_bits_of_one(columns):
    rows, background = ROWS[:, :columns], BACKGROUND[:, :columns]
    ask = network if columns == 9 else lambda x: x[:, 0] * np.exp(x[:, 1])
    one = coalition_values(ask, rows, background, n_samples=60)
    for workers in (2, 4):
        told = []
        many = coalition_values(
            ask,
            rows,
            background,
            n_samples=60,
            workers=workers,
            progress=lambda *place, told=told: told.append(place),
        )
        np.testing.assert_array_equal(many.values, one.values)
        if one.standard_errors is not None:
            np.testing.assert_array_equal(many.standard_errors, one.standard_errors)
        assert many.workers == min(workers, 3)  # chunks of eight rows
        assert told[-1] == (many.model_rows, many.model_rows)


def test_what_cannot_be_sent_is_asked_from_here_and_says_so():
    lock = threading.Lock()

    def ask(x):
        with lock:
            return network(x)

    found = coalition_values(ask, ROWS, BACKGROUND, n_samples=60, workers=2)
    assert found.workers == 1
    np.testing.assert_array_equal(
        found.values, coalition_values(network, ROWS, BACKGROUND, n_samples=60).values
    )


def test_cancelling_ends_the_work():
    def stop(done, planned):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        coalition_values(network, ROWS, BACKGROUND, n_samples=60, workers=2, progress=stop)

"""Cohen's kappa against scikit-learn, a published table, and its variance worked out another way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from fairwitness.audits.stats.kappa import LEAST_CASES, cohen_kappa

# Fleiss, Cohen and Everitt (1969): 200 cases, kappa 0.429, standard error 0.054.
PUBLISHED = np.array([[106, 10, 4], [22, 28, 10], [2, 12, 6]])
TABLES = st.lists(st.lists(st.integers(0, 40), min_size=2, max_size=2), min_size=2, max_size=2)


def test_the_published_table() -> None:
    found = cohen_kappa(PUBLISHED)
    assert found.value == pytest.approx(0.429, abs=5e-4)
    assert found.low is not None
    assert found.high is not None
    assert (found.high - found.low) / 2 / 1.959964 == pytest.approx(0.0537, abs=5e-4)


@given(TABLES)
def test_it_is_that_of_scikit_learn(table: list[list[int]]) -> None:
    counts = np.array(table)
    assume(counts.sum())
    first, second = np.repeat(np.indices((2, 2)).reshape(2, -1), counts.ravel(), axis=1)
    found = cohen_kappa(counts)
    if found.value is None:
        assert len({*first, *second}) == 1
    else:
        assert found.value == pytest.approx(cohen_kappa_score(first, second))


@given(TABLES)
@example([[20, 21], [0, 0]])
def test_the_interval_is_that_of_the_delta_method(table: list[list[int]]) -> None:
    """The gradient of kappa taken numerically, and the covariance of a multinomial."""
    counts = np.array(table, dtype=float)
    n = counts.sum()
    assume(n >= LEAST_CASES)
    found = cohen_kappa(counts)
    assume(found.value is not None and found.low is not None and found.low > -1 and found.high < 1)
    share, step = (counts / n).ravel(), 1e-6

    def kappa(p: np.ndarray) -> float:
        square = p.reshape(2, 2)
        chance = square.sum(axis=1) @ square.sum(axis=0)
        return (np.trace(square) - chance) / (1 - chance)

    gradient = np.array([(kappa(share + e) - kappa(share - e)) / (2 * step) for e in step * np.eye(4)])
    variance = (share @ gradient**2 - (share @ gradient) ** 2) / n
    assert (found.high - found.low) / 2 == pytest.approx(
        1.959964 * np.sqrt(max(variance, 0.0)), rel=1e-3, abs=1e-6
    )


@pytest.mark.parametrize(
    ("table", "value", "reason"),
    [
        ([[0, 0], [0, 0]], None, "no cases"),
        ([[50, 0], [0, 0]], None, "both always decided the same"),
        ([[50, 0], [0, 50]], 1.0, "no case differs"),
        ([[5, 1], [1, 5]], 2 / 3, "12 of the 30 cases"),
    ],
)
def test_what_is_undefined_is_no_number(table: list[list[int]], value: float | None, reason: str) -> None:
    found = cohen_kappa(table)
    assert found.value == (None if value is None else pytest.approx(value))
    assert (found.low, found.high) == (None, None)
    assert reason in (found.reason or "")

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fairwitness.audits.stats.intervals import clopper_pearson, lower_limit, upper_limit, wilson

COUNTS = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS, st.sampled_from([0.8, 0.95, 0.99]))
def test_scipy_agrees(counts, confidence):
    test = stats.binomtest(*counts)
    assert [float(x) for x in wilson(*counts, confidence)] == pytest.approx(
        list(test.proportion_ci(confidence, "wilson")), abs=1e-12
    )
    assert [float(x) for x in clopper_pearson(*counts, (1 - confidence) / 2)] == pytest.approx(
        list(test.proportion_ci(confidence, "exact")), abs=1e-9
    )


def test_known_answers():
    # Newcombe (1998), Stat. Med. 17, 857-872: table I, 81 of 263 and 0 of 20.
    assert np.round(wilson(81, 263), 4).tolist() == [0.2553, 0.3662]
    assert np.round(wilson(0, 20), 4).tolist() == [0.0, 0.1611]
    assert np.round(clopper_pearson(81, 263, 0.025), 4).tolist() == [0.2527, 0.3676]
    # Without successes the upper limit solves (1 - u)^n = alpha.
    assert upper_limit(0, 20, 0.025) == pytest.approx(1 - 0.025 ** (1 / 20), abs=1e-14)


@given(COUNTS, st.floats(1e-6, 0.5))
def test_limits_hold_the_estimate_and_mirror(counts, alpha):
    k, n = counts
    low, high = clopper_pearson(k, n, alpha)
    assert 0 <= low <= 1
    assert 0 <= high <= 1
    assert low <= high
    if alpha < 0.4:
        assert low <= k / n <= high
    assert low == pytest.approx(1 - upper_limit(n - k, n, alpha), abs=1e-12)
    near, far = wilson(k, n)
    assert 0 <= near <= k / n <= far <= 1


def test_edges_are_exact_and_no_trials_say_nothing():
    for limits in (wilson([0, 7, 0], [7, 7, 0]), clopper_pearson([0, 7, 0], [7, 7, 0], 0.025)):
        assert limits[0][[0, 2]].tolist() == [0.0, 0.0]
        assert limits[1][[1, 2]].tolist() == [1.0, 1.0]


def test_real_counts_lie_between_whole_ones():
    low, high = clopper_pearson([3, 3.5, 4], 10, 0.05)
    assert np.all(np.diff(low) > 0)
    assert np.all(np.diff(high) > 0)
    assert lower_limit(10 * (1 + 1e-16), 10, 0.05) == pytest.approx(0.05**0.1)


def test_broadcasts_and_is_monotone_in_alpha():
    alpha = 10.0 ** -np.arange(0.5, 100, 0.5)
    low, high = clopper_pearson([[1], [40], [99], [5e4]], [[5], [100], [100], [1e5]], alpha)
    assert low.shape == (4, len(alpha))
    assert not np.isnan(low).any()
    assert not np.isnan(high).any()
    assert np.all(np.diff(low, axis=1) <= 1e-15)
    assert np.all(np.diff(high, axis=1) >= -1e-15)


def test_scipy_stats_is_not_imported():
    code = "import sys, fairwitness.audits.stats.planning; sys.exit('scipy.stats' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

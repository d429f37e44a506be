import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.audits.conditional.tally import tally
from fairwitness.audits.counts import Counts
from fairwitness.audits.rates import METRICS, rates
from fairwitness.errors import DataError

CELLS = st.lists(st.integers(0, 5), min_size=24, max_size=24).map(lambda n: np.array(n).reshape(2, 2, 3, 2))


@given(CELLS, st.sampled_from(sorted(METRICS)))
def test_each_stratum_has_the_rates_of_its_own_counts(cells, name):
    found = tally(cells, *METRICS[name].masks(), ("x", "y"), ("a", "b"))
    for stratum in range(2):
        expected = rates(Counts("g", ("a", "b"), cells[stratum]), name)
        for group in range(2):
            assert found.value(stratum, group) == expected.value[group]
            assert (found.reason(stratum, group) is None) == (expected.reasons[group] is None)
        np.testing.assert_array_equal(found.rows[stratum], expected.rows)
        np.testing.assert_array_equal(found.trials[stratum], expected.trials)


def test_reasons_tell_no_rows_from_no_trials():
    cells = np.zeros((1, 3, 3, 2), dtype=int)
    cells[0, 1, 0, 0], cells[0, 2, 0, 1] = 1, 2
    found = tally(cells, *METRICS["true_positive_rate"].masks(), ("north",), ("a", "b", "c"))
    assert found.reason(0, 0) == "no rows of 'a' in 'north'"
    assert found.reason(0, 1) == "none of 1 row of 'b' in 'north' counts for this rate"
    assert found.reason(0, 2) == "none of 2 rows of 'c' in 'north' counts for this rate"


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (np.zeros((2, 1, 3, 2), dtype=int), r"shape \(1, 2, 3, 2\)"),
        (np.zeros((1, 2, 3, 2)), "Got float64"),
        (np.full((1, 2, 3, 2), -2), "Got -2 instead"),
    ],
)
def test_cells_that_do_not_fit_are_refused(cells, message):
    with pytest.raises(DataError, match=message):
        tally(cells, *METRICS["accuracy"].masks(), ("x",), ("a", "b"))

"""What is examined: shapes that fit, numbers that do not depend on the order, hybrids of real cells only."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairwitness.errors import ExplanationError
from fairwitness.explainers.quality.base import Examined, hybrids, important
from fairwitness.explainers.ranking import ranked

from .conftest import exact, frame, linear


def test_an_explanation_of_other_rows_is_refused():
    X, background = frame(5, 1), frame(20, 2)
    with pytest.raises(ExplanationError, match="must be of the 5 `rows`"):
        Examined(linear, X, background, exact(X.iloc[:4], background))


def test_a_background_with_other_columns_is_refused():
    X, background = frame(5, 1), frame(20, 2)
    with pytest.raises(ExplanationError, match="background"):
        Examined(linear, X, background.drop(columns="big"), exact(X, background))


def test_hybrids_have_cells_of_their_row_or_of_a_background_row(made):
    examined = made()
    found = hybrids(examined, 3).reshape(len(examined.coded), 3, -1)
    own = found == examined.coded[:, None, :]
    donated = np.array(
        [[np.isin(found[..., place], examined.coded_background[:, place])] for place in range(found.shape[2])]
    )
    assert (own | np.moveaxis(donated[:, 0], 0, -1)).all()
    assert own.all(axis=2).mean() < 0.1, "a donor may have the same town"
    assert own.any(axis=2).all(), "at least one column is its own"


def test_the_same_seed_gives_the_same_hybrids_and_another_gives_others(made):
    assert np.array_equal(hybrids(made(seed=3), 2), hybrids(made(seed=3), 2))
    assert not np.array_equal(hybrids(made(seed=3), 2), hybrids(made(seed=4), 2))


@given(st.integers(1, 200))
def test_a_quarter_of_the_columns_counts_as_important_and_at_least_one(width):
    assert 1 <= important(width, None) <= width
    assert abs(important(width, None) - max(1, width / 4)) <= 0.5


def test_ties_are_ranked_in_the_order_of_the_columns():
    assert ranked(np.array([[1.0, -3.0, 3.0, 0.0]])).tolist() == [[1, 2, 0, 3]]

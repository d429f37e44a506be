"""Numbers within bins are distributed as lime's own, and never leave their bin."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from lime.discretize import QuartileDiscretizer
from scipy.stats import ks_2samp, norm, truncnorm

from fairwitness.explainers.lime.bins import quartiles
from fairwitness.explainers.lime.within import normal_within

RNG = np.random.default_rng(0)


def bins_of(column, cuts):
    return np.where(np.isnan(column), len(cuts) + 1, np.searchsorted(cuts, column)).astype(np.uint8)


def drawn(column, picks, levels, *, whole=False):
    (cuts,) = quartiles(column[:, None])
    codes = bins_of(column, cuts)
    return normal_within(column, codes, cuts, (picks, levels), whole=whole), cuts, codes


def many(column, count=20_000, **settings):
    picks, levels = RNG.integers(len(column), size=count), RNG.random(count)
    return drawn(column, picks, levels, **settings)[0], picks


@pytest.mark.parametrize(
    "column",
    [RNG.normal(size=400), RNG.exponential(size=300) * 1e4, np.r_[np.zeros(150), RNG.random(150)]],
    ids=["normal", "skewed", "zeros"],
)
def test_they_are_distributed_as_limes(column):
    values, picks = many(column)
    lime = QuartileDiscretizer(column[:, None], [], ["x"], random_state=1)
    bins = np.searchsorted(quartiles(column[:, None])[0], column)[picks]
    theirs = lime.undiscretize(bins[:, None].astype(float))[:, 0]
    for bin_ in np.unique(bins):
        assert ks_2samp(values[bins == bin_], theirs[bins == bin_]).pvalue > 1e-3


def test_a_level_is_a_level_of_the_cut_normal_distribution():
    column = np.arange(1.0, 9.0)  # the last quarter holds 7 and 8, and begins at 6.25
    value, cuts, _ = drawn(column, np.array([7]), np.array([0.3]))
    mean, spread = 7.5, 0.5
    own = truncnorm((cuts[2] - mean) / spread, (8 - mean) / spread, mean, spread)
    assert value[0] == pytest.approx(own.ppf(0.3), abs=1e-9)


def test_it_rises_with_the_level():
    column = RNG.normal(size=50)
    values, *_ = drawn(column, np.full(99, 7), np.linspace(0.01, 0.99, 99))
    assert (np.diff(values) > 0).all()


@given(
    column=arrays.arrays(
        np.float64,
        st.integers(1, 30),
        elements=st.floats(-1e300, 1e300, allow_nan=False)
        | st.just(np.nan)
        | st.sampled_from([0.0, 5.0, -1e-300]),
    ),
    level=st.floats(2.0**-54, 1, exclude_max=True),
)
def test_no_number_leaves_the_bin_of_its_background_row(column, level):
    picks = np.arange(len(column))
    values, cuts, codes = drawn(column, picks, np.full(len(column), level))
    assert (bins_of(values, cuts) == codes).all()
    present = column[~np.isnan(column)]
    kept = values[~np.isnan(values)]
    assert len(kept) == len(present)
    assert not len(kept) or (kept.min() >= present.min() and kept.max() <= present.max())


@given(
    column=st.lists(st.integers(-50, 50), min_size=1, max_size=30).map(lambda found: np.array(found, float)),
    level=st.floats(2.0**-54, 1, exclude_max=True),
)
def test_whole_numbers_stay_whole_and_in_their_bin(column, level):
    values, cuts, codes = drawn(column, np.arange(len(column)), np.full(len(column), level), whole=True)
    assert (values == np.rint(values)).all()
    assert (bins_of(values, cuts) == codes).all()


def test_whole_numbers_of_a_bin_are_all_met_and_none_by_its_end_alone():
    values, picks = many(np.repeat(np.arange(16.0), 20), whole=True)
    counts = np.unique(values[picks < 80], return_counts=True)  # the first quarter: 0, 1, 2, 3
    assert counts[0].tolist() == [0, 1, 2, 3]
    half = [norm.cdf((end - 1.5) / np.sqrt(1.25)) for end in (-0.5, 0.5, 1.5)]
    expected = (half[1] - half[0]) / (half[2] - half[1])
    assert counts[1][0] / counts[1][1] == pytest.approx(expected, rel=0.1)
    assert counts[1][3] / counts[1][2] == pytest.approx(expected, rel=0.1)


def test_one_value_stays_what_it_is_where_lime_makes_a_zero_of_it():
    values, _ = many(np.full(40, 5.0), 100)
    assert (values == 5).all()
    lime = QuartileDiscretizer(np.full((40, 1), 5.0), [], ["x"], random_state=1)
    assert lime.undiscretize(np.zeros((3, 1)))[:, 0].tolist() == [0, 0, 0]


def test_missing_values_stay_missing_and_move_no_others():
    column = np.r_[RNG.normal(size=60), np.full(20, np.nan)]
    values, picks = many(column, 4000)
    assert (np.isnan(values) == (picks >= 60)).all()
    assert np.isnan(many(np.full(9, np.nan), 10)[0]).all()


def test_numbers_too_large_for_a_standard_deviation_are_the_backgrounds_own():
    column = np.array([-2e200, -1e200, 1e200, 2e200] * 3)
    values, _ = many(column, 50)
    assert set(values) <= set(column)

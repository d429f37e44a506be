import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fairwitness.audits.stats.contrasts import SMALLEST_P, Question, difference_limits, p_values, ratio_limits
from fairwitness.audits.stats.intervals import clopper_pearson
from fairwitness.audits.stats.samples import Means, Normal, Proportions

RUNS = 4000
ALPHA = np.array([1e-100, 1e-12, 0.01, 0.025, 0.2])
FIGURE = st.tuples(st.floats(-50, 50), st.floats(0.01, 9), st.integers(2, 400))


def means(values, transform="identity"):
    """The mean of each row of values."""
    n = values.shape[-1]
    error = values.std(axis=-1, ddof=1) / np.sqrt(n)
    full = np.full(error.shape, float(n))
    return Means(values.mean(axis=-1), error, full - 1, full, transform)


def one(kind, figure, error, n, **options):
    arrays = [np.array([x], dtype=float) for x in (figure, error)]
    return kind(*arrays, *([np.array([n - 1.0])] if kind is Means else []), np.array([float(n)]), **options)


def allowed(level, runs=RUNS):
    return level + 3.5 * (level * (1 - level) / runs) ** 0.5


def test_proportions_are_clopper_pearson():
    groups = Proportions(np.array([0.0, 7, 20]), np.array([20.0, 20, 20]))
    low, high = clopper_pearson([0, 7, 20], 20, 0.025)
    assert groups.lower(0.025).tolist() == low.tolist()
    assert groups.upper(0.025).tolist() == high.tolist()
    assert groups.estimate.tolist() == [0, 0.35, 1]
    assert groups.variance.tolist() == pytest.approx([0, 0.35 * 0.65 / 20, 0])
    assert groups.grown(np.array([40.0, 40, 40])).successes.tolist() == [0, 14, 40]
    assert groups.bounded


@given(FIGURE, st.floats(1e-6, 0.4))  # below it 1 - 2 alpha, which scipy takes, has lost its digits
def test_scipy_agrees_on_student_limits(figure, alpha):
    mean, error, n = figure
    found = one(Means, mean, error, n)
    low, high = stats.t.interval(1 - 2 * alpha, n - 1, loc=mean, scale=error)
    assert found.lower(alpha)[0] == pytest.approx(low, rel=1e-7, abs=1e-7)
    assert found.upper(alpha)[0] == pytest.approx(high, rel=1e-7, abs=1e-7)


def test_the_far_tail_keeps_its_digits():
    # With one degree of freedom t is Cauchy: the quantile is 1 / tan(pi alpha).
    assert one(Means, 0, 1, 2).lower(1e-90)[0] == pytest.approx(-1 / (np.pi * 1e-90), rel=1e-12)


@given(FIGURE, st.sampled_from([1e12, np.inf]))
def test_without_end_of_freedom_means_are_normal(figure, freedom):
    mean, error, _ = figure
    n = np.array([freedom])
    student = Means(np.array([mean]), np.array([error]), n, n)
    normal = Normal(np.array([mean]), np.array([error]), n)
    assert student.lower(ALPHA) == pytest.approx(normal.lower(ALPHA), rel=1e-8, abs=1e-8)
    assert student.upper(ALPHA) == pytest.approx(normal.upper(ALPHA), rel=1e-8, abs=1e-8)


@given(st.floats(0.01, 50), st.floats(0.01, 9), st.integers(2, 400))
def test_a_root_has_the_roots_of_the_limits(mean, error, n):
    plain, root = one(Means, mean, error, n), one(Means, mean, error, n, transform="sqrt")
    assert root.estimate[0] == mean**0.5
    assert root.lower(ALPHA) == pytest.approx(np.sqrt(np.maximum(plain.lower(ALPHA), 0)))
    assert root.upper(ALPHA) == pytest.approx(np.sqrt(plain.upper(ALPHA)))
    assert root.variance[0] == pytest.approx(error**2 / (4 * mean))


@given(st.floats(0.001, 0.999), st.floats(0.001, 2))
def test_logit_limits_stay_inside_and_mirror(p, error):
    found, mirrored = (one(Normal, figure, error, 50, scale="logit") for figure in (p, 1 - p))
    low, high = found.lower(ALPHA), found.upper(ALPHA)
    assert np.all((low >= 0) & (low <= p + 1e-12) & (high >= p - 1e-12) & (high <= 1))
    assert low == pytest.approx(1 - mirrored.upper(ALPHA), abs=1e-9)


def test_logit_limits_by_hand():
    found = one(Normal, 0.8, 0.05, 50, scale="logit")
    # logit .8 is ln 4; the error there .05 / .16; the quantile 1.959963984540054.
    odds = np.exp(np.log(4) + np.array([-1, 1]) * 1.959963984540054 * 0.05 / 0.16)
    assert [found.lower(0.025)[0], found.upper(0.025)[0]] == pytest.approx((odds / (1 + odds)).tolist())


def test_a_perfect_area_has_the_limits_of_as_many_pairs():
    found = Normal(np.array([1.0, 0.0]), np.zeros(2), np.array([40.0, 40]), "logit")
    assert found.lower(0.05).tolist() == pytest.approx([0.05 ** (1 / 40), 0])
    assert found.upper(0.05).tolist() == pytest.approx([1, 1 - 0.05 ** (1 / 40)])
    assert found.variance.tolist() == [0, 0]


@pytest.mark.parametrize(
    "unknown",
    [
        one(Means, 3, 0, 30),
        one(Means, 3, np.nan, 30),
        one(Means, 3, 1, 1),
        one(Normal, 3, 0, 30),
        one(Normal, 3, np.inf, 30),
    ],
)
def test_no_spread_says_nothing(unknown):
    assert unknown.variance.tolist() == [np.inf]
    assert (unknown.lower(0.4).tolist(), unknown.upper(0.4).tolist()) == ([-np.inf], [np.inf])
    sure = one(Means, 0, 0.001, 500)
    assert p_values(unknown, sure, Question("above"))[0] >= 0.5
    assert p_values(sure, unknown, Question("below"))[0] >= 0.5


def test_an_inner_share_without_spread_says_nothing():
    unknown = one(Normal, 0.7, 0, 30, scale="logit")
    assert (unknown.lower(0.4).tolist(), unknown.upper(0.4).tolist()) == ([0], [1])
    assert unknown.variance.tolist() == [np.inf]


@pytest.mark.parametrize(
    "few",
    [
        Proportions(np.array([3.0, 8]), np.array([10.0, 16])),
        Means(np.array([3.0, 4]), np.array([0.4, 0.2]), np.array([9.0, 15]), np.array([10.0, 16])),
        Normal(np.array([0.7, 0.5]), np.array([0.1, 0.2]), np.array([10.0, 16]), "logit"),
    ],
)
def test_four_times_the_trials_halve_the_error(few):
    many = few.grown(4 * few.trials)
    assert many.estimate.tolist() == few.estimate.tolist()
    assert many.variance == pytest.approx(few.variance / 4)
    assert np.all(many.lower(0.05) > few.lower(0.05))
    assert type(few[np.array([1, 0])]) is type(few)
    assert few[1].upper(0.1) == few.upper(0.1)[1]
    assert few[:, None].lower(0.1).shape == (2, 1)


@given(FIGURE, FIGURE)
def test_mover_of_equal_freedom_and_error_is_pooled_student(a, b):
    """The half width is t sqrt(s1^2 + s2^2), exactly, where both sides have the same quantile."""
    i, j = one(Means, a[0], a[1], 40), one(Means, b[0], b[1], 40)
    low, high = difference_limits(i, j, 0.025)
    half = stats.t.isf(0.025, 39) * np.hypot(a[1], b[1])
    assert [low[0], high[0]] == pytest.approx([a[0] - b[0] - half, a[0] - b[0] + half], abs=1e-9)


def test_welch_is_never_wider_and_hardly_narrower():
    """MOVER keeps each side's own quantile, Welch takes one for both: t of between 14 and 28 degrees here.

    So the intervals have one centre, and MOVER's is wider by at most t(14) / t(28) = 2.1448 / 2.0484 < 1.05.
    """
    rng = np.random.default_rng(37)
    a, b = rng.normal(20, 2, 15).round(1), rng.normal(23, 4, 15).round(1)
    welch = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    low, high = (float(x) for x in difference_limits(means(a), means(b), 0.025))
    assert (low + high) / 2 == pytest.approx((welch.low + welch.high) / 2, abs=1e-12)
    assert 1 <= (high - low) / (welch.high - welch.low) <= 1.05


@pytest.mark.parametrize("sizes", [(10, 40), (30, 300)])
@pytest.mark.parametrize("spread", [(1, 1), (5, 1), (1, 5)])
def test_differences_of_means_cover(sizes, spread):
    rng = np.random.default_rng(19)
    i, j = (means(rng.normal(0, s, (RUNS, n))) for n, s in zip(sizes, spread, strict=True))
    low, high = difference_limits(i, j, 0.025)
    assert ((low > 0) | (high < 0)).mean() <= allowed(0.06)


def test_ratios_of_means_cover():
    rng = np.random.default_rng(23)
    i, j = means(rng.gamma(4, 2, (RUNS, 60))), means(rng.gamma(4, 4, (RUNS, 200)))
    low, high = ratio_limits(i, j, 0.025)
    assert ((low <= 0.5) & (high >= 0.5)).mean() >= 1 - allowed(0.06)


def test_roots_of_mean_squares_cover_nearly():
    """Squares of normal errors are skewed: with 100 rows the upper limit errs more than it says, but little."""
    rng = np.random.default_rng(29)
    i, j = (means(rng.normal(0, 2, (RUNS, n)) ** 2, "sqrt") for n in (100, 400))
    low, high = difference_limits(i, j, 0.025)
    assert ((low > 0) | (high < 0)).mean() <= allowed(0.07)


def areas(rng, n, shift, runs=800):
    """AUC of n against n with DeLong's standard error, and the true one."""
    positive, negative = rng.normal(shift, 1, (runs, n)), rng.normal(0, 1, (runs, n))
    wins = (positive[:, :, None] > negative[:, None, :]).astype(float)
    error = (wins.mean(2).var(1, ddof=1) / n + wins.mean(1).var(1, ddof=1) / n) ** 0.5
    return Normal(wins.mean((1, 2)), error, np.full(runs, float(n)), "logit"), stats.norm.cdf(shift / 2**0.5)


@pytest.mark.parametrize("shift", [0.0, 1.0, 2.2])
def test_logit_limits_of_an_area_cover(shift):
    found, true = areas(np.random.default_rng(31), 40, shift)
    covered = (found.lower(0.025) <= true) & (true <= found.upper(0.025))
    assert covered.mean() >= 1 - allowed(0.06, 800)


def test_no_p_below_the_floor():
    i, j = one(Normal, 9, 1e-3, 100), one(Normal, 0, 1e-3, 100)
    assert p_values(i, j, Question("above")).tolist() == [SMALLEST_P]

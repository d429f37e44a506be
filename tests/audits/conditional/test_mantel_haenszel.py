import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fairwitness.audits.conditional.mantel_haenszel import mantel_haenszel
from fairwitness.errors import PlanError

NUMBERS = st.lists(st.tuples(*[st.integers(0, 12)] * 4), min_size=1, max_size=5)
FIGURES = (
    "statistic",
    "p_value",
    "corrected_statistic",
    "corrected_p_value",
    "odds_ratio",
    "odds_low",
    "odds_high",
    "risk_difference",
    "risk_difference_error",
)


def test_berkeley_as_r_prints_it(admissions):
    found = mantel_haenszel(admissions, 0, 1)
    assert found.groups == ("men", "women")
    assert found.corrected_statistic == pytest.approx(1.4269, abs=5e-5)
    assert found.corrected_p_value == pytest.approx(0.2323, abs=5e-5)
    assert found.statistic == pytest.approx(1.5246, abs=5e-5)
    assert found.odds_ratio == pytest.approx(0.9046968, abs=5e-8)
    assert (found.odds_low, found.odds_high) == pytest.approx((0.7719074, 1.0603298), abs=5e-8)
    assert (found.reasons, found.left_out) == ({}, ())
    # Two groups: the rest is the other one.
    rest = mantel_haenszel(admissions, 0)
    assert rest.groups == ("men", "the rest")
    assert [getattr(rest, name) for name in FIGURES] == [getattr(found, name) for name in FIGURES]


@given(NUMBERS)
def test_the_definitions_in_fractions(counted, numbers):
    found = mantel_haenszel(counted(numbers), 0, 1)
    for name in FIGURES:
        value = getattr(found, name)
        assert (value is None) == (name in found.reasons)
        assert value is None or math.isfinite(value)
    both = [(a, b, c, d) for a, b, c, d in numbers if a + b and c + d]
    mean = variance = r = s = gap = weight = Fraction(0)
    for a, b, c, d in both:
        n = a + b + c + d
        mean += a - Fraction((a + b) * (a + c), n)
        variance += Fraction((a + b) * (c + d) * (a + c) * (b + d), n * n * (n - 1))
        r, s = r + Fraction(a * d, n), s + Fraction(b * c, n)
        gap, weight = gap + Fraction(a * (c + d) - c * (a + b), n), weight + Fraction((a + b) * (c + d), n)
    if variance:
        assert found.statistic == pytest.approx(float(mean**2 / variance), rel=1e-9, abs=1e-12)
        assert found.p_value == pytest.approx(stats.chi2.sf(found.statistic, 1))
        corrected = float(max(abs(mean) - Fraction(1, 2), 0) ** 2 / variance)
        assert found.corrected_statistic == pytest.approx(corrected, rel=1e-9, abs=1e-12)
        assert found.corrected_p_value == pytest.approx(stats.chi2.sf(corrected, 1))
    assert (found.statistic is None) == (variance == 0)
    assert found.odds_ratio == (pytest.approx(float(r / s)) if s else None)
    assert (found.odds_low is None) == (r == 0 or s == 0)
    assert found.risk_difference == (pytest.approx(float(gap / weight), abs=1e-12) if weight else None)
    named = dict(found.left_out)
    for name, (a, b, c, d) in zip("ABCDE", numbers, strict=False):
        assert (name in named) == (0 in (a + b, c + d, a + c, b + d))


@given(NUMBERS)
def test_turning_the_groups_or_the_results_round_mirrors_the_figures(counted, numbers):
    plain = mantel_haenszel(counted(numbers), 0, 1)
    groups = mantel_haenszel(counted(numbers), 1, 0)
    results = mantel_haenszel(counted([(b, a, d, c) for a, b, c, d in numbers]), 0, 1)
    for other in (groups, results):
        for name in (*FIGURES[:4], "risk_difference_error"):
            left, right = getattr(plain, name), getattr(other, name)
            assert left == (right if right is None else pytest.approx(right, rel=1e-9, abs=1e-12))
        if plain.risk_difference is not None:
            assert other.risk_difference == pytest.approx(-plain.risk_difference, abs=1e-12)
        if plain.odds_low is not None:
            assert other.odds_ratio == pytest.approx(1 / plain.odds_ratio)
            assert (other.odds_low, other.odds_high) == pytest.approx(
                (1 / plain.odds_high, 1 / plain.odds_low)
            )


def test_one_stratum_gives_the_formulas_of_one_table(counted):
    found = mantel_haenszel(counted([(12, 8, 5, 20)]), 0, 1)
    assert found.odds_ratio == pytest.approx(12 * 20 / (8 * 5))
    # Robins, Breslow and Greenland's variance is Woolf's there.
    reach = 1.959963984540054 * (1 / 12 + 1 / 8 + 1 / 5 + 1 / 20) ** 0.5
    assert math.log(found.odds_high / found.odds_ratio) == pytest.approx(reach)
    assert found.risk_difference == pytest.approx(12 / 20 - 5 / 25)
    # The test is Pearson's chi-square times (n - 1) / n.
    pearson = stats.chi2_contingency([[12, 8], [5, 20]], correction=False).statistic
    assert found.statistic == pytest.approx(pearson * 44 / 45)


@pytest.mark.parametrize("sizes", [([30] * 8, [20] * 8), ([200, 50], [80, 120])])
def test_standard_errors_are_those_of_simulated_strata(counted, sizes):
    draw = np.random.default_rng(3)
    one, two = np.array(sizes)
    base = np.linspace(0.2, 0.6, len(one))
    gaps, errors, odds, reach = [], [], [], []
    for _ in range(1500):
        a, c = draw.binomial(one, base + 0.1), draw.binomial(two, base)
        found = mantel_haenszel(counted(np.column_stack([a, one - a, c, two - c])), 0, 1)
        gaps.append(found.risk_difference)
        errors.append(found.risk_difference_error)
        odds.append(math.log(found.odds_ratio))
        reach.append(math.log(found.odds_high / found.odds_ratio) / 1.959963984540054)
    assert np.mean(gaps) == pytest.approx(0.1, abs=0.01)
    assert np.mean(errors) == pytest.approx(np.std(gaps), rel=0.06)
    assert np.mean(reach) == pytest.approx(np.std(odds), rel=0.06)


def test_a_group_against_the_rest_adds_up_the_others(counted):
    three = counted([(3, 7, 5, 5, 2, 8), (6, 4, 8, 2, 1, 1)], groups=("a", "b", "c"))
    two = counted([(5, 5, 5, 15), (8, 2, 7, 5)])
    left, right = mantel_haenszel(three, 1), mantel_haenszel(two, 0, 1)
    assert [getattr(left, name) for name in FIGURES] == [getattr(right, name) for name in FIGURES]


def test_strata_that_say_nothing_are_named_and_change_nothing(counted):
    useful = [(12, 8, 5, 20), (3, 9, 4, 7)]
    found = mantel_haenszel(
        counted([*useful, (0, 0, 5, 5), (2, 2, 0, 0), (0, 5, 0, 6), (3, 0, 4, 0), (0, 0, 0, 0)]), 0, 1
    )
    assert found.left_out == (
        ("C", "no trials of 'men'"),
        ("D", "no trials of 'women'"),
        ("E", "no successes"),
        ("F", "no failures"),
        ("G", "no trials of 'men' or 'women'"),
    )
    alone = mantel_haenszel(counted(useful), 0, 1)
    assert [getattr(found, n) for n in FIGURES[:7]] == pytest.approx([getattr(alone, n) for n in FIGURES[:7]])
    # Strata of one result bear on the difference: there it is 0.
    assert 0 < found.risk_difference < alone.risk_difference


@pytest.mark.parametrize(
    ("numbers", "missing", "reason"),
    [
        ([(0, 0, 5, 5)], FIGURES[:7], "no stratum has both groups and both results"),
        ([(0, 0, 5, 5)], FIGURES[7:], "no stratum has both groups"),
        ([(4, 0, 0, 5)], FIGURES[4:7], "the odds ratio has no upper bound: no stratum speaks against it"),
        ([(0, 4, 5, 0)], FIGURES[5:7], "an odds ratio of 0 has no standard error"),
        ([(4, 0, 0, 5)] * 3, FIGURES[8:], "every stratum has a single result in each group"),
        ([(4, 0, 5, 0)], FIGURES[:7], "no stratum has both groups and both results"),
    ],
)
def test_what_has_no_value_says_why(counted, numbers, missing, reason):
    found = mantel_haenszel(counted(numbers), 0, 1)
    for name in missing:
        assert getattr(found, name) is None
        assert found.reasons[name].startswith(reason)


def test_a_correction_larger_than_the_excess_leaves_nothing(counted):
    found = mantel_haenszel(counted([(5, 5, 5, 6)]), 0, 1)
    assert found.statistic > 0
    assert (found.corrected_statistic, found.corrected_p_value) == (0, 1)


def test_bad_questions_are_refused(admissions):
    with pytest.raises(PlanError, match="Got 'men' twice"):
        mantel_haenszel(admissions, 0, 0)
    with pytest.raises(PlanError, match="Got 1 instead"):
        mantel_haenszel(admissions, 0, 1, confidence=1)
